/** Whose API an id is, of both kinds. */
@NullMarked
package dev.gust.services.apigateway.owner;

import org.jspecify.annotations.NullMarked;

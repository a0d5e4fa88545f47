/** Serves deployed APIs: finds the route of a request, calls what is behind it, and answers. */
@NullMarked
package dev.gust.services.apigateway.front;

import org.jspecify.annotations.NullMarked;

/** Filter patterns in braces: conditions on the members of JSON events. */
@NullMarked
package dev.gust.services.logs.json;

import org.jspecify.annotations.NullMarked;

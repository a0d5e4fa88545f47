/** HTTP messages as bytes arrived: path, query and headers untouched, because signatures cover them. */
@NullMarked
package dev.gust.wire.http;

import org.jspecify.annotations.NullMarked;

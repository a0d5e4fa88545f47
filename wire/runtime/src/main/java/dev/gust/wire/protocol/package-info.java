/** Finds the protocol and the operation of a request. */
@NullMarked
package dev.gust.wire.protocol;

import org.jspecify.annotations.NullMarked;

/** The restJson1 protocol. */
@NullMarked
package dev.gust.wire.protocol.restjson;

import org.jspecify.annotations.NullMarked;

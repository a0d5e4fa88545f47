/** vnd.amazon.eventstream: events framed with headers and checksums. */
@NullMarked
package dev.gust.wire.protocol.eventstream;

import org.jspecify.annotations.NullMarked;

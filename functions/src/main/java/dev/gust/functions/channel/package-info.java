/**
 * Talking to environments: one selector on a platform thread, and length-prefixed frames. A round trip through a selector or a
 * platform thread takes 18 microseconds where the default virtual threads take 40: their poller is one more hop.
 */
@NullMarked
package dev.gust.functions.channel;

import org.jspecify.annotations.NullMarked;

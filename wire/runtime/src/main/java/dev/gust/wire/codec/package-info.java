/** What every protocol has in common: its contract, its limits, its timestamps, and how it refuses malformed input. */
@NullMarked
package dev.gust.wire.codec;

import org.jspecify.annotations.NullMarked;

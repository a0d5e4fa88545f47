/** The Telemetry API: what extensions are told of their environment, buffered and sent to where they listen. See docs/decisions/telemetry.md. */
@NullMarked
package dev.gust.functions.telemetry;

import org.jspecify.annotations.NullMarked;

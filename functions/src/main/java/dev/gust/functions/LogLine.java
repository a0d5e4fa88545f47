package dev.gust.functions;

import java.time.Instant;

/**
 * One event of a function's output, without its line end. What a runtime logs as one message stays one event even with
 * line breaks inside. At most 256 KB; the rest of a longer line follows as the next event.
 */
public record LogLine(Instant time, String text) {}

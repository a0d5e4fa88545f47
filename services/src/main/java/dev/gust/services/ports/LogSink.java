package dev.gust.services.ports;

import java.time.Instant;
import java.util.List;

/** Takes the log lines of functions. Implemented by the Logs service over RELAXED segments. */
public interface LogSink {
    /** One line, without its line break. */
    record Line(Instant at, String text) {}

    /** Appends to a stream of a group, making both when they are not there. Never waits for the disk. */
    void append(String account, String region, String group, String stream, List<Line> lines);
}

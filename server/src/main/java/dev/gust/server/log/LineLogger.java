package dev.gust.server.log;

import dev.gust.base.time.Clock;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** Writes one line per event: time, level, where from, what. A stack trace follows on lines of its own. */
final class LineLogger implements System.Logger {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final String name;
    private final Level least;
    private final Clock clock;
    private final PrintStream out;

    LineLogger(String name, Level least, Clock clock, PrintStream out) {
        this.name = name;
        this.least = least;
        this.clock = clock;
        this.out = out;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return level.getSeverity() >= least.getSeverity() && level != Level.OFF;
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
        if (isLoggable(level)) {
            write(level, String.valueOf(message), thrown);
        }
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... parameters) {
        if (isLoggable(level)) {
            boolean plain = parameters == null || parameters.length == 0 || format == null;
            write(level, plain ? String.valueOf(format) : MessageFormat.format(format, parameters), null);
        }
    }

    private void write(Level level, String message, @Nullable Throwable thrown) {
        StringBuilder line = new StringBuilder(message.length() + 64);
        line.append(TIME.format(clock.instant()))
                .append(' ')
                .append(level.getName())
                .append(' ');
        line.append(name.substring(name.lastIndexOf('.') + 1)).append(' ');
        line.append(message.replace('\n', ' ').replace('\r', ' ')).append('\n');
        if (thrown != null) {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            line.append(trace);
        }
        // In one piece, so that lines of several threads do not mix.
        out.print(line);
        out.flush();
    }
}

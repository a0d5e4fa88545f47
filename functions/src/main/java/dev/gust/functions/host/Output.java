package dev.gust.functions.host;

import dev.gust.base.time.Clock;
import dev.gust.functions.LogLine;
import dev.gust.functions.channel.OutputReader;
import dev.gust.functions.telemetry.TelemetryEvent.Category;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What an environment's programs write, cut into lines and held to its budget. Whoever calls has the environment's lock. */
final class Output {
    private static final int LINE_BYTES = 256 * 1024;

    private final Clock clock;
    private final Consumer<MailEvent> heard;
    private final OutputReader lines = new OutputReader(LINE_BYTES);
    private final OutputReader linesBeside = new OutputReader(LINE_BYTES);
    private final LogBudget budget;
    private @Nullable EnvironmentTelemetry telemetry;
    private long dropped;

    Output(Clock clock, Consumer<MailEvent> heard) {
        this.clock = clock;
        this.heard = heard;
        this.budget = new LogBudget(clock.nanoTime());
    }

    /** Where lines are published from now on. */
    void publishTo(EnvironmentTelemetry target) {
        telemetry = target;
    }

    void read(ByteBuffer bytes) {
        lines.read(bytes, this::line);
    }

    /** What extensions write. */
    void readBeside(ByteBuffer bytes) {
        linesBeside.read(bytes, this::lineBeside);
    }

    /** A line that is not ended yet is one now. */
    void flush() {
        lines.flush(this::line);
        tellDropped();
    }

    void flushBeside() {
        linesBeside.flush(this::lineBeside);
    }

    private void line(String text) {
        log(Category.FUNCTION, text, text.length());
    }

    private void lineBeside(String text) {
        log(Category.EXTENSION, text, text.length());
    }

    /** A line that none of its programs wrote. */
    void note(String text) {
        heard.accept(new MailEvent.Line(new LogLine(clock.instant(), text)));
    }

    void log(Category category, String text, int size) {
        if (!budget.spend(size + 32, clock.nanoTime())) {
            dropped += size;
            return;
        }
        tellDropped();
        LogLine line = new LogLine(clock.instant(), text);
        if (telemetry != null) {
            telemetry.line(category, line);
        }
        heard.accept(new MailEvent.Line(line));
    }

    private void tellDropped() {
        if (dropped > 0) {
            heard.accept(new MailEvent.Dropped(dropped));
            dropped = 0;
        }
    }
}

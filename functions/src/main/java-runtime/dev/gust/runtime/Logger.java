package dev.gust.runtime;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The function's log, as text or in JSON, from a level on. */
final class Logger implements LambdaLogger {
    private final Channel channel;
    private final boolean json;
    private final LogLevel lowest;
    private volatile String requestId;

    Logger(Channel channel) {
        this.channel = channel;
        this.json = "JSON".equalsIgnoreCase(System.getenv("AWS_LAMBDA_LOG_FORMAT"));
        String level = System.getenv("AWS_LAMBDA_LOG_LEVEL");
        this.lowest = level != null && !level.isEmpty() ? LogLevel.fromString(level) : LogLevel.UNDEFINED;
    }

    void serving(String id) {
        requestId = id;
    }

    @Override
    public void log(String message) {
        log(message, LogLevel.UNDEFINED);
    }

    @Override
    public void log(byte[] message) {
        log(message, LogLevel.UNDEFINED);
    }

    /** Bytes are logged as they are. */
    @Override
    public void log(byte[] message, LogLevel level) {
        if (hears(level)) {
            channel.log(new String(message, StandardCharsets.UTF_8).stripTrailing());
        }
    }

    @Override
    public void log(String message, LogLevel level) {
        if (!hears(level)) {
            return;
        }
        if (!json) {
            String text = String.valueOf(message).stripTrailing();
            channel.log(level == LogLevel.UNDEFINED ? text : "[" + level + "] " + text);
            return;
        }
        StringBuilder out = new StringBuilder("{\"timestamp\":");
        Json.quote(out, Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        out.append(",\"message\":");
        Json.quote(out, String.valueOf(message));
        out.append(",\"level\":\"").append(level).append('"');
        if (requestId != null) {
            out.append(",\"AWSRequestId\":");
            Json.quote(out, requestId);
        }
        channel.log(out.append('}').toString());
    }

    private boolean hears(LogLevel level) {
        return level == LogLevel.UNDEFINED || level.ordinal() >= lowest.ordinal();
    }

    void error(Failure failure) {
        if (json) {
            log(failure.logged(), LogLevel.ERROR);
        } else {
            channel.log(failure.logged());
        }
    }
}

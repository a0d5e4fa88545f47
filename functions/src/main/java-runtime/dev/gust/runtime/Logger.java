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
        this.json = "JSON".equals(System.getenv("AWS_LAMBDA_LOG_FORMAT"));
        String level = System.getenv("AWS_LAMBDA_LOG_LEVEL");
        this.lowest = json && level != null && !level.isEmpty() ? LogLevel.fromString(level) : LogLevel.UNDEFINED;
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
        log(new String(message, StandardCharsets.UTF_8));
    }

    @Override
    public void log(String message, LogLevel level) {
        if (level != LogLevel.UNDEFINED && level.ordinal() < lowest.ordinal()) {
            return;
        }
        if (!json) {
            channel.log(message == null ? "null" : message.stripTrailing());
            return;
        }
        StringBuilder out = new StringBuilder("{\"timestamp\":");
        Json.quote(out, Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        out.append(",\"message\":");
        Json.quote(out, String.valueOf(message));
        if (level != LogLevel.UNDEFINED) {
            out.append(",\"level\":\"").append(level).append('"');
        }
        if (requestId != null) {
            out.append(",\"AWSRequestId\":");
            Json.quote(out, requestId);
        }
        channel.log(out.append('}').toString());
    }

    void error(Failure failure) {
        if (json) {
            log(failure.logged(), LogLevel.ERROR);
        } else {
            channel.log(failure.logged());
        }
    }
}

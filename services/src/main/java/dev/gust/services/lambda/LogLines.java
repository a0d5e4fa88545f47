package dev.gust.services.lambda;

import dev.gust.base.json.JsonValue;
import dev.gust.services.lambda.VersionRecord.Logging;
import dev.gust.services.ports.runtime.RunUsage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The lines that Lambda itself writes around an invocation, as text or as JSON. */
final class LogLines {
    private static final double NANOS_PER_MILLI = 1_000_000.0;

    private final boolean json;
    private final boolean told;
    private final String requestId;
    private final String version;

    LogLines(Logging logging, String requestId, String version) {
        this.json = logging.format().equals("JSON");
        this.told = !"WARN".equals(logging.systemLevel());
        this.requestId = requestId;
        this.version = version;
    }

    List<String> start(Instant now) {
        if (!json) {
            return List.of("START RequestId: " + requestId + " Version: " + version);
        }
        Map<String, JsonValue> record = new LinkedHashMap<>();
        record.put("requestId", JsonValue.of(requestId));
        record.put("version", JsonValue.of(version));
        return told ? List.of(platform(now, "platform.start", record)) : List.of();
    }

    /** Of a function that could not be loaded. */
    List<String> initialisation(Instant now, RunUsage usage, @Nullable String status, @Nullable String errorType) {
        Duration taken = usage.initDuration().orElse(usage.duration());
        String ending = status == null ? "error" : status;
        String type = ending.equals("error") ? errorType : null;
        if (!json) {
            return List.of("INIT_REPORT Init Duration: " + millis(taken) + " ms\tPhase: init\tStatus: " + ending
                    + (type == null ? "" : "\tError Type: " + type) + "\t");
        }
        Map<String, JsonValue> record = new LinkedHashMap<>();
        record.put("initializationType", JsonValue.of("on-demand"));
        record.put("phase", JsonValue.of("init"));
        record.put("status", JsonValue.of(ending));
        if (type != null) {
            record.put("errorType", JsonValue.of(type));
        }
        record.put("metrics", new JsonValue.Obj(Map.of("durationMs", number(taken))));
        return List.of(platform(now, "platform.initReport", record));
    }

    /** {@code status} is null for a success. */
    List<String> end(Instant now, RunUsage usage, @Nullable String status, @Nullable String errorType) {
        if (json) {
            return told || status != null ? List.of(jsonReport(now, usage, status, errorType)) : List.of();
        }
        return List.of("END RequestId: " + requestId, textReport(usage, status, errorType));
    }

    private String textReport(RunUsage usage, @Nullable String status, @Nullable String errorType) {
        StringBuilder line = new StringBuilder("REPORT RequestId: ").append(requestId);
        line.append("\tDuration: ").append(millis(usage.duration())).append(" ms");
        line.append("\tBilled Duration: ")
                .append(usage.billedDuration().toMillis())
                .append(" ms");
        line.append("\tMemory Size: ").append(usage.memoryMegabytes()).append(" MB");
        line.append("\tMax Memory Used: ")
                .append(usage.maxMemoryUsedMegabytes())
                .append(" MB\t");
        usage.initDuration()
                .ifPresent(init ->
                        line.append("Init Duration: ").append(millis(init)).append(" ms\t"));
        if (status != null) {
            line.append("Status: ").append(status);
            if (errorType != null && status.equals("error")) {
                line.append("\tError Type: ").append(errorType);
            }
        }
        return line.toString();
    }

    private String jsonReport(Instant now, RunUsage usage, @Nullable String status, @Nullable String errorType) {
        Map<String, JsonValue> metrics = new LinkedHashMap<>();
        metrics.put("durationMs", number(usage.duration()));
        metrics.put("billedDurationMs", JsonValue.of(usage.billedDuration().toMillis()));
        metrics.put("memorySizeMB", JsonValue.of(usage.memoryMegabytes()));
        metrics.put("maxMemoryUsedMB", JsonValue.of(usage.maxMemoryUsedMegabytes()));
        Optional<Duration> init = usage.initDuration();
        init.ifPresent(duration -> metrics.put("initDurationMs", number(duration)));
        Map<String, JsonValue> record = new LinkedHashMap<>();
        record.put("requestId", JsonValue.of(requestId));
        record.put("metrics", new JsonValue.Obj(metrics));
        record.put("status", JsonValue.of(status == null ? "success" : status));
        if (errorType != null) {
            record.put("errorType", JsonValue.of(errorType));
        }
        return platform(now, "platform.report", record);
    }

    private static String platform(Instant now, String type, Map<String, JsonValue> record) {
        Map<String, JsonValue> line = new LinkedHashMap<>();
        line.put("time", JsonValue.of(DateTimeFormatter.ISO_INSTANT.format(now.truncatedTo(ChronoUnit.MILLIS))));
        line.put("type", JsonValue.of(type));
        line.put("record", new JsonValue.Obj(record));
        return new JsonValue.Obj(line).toJson();
    }

    private static String millis(Duration duration) {
        long hundredths = (duration.toNanos() + 5_000) / 10_000;
        long rest = hundredths % 100;
        return hundredths / 100 + (rest < 10 ? ".0" : ".") + rest;
    }

    private static JsonValue number(Duration duration) {
        return new JsonValue.Num(
                BigDecimal.valueOf(duration.toNanos() / NANOS_PER_MILLI).setScale(3, RoundingMode.HALF_UP));
    }
}

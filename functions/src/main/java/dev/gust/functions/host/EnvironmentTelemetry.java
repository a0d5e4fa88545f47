package dev.gust.functions.host;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import dev.gust.functions.EnvironmentDescription;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.InvocationResult;
import dev.gust.functions.LogLine;
import dev.gust.functions.Metering;
import dev.gust.functions.runtimeapi.Extensions;
import dev.gust.functions.telemetry.Telemetry;
import dev.gust.functions.telemetry.TelemetryEvent;
import dev.gust.functions.telemetry.TelemetryEvent.Category;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an environment's extensions are told of it, in the words of AWS's "Lambda Telemetry API Event schema reference". */
final class EnvironmentTelemetry {
    private static final Pattern PARENT = Pattern.compile("Parent=([0-9a-f]{16})");
    private static final Pattern ERROR_TYPE = Pattern.compile("(Runtime|Function)\\.[A-Z][a-zA-Z]+");

    final Telemetry telemetry;
    private final FunctionSpec spec;
    private final EnvironmentDescription description;
    private final Clock clock;
    private final boolean jsonLines;

    EnvironmentTelemetry(Telemetry telemetry, FunctionSpec spec, EnvironmentDescription description, Clock clock) {
        this.telemetry = telemetry;
        this.spec = spec;
        this.description = description;
        this.clock = clock;
        this.jsonLines = "JSON".equals(spec.environment().get("AWS_LAMBDA_LOG_FORMAT"));
        Map<String, JsonValue> start = initialisation();
        start.put("functionName", JsonValue.of(spec.name()));
        start.put("functionVersion", JsonValue.of(spec.key().version()));
        start.put("instanceId", JsonValue.of(description.logStream()));
        start.put("instanceMaxMemory", JsonValue.of(spec.memoryMegabytes() * 1024L * 1024));
        publish("initStart", start);
    }

    void runtimeInitialised() {
        if (telemetry.wanted()) {
            Map<String, JsonValue> done = initialisation();
            done.put("status", JsonValue.of("success"));
            publish("initRuntimeDone", done);
        }
    }

    /** All are ready: invocations begin, and nobody may subscribe any more. */
    void initialised(List<Extensions.Ready> extensions, long nanos) {
        if (telemetry.wanted()) {
            for (Extensions.Ready extension : extensions) {
                Map<String, JsonValue> ready = new LinkedHashMap<>();
                ready.put("name", JsonValue.of(extension.name()));
                ready.put("state", JsonValue.of("Ready"));
                ready.put(
                        "events",
                        JsonValue.array(
                                extension.events().stream().map(JsonValue::of).toList()));
                publish("extension", ready);
            }
            Map<String, JsonValue> report = initialisation();
            report.put("status", JsonValue.of("success"));
            report.put("metrics", new JsonValue.Obj(Map.of("durationMs", millis(nanos))));
            publish("initReport", report);
        }
        telemetry.initialised();
    }

    void line(Category category, LogLine line) {
        if (telemetry.wanted()) {
            boolean mayBeJson = jsonLines && category == Category.FUNCTION;
            telemetry.publish(TelemetryEvent.line(
                    line.time(), category, line.text(), mayBeJson ? object(line.text()) : Optional.empty()));
        }
    }

    void begun(Serving serving) {
        telemetry.awake(true);
        if (telemetry.wanted()) {
            Map<String, JsonValue> start = request(serving);
            start.put("version", JsonValue.of(spec.key().version()));
            trace(serving).ifPresent(trace -> start.put("tracing", trace));
            publish("start", start);
        }
    }

    /** The answer is out, or there will be none. */
    void ended(Serving serving, InvocationResult result, long producedBytes, long firstByteNanos) {
        if (!telemetry.wanted()) {
            return;
        }
        Outcome outcome = Outcome.of(result);
        Instant begunAt = serving.begunAt;
        if (begunAt == null) {
            Map<String, JsonValue> done = initialisation();
            outcome.into(done);
            publish("initRuntimeDone", done);
            return;
        }
        long nanos = outcome.metering()
                .map(metering -> metering.duration().toNanos())
                .orElse(0L);
        Map<String, JsonValue> done = request(serving);
        outcome.into(done);
        Map<String, JsonValue> metrics = new LinkedHashMap<>();
        metrics.put("durationMs", millis(nanos));
        metrics.put("producedBytes", JsonValue.of(producedBytes));
        done.put("metrics", new JsonValue.Obj(metrics));
        if (firstByteNanos > 0) {
            long latency = Math.clamp(firstByteNanos - serving.begunNanos, 0, nanos);
            List<JsonValue> spans = new ArrayList<>();
            spans.add(span("responseLatency", begunAt, latency));
            spans.add(span("responseDuration", begunAt.plusNanos(latency), nanos - latency));
            done.put("spans", JsonValue.array(spans));
        }
        trace(serving).ifPresent(trace -> done.put("tracing", trace));
        publish("runtimeDone", done);
    }

    /** Its extensions are done with the invocation too. */
    void reported(Serving serving, InvocationResult result) {
        if (!telemetry.wanted() || serving.begunAt == null) {
            return;
        }
        Outcome outcome = Outcome.of(result);
        Map<String, JsonValue> report = request(serving);
        outcome.metering().ifPresent(metering -> {
            Map<String, JsonValue> metrics = new LinkedHashMap<>();
            metrics.put("durationMs", millis(metering.duration().toNanos()));
            metrics.put(
                    "billedDurationMs", JsonValue.of(metering.billedDuration().toMillis()));
            metrics.put("memorySizeMB", JsonValue.of(metering.memoryMegabytes()));
            metrics.put("maxMemoryUsedMB", JsonValue.of(metering.maxMemoryUsedMegabytes()));
            metering.initDuration().ifPresent(time -> metrics.put("initDurationMs", millis(time.toNanos())));
            report.put("metrics", new JsonValue.Obj(metrics));
        });
        outcome.into(report);
        trace(serving).ifPresent(trace -> report.put("tracing", trace));
        publish("report", report);
        telemetry.awake(false);
    }

    /** How an invocation ended, as AWS tells of it. */
    private record Outcome(String status, Optional<String> errorType, Optional<Metering> metering) {
        static Outcome of(InvocationResult result) {
            return switch (result) {
                case InvocationResult.Success success ->
                    new Outcome("success", Optional.empty(), Optional.of(success.metering()));
                case InvocationResult.FunctionError error ->
                    new Outcome("error", Optional.of(valid(error.errorType())), Optional.of(error.metering()));
                case InvocationResult.TimedOut late ->
                    new Outcome("timeout", Optional.of("Sandbox.Timedout"), Optional.of(late.metering()));
                case InvocationResult.Crashed crashed ->
                    new Outcome(
                            "error",
                            Optional.of(crashed.outOfMemory() ? "Runtime.OutOfMemory" : "Runtime.ExitError"),
                            Optional.of(crashed.metering()));
                case InvocationResult.StartFailed failed ->
                    new Outcome("failure", Optional.of("Sandbox.Failure"), Optional.empty());
                case InvocationResult.Throttled throttled ->
                    new Outcome("failure", Optional.of("Sandbox.Failure"), Optional.empty());
            };
        }

        /** Names of the function's own stay its own. */
        private static String valid(String type) {
            if (ERROR_TYPE.matcher(type).matches() || type.startsWith("Extension.")) {
                return type;
            }
            return type.startsWith("Runtime.") ? "Runtime.Unknown" : "Function.Unknown";
        }

        void into(Map<String, JsonValue> record) {
            record.put("status", JsonValue.of(status));
            errorType.ifPresent(type -> record.put("errorType", JsonValue.of(type)));
        }
    }

    private Map<String, JsonValue> initialisation() {
        Map<String, JsonValue> record = new LinkedHashMap<>();
        record.put(
                "initializationType",
                JsonValue.of(
                        switch (description.initialization()) {
                            case ON_DEMAND -> "on-demand";
                            case PROVISIONED -> "provisioned-concurrency";
                        }));
        record.put("phase", JsonValue.of("init"));
        return record;
    }

    private static Map<String, JsonValue> request(Serving serving) {
        Map<String, JsonValue> record = new LinkedHashMap<>();
        record.put("requestId", JsonValue.of(serving.invocation.requestId()));
        return record;
    }

    private static Optional<JsonValue> trace(Serving serving) {
        return serving.invocation.traceId().map(value -> {
            Map<String, JsonValue> trace = new LinkedHashMap<>();
            Matcher parent = PARENT.matcher(value);
            if (parent.find()) {
                trace.put("spanId", JsonValue.of(parent.group(1)));
            }
            trace.put("type", JsonValue.of("X-Amzn-Trace-Id"));
            trace.put("value", JsonValue.of(value));
            return new JsonValue.Obj(trace);
        });
    }

    private static JsonValue span(String name, Instant start, long nanos) {
        Map<String, JsonValue> span = new LinkedHashMap<>();
        span.put("name", JsonValue.of(name));
        span.put("start", JsonValue.of(TelemetryEvent.text(start)));
        span.put("durationMs", millis(nanos));
        return new JsonValue.Obj(span);
    }

    private static JsonValue millis(long nanos) {
        return new JsonValue.Num(
                BigDecimal.valueOf(Duration.ofNanos(nanos).toNanos(), 6).setScale(3, RoundingMode.HALF_UP));
    }

    private static Optional<JsonValue> object(String text) {
        if (!text.startsWith("{")) {
            return Optional.empty();
        }
        try {
            return JsonText.parse(text) instanceof JsonValue.Obj object ? Optional.of(object) : Optional.empty();
        } catch (JsonSyntaxException e) {
            return Optional.empty();
        }
    }

    private void publish(String type, Map<String, JsonValue> record) {
        telemetry.publish(TelemetryEvent.platform(clock.instant(), type, new JsonValue.Obj(record)));
    }
}

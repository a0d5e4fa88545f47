package dev.gust.services.lambda.resources;

import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.wire.model.lambda.ApplicationLogLevel;
import dev.gust.wire.model.lambda.DeadLetterConfig;
import dev.gust.wire.model.lambda.Environment;
import dev.gust.wire.model.lambda.EphemeralStorage;
import dev.gust.wire.model.lambda.LogFormat;
import dev.gust.wire.model.lambda.LoggingConfig;
import dev.gust.wire.model.lambda.SystemLogLevel;
import dev.gust.wire.model.lambda.TracingConfig;
import dev.gust.wire.model.lambda.TracingMode;
import dev.gust.wire.model.lambda.UpdateFunctionConfigurationRequest;
import java.util.Map;
import java.util.Optional;

/** A function's properties as parts of requests. */
final class FunctionRequests {
    private static final int DEFAULT_TIMEOUT_SECONDS = 3;
    private static final int DEFAULT_MEMORY_MEGABYTES = 128;
    private static final int DEFAULT_STORAGE_MEGABYTES = 512;

    private FunctionRequests() {}

    /** Everything but the code. What the template no longer says goes back to its default. */
    static UpdateFunctionConfigurationRequest update(String name, ResourceProperties properties) {
        return UpdateFunctionConfigurationRequest.builder()
                .functionName(name)
                .role(properties.requiredText("Role"))
                .handler(properties.text("Handler").orElse(null))
                .runtime(properties.text("Runtime").orElse(null))
                .description(properties.text("Description").orElse(""))
                .timeout(properties.whole("Timeout").map(Math::toIntExact).orElse(DEFAULT_TIMEOUT_SECONDS))
                .memorySize(properties.whole("MemorySize").map(Math::toIntExact).orElse(DEFAULT_MEMORY_MEGABYTES))
                .environment(environment(properties).orElseGet(() -> new Environment(Map.of())))
                .deadLetterConfig(deadLetter(properties).orElseGet(() -> new DeadLetterConfig("")))
                .tracingConfig(tracing(properties).orElseGet(() -> new TracingConfig(TracingMode.PASS_THROUGH)))
                .layers(properties.texts("Layers"))
                .ephemeralStorage(storage(properties).orElseGet(() -> new EphemeralStorage(DEFAULT_STORAGE_MEGABYTES)))
                .loggingConfig(logging(properties)
                        .orElseGet(() -> new LoggingConfig(LogFormat.TEXT, null, null, "/aws/lambda/" + name)))
                .build();
    }

    static Optional<Environment> environment(ResourceProperties properties) {
        return properties
                .structure("Environment")
                .map(environment -> new Environment(environment.textMap("Variables")));
    }

    static Optional<DeadLetterConfig> deadLetter(ResourceProperties properties) {
        return properties
                .structure("DeadLetterConfig")
                .map(config -> new DeadLetterConfig(config.text("TargetArn").orElse("")));
    }

    static Optional<TracingConfig> tracing(ResourceProperties properties) {
        return properties
                .structure("TracingConfig")
                .map(config -> new TracingConfig(WireValues.of(TracingMode.class, config.text("Mode"))));
    }

    static Optional<EphemeralStorage> storage(ResourceProperties properties) {
        return properties
                .structure("EphemeralStorage")
                .flatMap(storage -> storage.whole("Size"))
                .map(size -> new EphemeralStorage(Math.toIntExact(size)));
    }

    static Optional<LoggingConfig> logging(ResourceProperties properties) {
        return properties
                .structure("LoggingConfig")
                .map(config -> new LoggingConfig(
                        WireValues.of(LogFormat.class, config.text("LogFormat")),
                        WireValues.of(ApplicationLogLevel.class, config.text("ApplicationLogLevel")),
                        WireValues.of(SystemLogLevel.class, config.text("SystemLogLevel")),
                        config.text("LogGroup").orElse(null)));
    }
}

package dev.gust.services.lambda;

import dev.gust.base.Arn;
import dev.gust.services.lambda.VersionRecord.Limits;
import dev.gust.services.lambda.VersionRecord.Logging;
import dev.gust.services.ports.EventOutbox;
import dev.gust.services.ports.runtime.FunctionRuntime;
import dev.gust.services.ports.runtime.RuntimeSupport;
import dev.gust.wire.model.lambda.Architecture;
import dev.gust.wire.model.lambda.DeadLetterConfig;
import dev.gust.wire.model.lambda.Environment;
import dev.gust.wire.model.lambda.EphemeralStorage;
import dev.gust.wire.model.lambda.FileSystemConfig;
import dev.gust.wire.model.lambda.LogFormat;
import dev.gust.wire.model.lambda.LoggingConfig;
import dev.gust.wire.model.lambda.SnapStart;
import dev.gust.wire.model.lambda.SnapStartApplyOn;
import dev.gust.wire.model.lambda.TracingConfig;
import dev.gust.wire.model.lambda.TracingMode;
import dev.gust.wire.model.lambda.VpcConfig;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.schema.WireEnum;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads and checks the parts of a configuration that CreateFunction and UpdateFunctionConfiguration share. */
final class ConfigurationRules {
    static final int DEFAULT_TIMEOUT_SECONDS = 3;
    static final int DEFAULT_MEMORY_MEGABYTES = 128;
    static final int DEFAULT_STORAGE_MEGABYTES = 512;

    private static final Pattern ROLE =
            Pattern.compile("arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+");
    private static final int MAXIMUM_STORAGE_MEGABYTES = 10_240;
    private static final Set<String> DEAD_LETTER_SERVICES = Set.of("sqs", "sns");
    private static final List<String> RUNTIMES = List.of(
            "nodejs18.x",
            "nodejs20.x",
            "nodejs22.x",
            "nodejs24.x",
            "python3.8",
            "python3.9",
            "python3.10",
            "python3.11",
            "python3.12",
            "python3.13",
            "python3.14",
            "java8.al2",
            "java11",
            "java17",
            "java21",
            "java25",
            "provided",
            "provided.al2",
            "provided.al2023");

    private final FunctionRuntime runtime;
    private final EventOutbox outbox;
    private final LambdaSettings settings;

    ConfigurationRules(FunctionRuntime runtime, EventOutbox outbox, LambdaSettings settings) {
        this.settings = settings;
        this.runtime = runtime;
        this.outbox = outbox;
    }

    /** Refuses a runtime that nobody knows, and one that this machine lacks, telling what to install. */
    String runtime(@Nullable String identifier) {
        if (identifier == null || identifier.isEmpty()) {
            throw LambdaErrors.invalid("Runtime and Handler are mandatory parameters for functions created with "
                    + "deployment packages.");
        }
        return switch (runtime.support(identifier)) {
            case RuntimeSupport.Installed installed -> identifier;
            case RuntimeSupport.NotInstalled(String whatToInstall) ->
                throw LambdaErrors.invalid("The runtime " + identifier
                        + " is not installed on this machine, so functions that need it cannot run. " + whatToInstall);
            case RuntimeSupport.Unknown() ->
                throw LambdaErrors.invalid("Value " + identifier + " at 'runtime' failed to satisfy constraint: Member "
                        + "must satisfy enum value set: [" + String.join(", ", RUNTIMES) + "] or be a valid ARN");
        };
    }

    static String handler(String runtime, @Nullable String handler) {
        if (handler != null && !handler.isEmpty()) {
            return handler;
        }
        throw LambdaErrors.invalid(
                "Runtime and Handler are mandatory parameters for functions created with deployment packages. The runtime "
                        + runtime + " needs a handler.");
    }

    /** A session of another account's role would open that account. */
    static String role(String role, String account) {
        if (!ROLE.matcher(role).matches()) {
            throw LambdaErrors.constraint("Value '" + role
                    + "' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: "
                    + ROLE.pattern());
        }
        if (!Arn.parse(role).map(Arn::account).orElse("").equals(account)) {
            throw AwsException.sender("AccessDeniedException", 403, "Cross-account pass role is not allowed.");
        }
        return role;
    }

    Limits limits(
            @Nullable Integer timeout, @Nullable Integer memory, @Nullable EphemeralStorage storage, Limits absent) {
        int seconds = timeout == null ? absent.timeoutSeconds() : timeout;
        int megabytes = memory == null ? absent.memoryMegabytes() : memory;
        int disk = storage == null ? absent.ephemeralStorageMegabytes() : storage.size();
        within("timeout", seconds, 1, settings.maximumTimeoutSeconds());
        within("memorySize", megabytes, DEFAULT_MEMORY_MEGABYTES, settings.maximumMemoryMegabytes());
        within("ephemeralStorage.size", disk, DEFAULT_STORAGE_MEGABYTES, MAXIMUM_STORAGE_MEGABYTES);
        return new Limits(seconds, megabytes, disk);
    }

    static Limits defaultLimits() {
        return new Limits(DEFAULT_TIMEOUT_SECONDS, DEFAULT_MEMORY_MEGABYTES, DEFAULT_STORAGE_MEGABYTES);
    }

    @Nullable
    Map<String, String> environment(@Nullable Environment environment, @Nullable Map<String, String> absent) {
        if (environment == null) {
            return absent;
        }
        EnvironmentRules.check(environment.variables());
        runtime.obstacle(DeviceNames.of(environment.variables())).ifPresent(reason -> {
            throw LambdaErrors.invalid(reason);
        });
        return environment.variables().isEmpty() ? null : environment.variables();
    }

    /** Code without native parts runs everywhere, so both architectures are taken; what is native fails when it loads. */
    static String architecture(List<Architecture> architectures, String absent) {
        if (architectures.size() > 1) {
            throw LambdaErrors.constraint(
                    "Value '" + architectures
                            + "' at 'architectures' failed to satisfy constraint: Member must have length less than or equal to 1");
        }
        return architectures.isEmpty() ? absent : architectures.getFirst().wireValue();
    }

    static String tracing(@Nullable TracingConfig tracing, String absent) {
        TracingMode mode = tracing == null ? null : tracing.mode();
        return mode == null ? absent : mode.wireValue();
    }

    static Logging logging(@Nullable LoggingConfig config, String function, @Nullable Logging before) {
        String ownGroup = "/aws/lambda/" + function;
        if (config == null) {
            return before == null ? new Logging(LogFormat.TEXT.wireValue(), null, null, ownGroup) : before;
        }
        boolean json = config.logFormat() == LogFormat.JSON
                || (config.logFormat() == null
                        && before != null
                        && before.format().equals("JSON"));
        if (!json && (config.applicationLogLevel() != null || config.systemLogLevel() != null)) {
            throw LambdaErrors.invalid(
                    "To use ApplicationLogLevel or SystemLogLevel, you must set LogFormat to JSON in your LoggingConfig.");
        }
        String group = config.logGroup() != null ? config.logGroup() : before == null ? ownGroup : before.group();
        return json
                ? new Logging(
                        LogFormat.JSON.wireValue(),
                        wireValue(config.applicationLogLevel(), "INFO"),
                        wireValue(config.systemLogLevel(), "INFO"),
                        group)
                : new Logging(LogFormat.TEXT.wireValue(), null, null, group);
    }

    /** Where failed asynchronous events go; an empty ARN removes it. */
    @Nullable
    String deadLetter(@Nullable DeadLetterConfig config, @Nullable String absent) {
        if (config == null || config.targetArn() == null) {
            return absent;
        }
        if (config.targetArn().isEmpty()) {
            return null;
        }
        return reachable(config.targetArn(), DEAD_LETTER_SERVICES);
    }

    /** The ARN, if events can be delivered there. */
    String reachable(String text, Set<String> services) {
        Arn arn = Arn.parse(text)
                .filter(parsed -> services.contains(parsed.service()))
                .orElseThrow(() -> LambdaErrors.invalid("The provided destination config DestinationConfig(" + text
                        + ") is invalid. Its service is none of " + new TreeSet<>(services) + "."));
        if (arn.service().equals("s3") && arn.resource().contains("/")) {
            throw LambdaErrors.invalid("The provided destination config DestinationConfig is invalid: " + text
                    + " is an object, not a bucket");
        }
        if (!outbox.canReach(arn)) {
            throw LambdaErrors.refused("events for " + arn.service() + " (" + arn + ")");
        }
        return text;
    }

    static void refuseVpc(@Nullable VpcConfig vpc) {
        if (vpc != null && !(vpc.subnetIds().isEmpty() && vpc.securityGroupIds().isEmpty())) {
            throw LambdaErrors.refused("VpcConfig with subnets or security groups");
        }
    }

    static void refuseFileSystems(List<FileSystemConfig> fileSystems) {
        if (!fileSystems.isEmpty()) {
            throw LambdaErrors.refused("FileSystemConfigs");
        }
    }

    static void refuseSnapStart(@Nullable SnapStart snapStart) {
        if (snapStart != null && snapStart.applyOn() == SnapStartApplyOn.PUBLISHED_VERSIONS) {
            throw LambdaErrors.refused("SnapStart on published versions");
        }
    }

    static void refuse(@Nullable Object value, String feature) {
        if (value != null && !value.equals("")) {
            throw LambdaErrors.refused(feature);
        }
    }

    private static String wireValue(@Nullable WireEnum value, String absent) {
        return value == null ? absent : value.wireValue();
    }

    private static void within(String member, int value, int least, int most) {
        if (value < least || value > most) {
            String bound = value < least
                    ? "Member must have value greater than or equal to " + least
                    : "Member must have value less than or equal to " + most;
            throw LambdaErrors.constraint(
                    "Value '" + value + "' at '" + member + "' failed to satisfy constraint: " + bound);
        }
    }
}

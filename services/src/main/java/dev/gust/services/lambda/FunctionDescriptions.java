package dev.gust.services.lambda;

import dev.gust.base.Arn;
import dev.gust.services.ports.runtime.FunctionRuntime;
import dev.gust.wire.model.lambda.ApplicationLogLevel;
import dev.gust.wire.model.lambda.Architecture;
import dev.gust.wire.model.lambda.DeadLetterConfig;
import dev.gust.wire.model.lambda.EnvironmentResponse;
import dev.gust.wire.model.lambda.EphemeralStorage;
import dev.gust.wire.model.lambda.FunctionConfiguration;
import dev.gust.wire.model.lambda.LastUpdateStatus;
import dev.gust.wire.model.lambda.Layer;
import dev.gust.wire.model.lambda.LogFormat;
import dev.gust.wire.model.lambda.LoggingConfig;
import dev.gust.wire.model.lambda.PackageType;
import dev.gust.wire.model.lambda.SnapStartApplyOn;
import dev.gust.wire.model.lambda.SnapStartOptimizationStatus;
import dev.gust.wire.model.lambda.SnapStartResponse;
import dev.gust.wire.model.lambda.State;
import dev.gust.wire.model.lambda.StateReasonCode;
import dev.gust.wire.model.lambda.SystemLogLevel;
import dev.gust.wire.model.lambda.TracingConfigResponse;
import dev.gust.wire.model.lambda.TracingMode;
import dev.gust.wire.schema.WireEnum;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells versions to callers. */
final class FunctionDescriptions {
    private static final DateTimeFormatter LAST_MODIFIED = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS+0000", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter WHOLE_SECONDS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss+0000", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Substitutions substitutions;

    FunctionDescriptions(FunctionRuntime runtime) {
        this.substitutions = new Substitutions(runtime, System.getProperty("os.arch"));
    }

    Substitutions substitutions() {
        return substitutions;
    }

    /** A version as it is: active, its last change done. */
    FunctionConfiguration of(FunctionReference reference, VersionRecord version) {
        return builder(reference, version)
                .state(State.ACTIVE)
                .stateReason(substitutions.text(version))
                .lastUpdateStatus(LastUpdateStatus.SUCCESSFUL)
                .build();
    }

    /** A version in a list, which tells no states, as on AWS. */
    FunctionConfiguration listed(FunctionReference reference, VersionRecord version) {
        return builder(reference, version).build();
    }

    /** The answer to a creation. AWS tells every new function as pending; the next look at it finds it active. */
    FunctionConfiguration created(FunctionReference reference, VersionRecord version) {
        return builder(reference, version)
                // The function's own ARN, also when its first version was published with it: as AWS answers.
                .functionArn(reference.functionArn().toString())
                .state(State.PENDING)
                .stateReason("The function is being created.")
                .stateReasonCode(StateReasonCode.CREATING)
                .build();
    }

    static String time(Instant instant) {
        return LAST_MODIFIED.format(instant);
    }

    /** As the times of provisioned concurrency are written. */
    static String seconds(Instant instant) {
        return WHOLE_SECONDS.format(instant);
    }

    private FunctionConfiguration.Builder builder(FunctionReference reference, VersionRecord version) {
        boolean numbered = !version.version().equals(FunctionReference.LATEST);
        Arn arn = reference.qualifier() == null && numbered
                ? reference.withQualifier(version.version()).arn()
                : reference.arn();
        return FunctionConfiguration.builder()
                .functionName(reference.name())
                .functionArn(arn.toString())
                .runtime(version.runtime())
                .role(version.role())
                .handler(version.handler())
                .codeSize(version.code().size())
                .description(version.description())
                .timeout(version.limits().timeoutSeconds())
                .memorySize(version.limits().memoryMegabytes())
                .lastModified(time(version.lastModified()))
                .codeSha256(version.code().sha256())
                .version(version.version())
                .deadLetterConfig(
                        version.deadLetterArn() == null ? null : new DeadLetterConfig(version.deadLetterArn()))
                .environment(
                        version.environment() == null ? null : new EnvironmentResponse(version.environment(), null))
                .tracingConfig(new TracingConfigResponse(named(TracingMode.class, version.tracingMode())))
                .revisionId(version.revisionId())
                .layers(layers(version))
                .packageType(PackageType.ZIP)
                .architectures(List.of(named(Architecture.class, version.architecture())))
                .ephemeralStorage(new EphemeralStorage(version.limits().ephemeralStorageMegabytes()))
                .snapStart(new SnapStartResponse(SnapStartApplyOn.NONE, SnapStartOptimizationStatus.OFF))
                .loggingConfig(logging(version.logging()));
    }

    private static @Nullable List<Layer> layers(VersionRecord version) {
        return version.layers().isEmpty()
                ? null
                : version.layers().stream()
                        .map(layer -> new Layer(layer.arn(), layer.size(), null, null))
                        .toList();
    }

    private static LoggingConfig logging(VersionRecord.Logging logging) {
        String application = logging.applicationLevel();
        String system = logging.systemLevel();
        return new LoggingConfig(
                named(LogFormat.class, logging.format()),
                application == null ? null : named(ApplicationLogLevel.class, application),
                system == null ? null : named(SystemLogLevel.class, system),
                logging.group());
    }

    private static <E extends Enum<E> & WireEnum> E named(Class<E> type, String wireValue) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> each.wireValue().equals(wireValue))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(wireValue + " is no " + type.getSimpleName()));
    }
}

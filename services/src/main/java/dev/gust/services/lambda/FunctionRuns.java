package dev.gust.services.lambda;

import dev.gust.base.Randomness;
import dev.gust.services.ports.LogSink;
import dev.gust.services.ports.RoleCredentials;
import dev.gust.services.ports.Traces;
import dev.gust.services.ports.runtime.FunctionRuntime;
import dev.gust.services.ports.runtime.ResponseStream;
import dev.gust.services.ports.runtime.RunOutcome;
import dev.gust.services.ports.runtime.RunOutcome.Throttle;
import dev.gust.services.ports.runtime.RunRequest;
import dev.gust.services.ports.runtime.RunnableVersion;
import dev.gust.services.ports.usage.UsageSink;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Runs a version: prepares what its environment sees, hands it to the runtime, and writes its log. */
final class FunctionRuns {
    private static final int MAXIMUM_TOLD = 10_000;

    private final LambdaParts parts;
    private final Packages packages;
    private final LogSink logs;
    private final UsageNotes usage;
    private final Sessions sessions;
    private final Randomness randomness;
    private final Traces traces;
    private final AccountConcurrency concurrency;
    /** What the runtime was last told of each function's reservation, so that a restart needs no scan. */
    private final ConcurrentHashMap<String, OptionalInt> reservations = new ConcurrentHashMap<>();

    FunctionRuns(
            LambdaParts parts,
            Packages packages,
            LogSink logs,
            UsageSink usage,
            Sessions sessions,
            Randomness randomness) {
        this.parts = parts;
        this.packages = packages;
        this.logs = logs;
        this.usage = new UsageNotes(usage, parts.clock());
        this.sessions = sessions;
        this.randomness = randomness;
        this.concurrency = new AccountConcurrency(parts.store(), parts.settings(), parts.clock());
        this.traces = new Traces(randomness, parts.clock());
    }

    /** How a run ended, and what the caller hears of its log. */
    record Ran(
            RunOutcome outcome,
            String executedVersion,
            @Nullable String tail) {}

    /** The function and version that a call goes to; an alias with weights throws dice. */
    LambdaStore.Found resolve(FunctionReference reference) {
        // AWS says of a function that is not there that its $LATEST is not.
        FunctionReference asked =
                reference.qualifier() == null ? reference.withQualifier(FunctionReference.LATEST) : reference;
        return parts.store()
                .store()
                .read(snapshot -> parts.store().resolve(snapshot, asked, randomness.nextInt(AliasRecord.shares())));
    }

    String trace(@Nullable String given) {
        return traces.header(given);
    }

    Ran run(FunctionReference reference, LambdaStore.Found found, RunRequest request, boolean wantsTail) {
        return run(reference, found, request, wantsTail, null);
    }

    Ran run(
            FunctionReference reference,
            LambdaStore.Found found,
            RunRequest request,
            boolean wantsTail,
            @Nullable ResponseStream response) {
        VersionRecord version = found.version();
        Integer reserved = found.function().reservedConcurrency();
        if (reserved != null && reserved == 0) {
            RunOutcome throttled = new RunOutcome.Throttled(Throttle.RESERVED_CONCURRENCY);
            usage.note(reference, version, request, throttled, 0);
            return new Ran(throttled, version.version(), null);
        }
        tellReservation(reference, reserved);
        if (reserved != null) {
            return carryOut(reference, found, request, wantsTail, response);
        }
        Scope scope = Scope.of(reference);
        if (!concurrency.enter(scope)) {
            RunOutcome throttled = new RunOutcome.Throttled(Throttle.ACCOUNT_CONCURRENCY);
            usage.note(reference, version, request, throttled, 0);
            return new Ran(throttled, version.version(), null);
        }
        try {
            return carryOut(reference, found, request, wantsTail, response);
        } finally {
            concurrency.leave(scope);
        }
    }

    private Ran carryOut(
            FunctionReference reference,
            LambdaStore.Found found,
            RunRequest request,
            boolean wantsTail,
            @Nullable ResponseStream response) {
        VersionRecord version = found.version();
        unpack(reference, version);
        InvocationLog log = new InvocationLog(
                logs, parts.clock(), reference, version, request.requestId(), notes(version), wantsTail);
        RunnableVersion runnable = runnable(reference, version);
        FunctionRuntime runtime = parts.runtime();
        UsageNotes.Counted counted = new UsageNotes.Counted(response);
        RunOutcome outcome = response == null
                ? runtime.run(runnable, request, log)
                : runtime.runStreaming(runnable, request, log, counted);
        log.ended(outcome);
        usage.note(reference, version, request, outcome, counted.bytes());
        return new Ran(outcome, version.version(), log.tail());
    }

    /** The version as the runtime takes it, its code at hand. */
    RunnableVersion prepared(FunctionReference reference, LambdaStore.Found found) {
        unpack(reference, found.version());
        return runnable(reference, found.version());
    }

    private void unpack(FunctionReference reference, VersionRecord version) {
        packages.ensureUnpacked(Scope.of(reference), version.code().packageId());
        version.layers().forEach(layer -> packages.ensureUnpacked(Layers.scope(layer), layer.packageId()));
    }

    /** The version as the runtime takes it. */
    RunnableVersion runnable(FunctionReference reference, LambdaStore.Found found) {
        return runnable(reference, found.version());
    }

    /** When a version is deployed: its credentials, and what the runtime makes ahead, so that its first invocation has not to wait for them. */
    void prepare(FunctionReference reference, VersionRecord version) {
        parts.runtime().prepare(runnable(reference, version));
    }

    private RunnableVersion runnable(FunctionReference reference, VersionRecord version) {
        return new RunnableVersion(
                reference.functionArn().toString(),
                version.version(),
                version.revisionId(),
                reference.name(),
                version.runtime(),
                version.handler(),
                version.code().packageId(),
                version.layers().stream().map(VersionRecord.LayerUse::packageId).toList(),
                environment(reference, version),
                version.limits().memoryMegabytes(),
                Duration.ofSeconds(version.limits().timeoutSeconds()),
                version.limits().ephemeralStorageMegabytes(),
                true,
                DeviceNames.of(version.variables()),
                version.logging().group());
    }

    private Map<String, String> environment(FunctionReference reference, VersionRecord version) {
        Map<String, String> environment = new HashMap<>(version.variables());
        RoleCredentials.Session session = sessions.of(reference, version);
        environment.put("AWS_REGION", reference.region());
        environment.put("AWS_DEFAULT_REGION", reference.region());
        environment.put("AWS_ACCESS_KEY_ID", session.accessKeyId());
        environment.put("AWS_SECRET_ACCESS_KEY", session.secretAccessKey());
        environment.put("AWS_SESSION_TOKEN", session.sessionToken());
        environment.put("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR");
        if (version.logging().format().equals("JSON")) {
            environment.put("AWS_LAMBDA_LOG_FORMAT", "JSON");
            environment.put(
                    "AWS_LAMBDA_LOG_LEVEL",
                    Objects.requireNonNullElse(version.logging().applicationLevel(), "INFO"));
        }
        return environment;
    }

    private List<String> notes(VersionRecord version) {
        return parts.descriptions().substitutions().of(version).stream()
                .map(text -> "[Gust] " + text)
                .toList();
    }

    /** A reservation of the account was changed. */
    void sharesChanged(Scope scope) {
        concurrency.changed(scope);
    }

    private void tellReservation(FunctionReference reference, @Nullable Integer reserved) {
        String arn = reference.functionArn().toString();
        OptionalInt wanted = reserved == null ? OptionalInt.empty() : OptionalInt.of(reserved);
        OptionalInt told = reservations.getOrDefault(arn, OptionalInt.empty());
        if (!told.equals(wanted)) {
            parts.runtime().reserveConcurrency(arn, wanted);
            if (reservations.size() >= MAXIMUM_TOLD) {
                reservations.clear();
            }
            reservations.put(arn, wanted);
        }
    }
}

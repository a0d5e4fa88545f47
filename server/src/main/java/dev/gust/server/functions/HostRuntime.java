package dev.gust.server.functions;

import dev.gust.functions.EnvironmentDescription;
import dev.gust.functions.FunctionHost;
import dev.gust.functions.FunctionKey;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.FunctionUsage;
import dev.gust.functions.Invocation;
import dev.gust.functions.InvocationResult;
import dev.gust.functions.LogLine;
import dev.gust.functions.LogListener;
import dev.gust.functions.Metering;
import dev.gust.functions.NetworkPolicy;
import dev.gust.functions.ResponseListener;
import dev.gust.functions.RuntimeAvailability;
import dev.gust.functions.code.InvalidPackageException;
import dev.gust.functions.code.PackageId;
import dev.gust.services.ports.runtime.FunctionRuntime;
import dev.gust.services.ports.runtime.PackageRefusedException;
import dev.gust.services.ports.runtime.Provisioned;
import dev.gust.services.ports.runtime.ResponseStream;
import dev.gust.services.ports.runtime.RunListener;
import dev.gust.services.ports.runtime.RunOutcome;
import dev.gust.services.ports.runtime.RunRequest;
import dev.gust.services.ports.runtime.RunUsage;
import dev.gust.services.ports.runtime.RunnableVersion;
import dev.gust.services.ports.runtime.RuntimeSupport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The function host as the Lambda service sees it. The host may still be starting: the first who needs it waits. */
public final class HostRuntime implements FunctionRuntime {
    private final HostStart start;

    public HostRuntime(HostStart start) {
        this.start = start;
    }

    @Override
    public RuntimeSupport support(String identifier) {
        return start.await(
                host -> switch (host.runtime(identifier)) {
                    case RuntimeAvailability.Available available ->
                        new RuntimeSupport.Installed(available.interpreter(), available.substitution());
                    case RuntimeAvailability.Missing missing ->
                        new RuntimeSupport.NotInstalled(missing.whatToInstall());
                    case RuntimeAvailability.Unknown unknown -> new RuntimeSupport.Unknown();
                },
                RuntimeSupport.NotInstalled::new);
    }

    @Override
    public Optional<String> obstacle(List<String> devices) {
        return start.await(host -> host.obstacle(devices), Optional::of);
    }

    @Override
    public boolean hasPackage(String id) {
        return start.await(host -> host.packages().contains(new PackageId(id)), reason -> true);
    }

    @Override
    public String addPackage(byte[] zip, long maximumUnpackedBytes) throws PackageRefusedException {
        FunctionHost host = start.await(Function.identity(), reason -> {
            throw new IllegalStateException(reason);
        });
        try {
            return host.packages().unpack(zip, maximumUnpackedBytes).value();
        } catch (InvalidPackageException e) {
            throw new PackageRefusedException(Objects.requireNonNullElse(
                    e.getMessage(),
                    "Could not unzip uploaded file. Please check your file, then try to upload again."));
        } catch (IOException e) {
            throw new UncheckedIOException("unpacking a function's code", e);
        }
    }

    @Override
    public long unpackedBytes(String id) {
        FunctionHost host = start.await(Function.identity(), reason -> {
            throw new IllegalStateException(reason);
        });
        try {
            return host.packages().size(new PackageId(id));
        } catch (IOException e) {
            throw new UncheckedIOException("measuring a function's code", e);
        }
    }

    @Override
    public void retainPackages(Set<String> ids) {
        start.ifStarted(host -> {
            try {
                host.packages().retain(ids.stream().map(PackageId::new).collect(Collectors.toSet()));
            } catch (IOException e) {
                throw new IllegalStateException("code that nobody has any more could not be removed", e);
            }
        });
    }

    @Override
    public void prepare(RunnableVersion version) {
        start.ifStarted(host -> host.prepare(spec(version)));
    }

    @Override
    public RunOutcome run(RunnableVersion version, RunRequest request, RunListener output) {
        return start.await(
                host -> outcome(host.invoke(spec(version), invocation(request), new Lines(output))),
                RunOutcome.NotStarted::new);
    }

    @Override
    public RunOutcome runStreaming(
            RunnableVersion version, RunRequest request, RunListener output, ResponseStream response) {
        return start.await(
                host -> outcome(host.invokeStreaming(
                        spec(version), invocation(request), new Lines(output), new Chunks(response))),
                RunOutcome.NotStarted::new);
    }

    @Override
    public void provision(RunnableVersion version, int environments) {
        start.ifStarted(host -> host.provision(spec(version), environments));
    }

    @Override
    public Provisioned provisioned(RunnableVersion version) {
        return start.await(
                host -> {
                    FunctionUsage usage = host.usage(key(version));
                    return new Provisioned(usage.provisionedReady(), usage.trouble());
                },
                reason -> new Provisioned(0, Optional.of(reason)));
    }

    @Override
    public void reserveConcurrency(String functionArn, OptionalInt limit) {
        start.ifStarted(host -> host.reserveConcurrency(functionArn, limit));
    }

    @Override
    public void retire(String functionArn, String version, String revision) {
        start.ifStarted(host -> host.retire(new FunctionKey(functionArn, version, revision)));
    }

    private static FunctionKey key(RunnableVersion version) {
        return new FunctionKey(version.functionArn(), version.version(), version.revision());
    }

    private static FunctionSpec spec(RunnableVersion version) {
        return new FunctionSpec(
                key(version),
                version.name(),
                version.runtime(),
                version.handler(),
                new PackageId(version.code()),
                version.layers().stream().map(PackageId::new).toList(),
                version.environment(),
                version.memoryMegabytes(),
                version.timeout(),
                version.ephemeralStorageMegabytes(),
                version.outgoingNetwork() ? NetworkPolicy.OUTGOING : NetworkPolicy.GATEWAY_ONLY,
                version.devices(),
                version.logGroup());
    }

    private static Invocation invocation(RunRequest request) {
        return new Invocation(
                request.requestId(),
                request.payload(),
                request.invokedArn(),
                request.traceId(),
                request.clientContext(),
                Optional.empty());
    }

    private static RunOutcome outcome(InvocationResult result) {
        return switch (result) {
            case InvocationResult.Success success ->
                new RunOutcome.Returned(success.payload(), usage(success.metering()));
            case InvocationResult.FunctionError error ->
                new RunOutcome.Failed(error.errorType(), "error", error.payload(), usage(error.metering()));
            case InvocationResult.TimedOut timedOut ->
                new RunOutcome.Failed("Sandbox.Timedout", "timeout", timedOut.payload(), usage(timedOut.metering()));
            case InvocationResult.Crashed crashed ->
                new RunOutcome.Failed(
                        crashed.outOfMemory() ? "Runtime.OutOfMemory" : "Runtime.ExitError",
                        "error",
                        crashed.payload(),
                        usage(crashed.metering()));
            case InvocationResult.StartFailed(String reason) -> new RunOutcome.NotStarted(reason);
            case InvocationResult.Throttled(InvocationResult.ThrottleReason reason) ->
                new RunOutcome.Throttled(
                        switch (reason) {
                            case RESERVED_CONCURRENCY -> RunOutcome.Throttle.RESERVED_CONCURRENCY;
                            case HOST_CONCURRENCY -> RunOutcome.Throttle.HOST_CONCURRENCY;
                            case HOST_MEMORY -> RunOutcome.Throttle.HOST_MEMORY;
                        });
        };
    }

    private static RunUsage usage(Metering metering) {
        return new RunUsage(
                metering.environment().logStream(),
                metering.initDuration(),
                metering.duration(),
                metering.billedDuration(),
                metering.memoryMegabytes(),
                metering.maxMemoryUsedMegabytes(),
                metering.cpuTime());
    }

    /** Output on its way to the function's log. */
    private record Lines(RunListener output) implements LogListener {
        @Override
        public void started(EnvironmentDescription environment) {
            output.started(environment.logStream());
        }

        @Override
        public void begun() {
            output.begun();
        }

        @Override
        public void line(LogLine line) {
            output.line(line.time(), line.text());
        }

        @Override
        public void dropped(long bytes) {
            output.dropped(bytes);
        }
    }

    /** A response on its way to the caller. */
    private record Chunks(ResponseStream response) implements ResponseListener {
        @Override
        public void begin(String contentType) throws IOException {
            response.begin(contentType);
        }

        @Override
        public void chunk(byte[] bytes, Duration patience) throws IOException {
            response.chunk(bytes, patience);
        }
    }
}

package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.functions.EnvironmentDescription.InitializationType;
import dev.gust.functions.FunctionKey;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.Invocation;
import dev.gust.functions.InvocationResult;
import dev.gust.functions.Isolation;
import dev.gust.functions.LogListener;
import dev.gust.functions.ResponseListener;
import dev.gust.functions.channel.ChannelLoop;
import dev.gust.functions.channel.Connection;
import dev.gust.functions.channel.ConnectionListener;
import dev.gust.functions.channel.Frame;
import dev.gust.functions.code.PackageId;
import dev.gust.functions.sandbox.SandboxConnections;
import dev.gust.functions.sandbox.SandboxExit;
import dev.gust.functions.sandbox.SandboxOrder;
import dev.gust.functions.sandbox.SandboxPaths;
import dev.gust.functions.sandbox.SandboxUsage;
import dev.gust.functions.sandbox.Sandboxes;
import dev.gust.functions.telemetry.Telemetry;
import dev.gust.functions.telemetry.TelemetryBudget;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an invocation is told of when its time is up. */
class InvocationRunTest {
    private static final Duration TIMEOUT = Duration.ofMillis(100);
    private static final SandboxUsage FULL = new SandboxUsage(640L << 20, Duration.ZERO);
    private static final SandboxExit KILLED =
            new SandboxExit(OptionalInt.empty(), OptionalInt.of(9), true, new SandboxUsage(128L << 20, Duration.ZERO));

    @TempDir
    private Path folder;

    private final Clock clock = Clock.system();
    private final FunctionKey key = new FunctionKey("arn", "$LATEST", "1");
    private final FunctionSpec spec = FunctionSpec.of(
                    key, "some", "python3.11", "app.handler", new PackageId("0".repeat(64)))
            .withLimits(128, TIMEOUT, 512);
    private final ChannelLoop loop = new ChannelLoop("test-channels");
    private final Serving serving = new Serving(Invocation.of("request", new byte[0], "arn"), TIMEOUT);
    private final LiveEnvironment environment = new LiveEnvironment(1, clock, loop, new LiveEnvironment.Owner() {
        @Override
        public Telemetry telemetry(LiveEnvironment made) {
            return new Telemetry("test", clock, new TelemetryBudget(), port -> {
                throw new IOException("nobody is there");
            });
        }

        @Override
        public void ready(LiveEnvironment environment) {}

        @Override
        public void troubled(LiveEnvironment environment, FunctionKey key, String reason) {}

        @Override
        public void initialised(LiveEnvironment initialised) {}

        @Override
        public void broken(LiveEnvironment broken) {}
    });
    private SocketChannel program;

    @BeforeEach
    void connect() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("channel"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            Connection channel = loop.add(SocketChannel.open(address), environment.channelListener());
            program = server.accept();
            environment.connected(new SandboxConnections(Optional.of(channel), Optional.empty(), Optional.empty()));
        }
        environment.become(
                spec,
                OrderBook.describe(key, InitializationType.ON_DEMAND, new Ids(Randomness.seeded(1)), clock.instant()),
                Map.of(),
                SandboxPaths.USUAL,
                new ApiUse(false, Set.of()),
                null);
        environment.serve(serving);
    }

    @AfterEach
    void close() throws IOException {
        program.close();
        environment.close();
        loop.close();
    }

    @Test
    void usedUpMemoryIsTheCauseThoughItIsFoundOutWhenTheTimeIsUp() throws Exception {
        assertThat(run(FULL, () -> environment.exited(KILLED), null))
                .isInstanceOfSatisfying(
                        InvocationResult.Crashed.class,
                        crashed -> assertThat(crashed.outOfMemory()).isTrue());
    }

    @Test
    void withoutThatVerdictTheTimeIsTheCause() throws Exception {
        assertThat(run(FULL, () -> {}, null)).isInstanceOf(InvocationResult.TimedOut.class);
        assertThat(run(new SandboxUsage(1 << 20, Duration.ZERO), () -> {}, null))
                .isInstanceOf(InvocationResult.TimedOut.class);
    }

    @Test
    void whoNeverStopsAnsweringIsStoppedWhenTheTimeIsUp() throws Exception {
        Thread writing = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    program.write(Frame.of(Frame.CHUNK, "x".repeat(10_000)));
                }
            } catch (IOException closed) {
                return;
            }
        });
        ResponseListener gone = new ResponseListener() {
            @Override
            public void begin(String contentType) {}

            @Override
            public void chunk(byte[] bytes, Duration patience) throws IOException {
                throw new IOException("gone");
            }
        };
        assertThat(run(FULL, () -> {}, gone)).isInstanceOf(InvocationResult.TimedOut.class);
        environment.detach(serving);
        program.close();
        writing.join();
    }

    private InvocationResult run(SandboxUsage usage, Runnable whenAsked, @Nullable ResponseListener response)
            throws InterruptedException {
        UsageMeter meter = new UsageMeter(() -> new Counting(usage, whenAsked));
        return new InvocationRun(
                        spec, serving, environment, false, Optional.empty(), LogListener.none(), response, clock, meter)
                .await();
    }

    /** Counts what is used, and does nothing else. */
    private record Counting(SandboxUsage used, Runnable whenAsked) implements Sandboxes {
        @Override
        public Optional<SandboxUsage> usage(long id) {
            whenAsked.run();
            return Optional.of(used);
        }

        @Override
        public Isolation isolation() {
            return new Isolation(Isolation.Level.PROCESS, List.of());
        }

        @Override
        public SandboxPaths paths(SandboxOrder order) {
            return SandboxPaths.USUAL;
        }

        @Override
        public SandboxConnections start(
                long id,
                SandboxOrder order,
                ConnectionListener channel,
                ConnectionListener output,
                ConnectionListener beside) {
            return SandboxConnections.none();
        }

        @Override
        public SocketChannel connect(long id, int port) throws IOException {
            throw new IOException("nobody is there");
        }

        @Override
        public void assign(long id, SandboxOrder order) {}

        @Override
        public void freeze(long id) {}

        @Override
        public void thaw(long id) {}

        @Override
        public void terminate(long id) {}

        @Override
        public void kill(long id) {}

        @Override
        public Optional<Long> environmentAt(long place) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}

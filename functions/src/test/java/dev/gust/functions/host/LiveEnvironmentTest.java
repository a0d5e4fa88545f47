package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.time.Clock;
import dev.gust.functions.FunctionKey;
import dev.gust.functions.Invocation;
import dev.gust.functions.channel.ChannelLoop;
import dev.gust.functions.channel.Connection;
import dev.gust.functions.channel.Frame;
import dev.gust.functions.sandbox.SandboxConnections;
import dev.gust.functions.sandbox.SandboxExit;
import dev.gust.functions.sandbox.SandboxUsage;
import dev.gust.functions.telemetry.Telemetry;
import dev.gust.functions.telemetry.TelemetryBudget;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order in which an invocation hears things, whichever thread learns of them first. */
class LiveEnvironmentTest {
    private static final long PATIENCE = Duration.ofSeconds(10).toNanos();
    private static final SandboxExit EXIT =
            new SandboxExit(OptionalInt.of(1), OptionalInt.empty(), false, new SandboxUsage(0, Duration.ZERO));

    @TempDir
    private Path folder;

    private final ChannelLoop loop = new ChannelLoop("test-channels");
    private final Serving serving = new Serving(Invocation.of("request", new byte[0], "arn"), Duration.ofSeconds(3));
    private final LiveEnvironment environment =
            new LiveEnvironment(1, Clock.system(), loop, new LiveEnvironment.Owner() {
                @Override
                public void ready(LiveEnvironment environment) {}

                @Override
                public void troubled(LiveEnvironment environment, FunctionKey key, String reason) {}

                @Override
                public Telemetry telemetry(LiveEnvironment environment) {
                    return new Telemetry("test", Clock.system(), new TelemetryBudget(), port -> {
                        throw new IOException("nobody is there");
                    });
                }

                @Override
                public void initialised(LiveEnvironment initialised) {}

                @Override
                public void broken(LiveEnvironment broken) {}
            });
    private final List<SocketChannel> programs = new ArrayList<>();

    @BeforeEach
    void connect() throws IOException {
        Connection channel = loop.add(connection("channel"), environment.channelListener());
        Connection output = loop.add(connection("output"), environment.outputListener());
        environment.connected(new SandboxConnections(Optional.of(channel), Optional.of(output), Optional.empty()));
        environment.serve(serving);
    }

    @AfterEach
    void close() throws IOException {
        for (SocketChannel program : programs) {
            program.close();
        }
        environment.close();
        loop.close();
    }

    @Test
    void hearsWhatWasWrittenBeforeTheEndThoughTheEndIsKnownFirst() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        loop.execute(() -> awaitQuietly(busy));
        programs.get(1).write(ByteBuffer.wrap("last words".getBytes(StandardCharsets.UTF_8)));
        programs.get(0).write(Frame.of(Frame.FATAL, "{\"errorType\":\"Runtime.ImportModuleError\"}"));
        environment.exited(EXIT);
        environment.close();
        busy.countDown();
        assertThat(heard(4))
                .satisfiesExactly(
                        event -> assertThat(event).isInstanceOf(MailEvent.Line.class),
                        event -> assertThat(event).isInstanceOf(MailEvent.Failed.class),
                        event -> assertThat(event).isInstanceOf(MailEvent.Exited.class),
                        event -> assertThat(event).isInstanceOf(MailEvent.NotStarted.class));
    }

    @Test
    void tellsTheEndToAnInvocationThatCameAfterIt() throws Exception {
        environment.detach(serving);
        environment.close();
        CountDownLatch told = new CountDownLatch(1);
        loop.execute(told::countDown);
        told.await();
        Serving late = new Serving(Invocation.of("late", new byte[0], "arn"), Duration.ofSeconds(3));
        environment.serve(late);
        assertThat(late.mailbox.take(PATIENCE)).isInstanceOf(MailEvent.NotStarted.class);
    }

    @Test
    void tellsTheEndToAnInvocationThatIsBehindOnceItHasCaughtUp() throws Exception {
        environment.detach(serving);
        ByteBuffer line = ByteBuffer.wrap(("x".repeat(100_000) + "\n").getBytes(StandardCharsets.UTF_8));
        environment.serve(serving);
        Thread program = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 40; i++) {
                try {
                    for (ByteBuffer left = line.duplicate(); left.hasRemaining(); ) {
                        programs.get(1).write(left);
                    }
                } catch (IOException e) {
                    return;
                }
            }
        });
        Await.until("the box is full", environment::paused);
        environment.exited(EXIT);
        int lines = 0;
        MailEvent event = next();
        while (!(event instanceof MailEvent.Exited)) {
            lines += event instanceof MailEvent.Line ? 1 : 0;
            if (environment.paused() && serving.mailbox.hasRoom()) {
                program.join(Duration.ofMillis(20));
                environment.resume();
            }
            event = next();
        }
        assertThat(lines).isGreaterThan(10);
    }

    private List<MailEvent> heard(int count) throws InterruptedException {
        List<MailEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(next());
        }
        return events;
    }

    private MailEvent next() throws InterruptedException {
        MailEvent event = serving.mailbox.take(PATIENCE);
        assertThat(event).isNotNull();
        return event;
    }

    private SocketChannel connection(String name) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve(name));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            SocketChannel ours = SocketChannel.open(address);
            programs.add(server.accept());
            return ours;
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.gust.functions.host;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.functions.EnvironmentDescription.InitializationType;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.channel.ConnectionListener;
import dev.gust.functions.channel.Frame;
import dev.gust.functions.channel.FrameReader;
import dev.gust.functions.classes.Trainer;
import dev.gust.functions.code.PackageId;
import dev.gust.functions.sandbox.SandboxConnections;
import dev.gust.functions.sandbox.SandboxExit;
import dev.gust.functions.sandbox.SandboxListener;
import dev.gust.functions.sandbox.SandboxPaths;
import dev.gust.functions.sandbox.Sandboxes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Trainings of Java functions: each in a sandbox like an environment's, with the function's variables, credentials, network and code, but with the
 * smallest share of the processor, and known to no pool. One at a time; the trainer inside sends the cache over the channel.
 */
final class ClassTraining implements Trainer, SandboxListener {
    private static final System.Logger LOG = System.getLogger(ClassTraining.class.getName());
    /** Far from those that the pool gives. */
    private static final long FIRST_ID = 1L << 40;

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(20);
    private static final long LARGEST_BYTES = 512L << 20;

    private final OrderBook orders;
    private final Clock clock;
    private final Ids ids;
    private final Supplier<Sandboxes> sandboxes;
    private final SandboxListener others;
    private volatile @Nullable Session running;
    private long next = FIRST_ID;

    /** @param others who hears of all other sandboxes */
    ClassTraining(OrderBook orders, Clock clock, Ids ids, Supplier<Sandboxes> sandboxes, SandboxListener others) {
        this.orders = orders;
        this.clock = clock;
        this.ids = ids;
        this.sandboxes = sandboxes;
        this.others = others;
    }

    @Override
    public Outcome train(FunctionSpec spec, PackageId prepared, Path target) throws IOException, InterruptedException {
        Sandboxes open = sandboxes.get();
        long id = next++;
        try (FileChannel file = FileChannel.open(
                target,
                java.util.Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")))) {
            Session session = new Session(id, file);
            running = session;
            SandboxConnections connections = open.start(
                    id, orders.training(spec, prepared), session.channel(), session.output(), session.output());
            try {
                connections.write(Frame.of(Frame.INITIALISE, Loading.order(spec, variables(spec), SandboxPaths.USUAL)));
                Outcome outcome = session.outcome.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                if (!(outcome instanceof Outcome.Made)) {
                    LOG.log(
                            System.Logger.Level.DEBUG,
                            () -> "training=" + spec.name() + " said=" + session.lastWords());
                }
                return outcome;
            } finally {
                open.kill(id);
                connections.close();
            }
        } catch (TimeoutException e) {
            return new Outcome.Failed("it took longer than " + PATIENCE.toMinutes() + " minutes");
        } catch (ExecutionException e) {
            throw new IOException("writing a cache of classes", e);
        } finally {
            end();
        }
    }

    private void end() throws InterruptedException {
        Session session = running;
        if (session != null) {
            try {
                session.gone.get(PATIENCE_AT_END.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                LOG.log(System.Logger.Level.WARNING, "training=" + session.id + " end=late", e);
            }
            running = null;
        }
    }

    private Map<String, String> variables(FunctionSpec spec) {
        var description = OrderBook.describe(spec.key(), InitializationType.ON_DEMAND, ids, clock.instant());
        return orders.variables(spec, description, SandboxPaths.USUAL);
    }

    private @Nullable Session session(long id) {
        Session session = running;
        return session != null && session.id == id ? session : null;
    }

    @Override
    public void started(long id) {
        if (id < FIRST_ID) {
            others.started(id);
        }
    }

    @Override
    public void assigned(long id) {
        others.assigned(id);
    }

    @Override
    public void failed(long id, String reason) {
        Session session = session(id);
        if (session == null) {
            others.failed(id, reason);
        } else {
            session.outcome.complete(new Outcome.Failed(reason));
        }
    }

    @Override
    public void exited(long id, SandboxExit exit) {
        Session session = session(id);
        if (session == null) {
            others.exited(id, exit);
        } else {
            session.exit = exit;
        }
    }

    @Override
    public void gone(long id) {
        Session session = session(id);
        if (session == null) {
            others.gone(id);
        } else {
            session.outcome.complete(new Outcome.Failed("its sandbox ended"));
            session.gone.complete(true);
        }
    }

    /** One sandbox's life. */
    private static final class Session {
        private static final int REMEMBERED_BYTES = 4096;

        private final long id;
        private final FileChannel file;
        private final FrameReader frames = new FrameReader();
        private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        private final CompletableFuture<Boolean> gone = new CompletableFuture<>();
        /** The end of its output. */
        private final StringBuilder said = new StringBuilder();

        private volatile @Nullable SandboxExit exit;
        private long written;

        Session(long id, FileChannel file) {
            this.id = id;
            this.file = file;
        }

        String lastWords() {
            synchronized (said) {
                return said.toString();
            }
        }

        ConnectionListener channel() {
            return new ConnectionListener() {
                @Override
                public void received(ByteBuffer bytes) {
                    if (!frames.read(bytes, Session.this::heard)) {
                        outcome.complete(new Outcome.Failed("it was not understood"));
                    }
                }

                @Override
                public void closed() {
                    outcome.complete(new Outcome.Failed("it ended too early: " + exit));
                }
            };
        }

        ConnectionListener output() {
            return new ConnectionListener() {
                @Override
                public void received(ByteBuffer bytes) {
                    byte[] text = new byte[bytes.remaining()];
                    bytes.get(text);
                    synchronized (said) {
                        said.append(new String(text, StandardCharsets.UTF_8));
                        said.delete(0, Math.max(0, said.length() - REMEMBERED_BYTES));
                    }
                }

                @Override
                public void closed() {
                    // The channel's end tells.
                }
            };
        }

        private void heard(byte kind, byte[] body) {
            switch (kind) {
                case Frame.CHUNK -> append(body);
                case Frame.STREAM_END -> outcome.complete(new Outcome.Made());
                case Frame.RESULT -> outcome.complete(new Outcome.Needless());
                case Frame.FATAL -> outcome.complete(new Outcome.Failed(new String(body, StandardCharsets.UTF_8)));
                default -> outcome.complete(new Outcome.Failed("it was not understood"));
            }
        }

        private void append(byte[] body) {
            if (outcome.isDone()) {
                return;
            }
            written += body.length;
            if (written > LARGEST_BYTES) {
                outcome.complete(new Outcome.Failed("the cache is larger than " + LARGEST_BYTES + " bytes"));
                return;
            }
            try {
                ByteBuffer rest = ByteBuffer.wrap(body);
                while (rest.hasRemaining()) {
                    file.write(rest);
                }
            } catch (IOException e) {
                outcome.completeExceptionally(new UncheckedIOException(e));
            }
        }
    }
}

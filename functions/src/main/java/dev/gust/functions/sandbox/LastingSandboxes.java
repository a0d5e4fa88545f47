package dev.gust.functions.sandbox;

import dev.gust.base.time.Clock;
import dev.gust.functions.Isolation;
import dev.gust.functions.channel.ChannelLoop;
import dev.gust.functions.channel.ConnectionListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The launcher's sandboxes, and a launcher anew where one ended or hangs. Its environments go with it, and are told of as gone; whoever wants
 * one in between waits a little for the next launcher, which also sweeps what the last one left.
 */
public final class LastingSandboxes implements Sandboxes {
    private static final System.Logger LOG = System.getLogger(LastingSandboxes.class.getName());

    /** How often is looked whether the launcher still answers, if it was told anything in between. A machine may be busy for long. */
    private static final Duration CHECK = Duration.ofSeconds(5);

    private static final int UNANSWERED_CHECKS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration FIRST_REST = Duration.ofMillis(100);
    private static final Duration LONGEST_REST = Duration.ofSeconds(30);
    /** One that lived longer did not fail at its start. */
    private static final Duration WELL = Duration.ofSeconds(60);

    private final LauncherSettings settings;
    private final ChannelLoop loop;
    private final SandboxListener listener;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile NativeSandboxes current;
    private volatile boolean down;
    private volatile boolean closing;
    private long startedAt;
    private Duration rest = Duration.ZERO;

    private LastingSandboxes(LauncherSettings settings, ChannelLoop loop, SandboxListener listener, Clock clock)
            throws SandboxUnavailableException {
        this.settings = settings;
        this.loop = loop;
        this.listener = listener;
        this.clock = clock;
        this.startedAt = clock.nanoTime();
        this.current = NativeSandboxes.start(settings, loop, listener, this::lost);
    }

    /** Starts the launcher. */
    public static LastingSandboxes start(
            LauncherSettings settings, ChannelLoop loop, SandboxListener listener, Clock clock)
            throws SandboxUnavailableException {
        LastingSandboxes made = new LastingSandboxes(settings, loop, listener, clock);
        Thread.ofVirtual().name("gust-launcher-check").start(made::check);
        return made;
    }

    @Override
    public Isolation isolation() {
        return current.isolation();
    }

    @Override
    public SandboxPaths paths(SandboxOrder order) {
        return current.paths(order);
    }

    @Override
    public Optional<String> noWayOut() {
        return current.noWayOut();
    }

    @Override
    public Optional<String> noDevices() {
        return current.noDevices();
    }

    @Override
    public SandboxConnections start(
            long id,
            SandboxOrder order,
            ConnectionListener channel,
            ConnectionListener output,
            ConnectionListener beside) {
        awaitLauncher();
        return current.start(id, order, channel, output, beside);
    }

    @Override
    public SocketChannel connect(long id, int port) throws IOException {
        return current.connect(id, port);
    }

    @Override
    public void assign(long id, SandboxOrder order) {
        current.assign(id, order);
    }

    @Override
    public void freeze(long id) {
        current.freeze(id);
    }

    @Override
    public void thaw(long id) {
        current.thaw(id);
    }

    @Override
    public void terminate(long id) {
        current.terminate(id);
    }

    @Override
    public void kill(long id) {
        current.kill(id);
    }

    @Override
    public Optional<SandboxUsage> usage(long id) {
        return current.usage(id);
    }

    @Override
    public Optional<Long> environmentAt(long place) {
        return current.environmentAt(place);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        current.close();
    }

    private void awaitLauncher() {
        if (!down) {
            return;
        }
        lock.lock();
        try {
            long left = PATIENCE.toNanos();
            while (down && !closing && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        if (down) {
            throw new UncheckedIOException(new IOException("the launcher ended and is being started again"));
        }
    }

    /** Told by the thread that heard the last of it, before its environments are told of. */
    private void lost(NativeSandboxes gone, String reason) {
        lock.lock();
        try {
            if (closing || down) {
                return;
            }
            down = true;
        } finally {
            lock.unlock();
        }
        LOG.log(System.Logger.Level.ERROR, "launcher=lost reason=\"" + reason + "\" action=restart");
        Thread.ofVirtual().name("gust-launcher-restart").start(() -> restart(gone));
    }

    private void restart(NativeSandboxes gone) {
        gone.end();
        if (clock.nanoTime() - startedAt > WELL.toNanos()) {
            rest = Duration.ZERO;
        }
        while (!closing) {
            try {
                if (!rest.isZero()) {
                    clock.sleep(rest);
                }
                begin();
                return;
            } catch (SandboxUnavailableException e) {
                LOG.log(System.Logger.Level.ERROR, "launcher=unavailable reason=\"" + e.getMessage() + '"');
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                Duration longer = rest.isZero() ? FIRST_REST : rest.multipliedBy(2);
                rest = longer.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : longer;
            }
        }
    }

    private void begin() throws SandboxUnavailableException {
        startedAt = clock.nanoTime();
        NativeSandboxes made = NativeSandboxes.start(settings, loop, listener, this::lost);
        boolean late;
        lock.lock();
        try {
            late = closing;
            if (!late) {
                current = made;
                down = false;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (late) {
            made.close();
            return;
        }
        LOG.log(System.Logger.Level.INFO, "launcher=restarted");
        if (made.over()) {
            // It ended while the other still stood for it.
            lost(made, "The launcher ended.");
        }
    }

    /** Several checks in a row, so that a machine that stood still for a while is no launcher that hangs. */
    private void check() {
        try {
            int unanswered = 0;
            while (!closing) {
                clock.sleep(CHECK);
                NativeSandboxes asked = current;
                unanswered = down || asked.answers() ? 0 : unanswered + 1;
                if (unanswered >= UNANSWERED_CHECKS) {
                    LOG.log(System.Logger.Level.ERROR, "launcher=hangs action=killed");
                    asked.destroy();
                    unanswered = 0;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

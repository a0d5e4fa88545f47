package dev.gust.functions.host;

import dev.gust.base.time.Clock;
import dev.gust.functions.EnvironmentDescription;
import dev.gust.functions.FunctionKey;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.channel.ChannelLoop;
import dev.gust.functions.channel.ConnectionListener;
import dev.gust.functions.channel.Frame;
import dev.gust.functions.channel.FrameReader;
import dev.gust.functions.runtimeapi.ApiInvocation;
import dev.gust.functions.runtimeapi.Extensions;
import dev.gust.functions.runtimeapi.RuntimeApiSession;
import dev.gust.functions.sandbox.SandboxConnections;
import dev.gust.functions.sandbox.SandboxExit;
import dev.gust.functions.sandbox.SandboxOrder;
import dev.gust.functions.sandbox.SandboxPaths;
import dev.gust.functions.sandbox.Sandboxes;
import dev.gust.functions.telemetry.Telemetry;
import dev.gust.functions.telemetry.TelemetryEvent.Category;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An environment as the threads at the edges see it: its connections, and the invocation that it serves. What comes from its processes is
 * heard on the channel loop's thread. What becomes of its sandbox is heard on the launcher's, which is often faster: its end is told on the
 * loop's thread too, after all that its processes wrote before it.
 */
final class LiveEnvironment {
    /** What the fleet wants to know. */
    interface Owner {
        /** It can take on a function at once. */
        void ready(LiveEnvironment environment);

        void initialised(LiveEnvironment environment);

        /** It can serve nothing any more, and has to be ended. */
        void broken(LiveEnvironment environment);

        /** Where what happens to it is published. */
        Telemetry telemetry(LiveEnvironment environment);

        /** It could not load its function, and no invocation waits for it that could be told. */
        void troubled(LiveEnvironment environment, FunctionKey key, String reason);
    }

    final long id;
    final Clock clock;
    private final ChannelLoop loop;
    private final Owner owner;
    private final FrameReader frames = new FrameReader();
    private final Output output;
    private final Backlog backlog = new Backlog();
    private @Nullable SandboxConnections connections;
    private @Nullable Serving serving;
    private @Nullable EnvironmentDescription description;
    private volatile @Nullable EnvironmentTelemetry telemetry;
    private @Nullable ByteBuffer initialisation;
    private volatile @Nullable RuntimeApiSession session;
    private @Nullable FunctionKey key;
    private boolean sandboxReady;
    private long initialisedFrom;
    private boolean initialised;
    private boolean loaded;
    private volatile boolean leaving;
    private String endReason = "spindown";
    private MailEvent.@Nullable Exited exit;
    private boolean gone;
    private boolean spoiled;

    LiveEnvironment(long id, Clock clock, ChannelLoop loop, Owner owner) {
        this.id = id;
        this.clock = clock;
        this.loop = loop;
        this.owner = owner;
        this.output = new Output(clock, this::post);
    }

    /** Has its processes started. */
    SandboxConnections startIn(Sandboxes sandboxes, SandboxOrder order) {
        return sandboxes.start(
                id,
                order,
                channelListener(),
                outputListener(),
                outputListener(output::readBeside, output::flushBeside));
    }

    synchronized void connected(SandboxConnections made) {
        connections = made;
        settleSoon();
    }

    /** Gives it a function, for good. The first invocation follows the loading. */
    synchronized void become(
            FunctionSpec spec,
            EnvironmentDescription described,
            Map<String, String> variables,
            SandboxPaths paths,
            ApiUse api,
            @Nullable Serving first) {
        description = described;
        key = spec.key();
        EnvironmentTelemetry told = new EnvironmentTelemetry(owner.telemetry(this), spec, described, clock);
        telemetry = told;
        output.publishTo(told);
        Extensions extensions = new Extensions(described.id(), api.extensions(), this::extensionsReady);
        session = new RuntimeApiSession(
                new ApiListener(this), api.driving(), extensions, told.telemetry, Announcement.about(spec));
        initialisation = Frame.of(Frame.INITIALISE, Loading.order(spec, variables, paths));
        if (first != null) {
            attach(first);
        }
    }

    synchronized EnvironmentDescription description() {
        if (description == null) {
            throw new IllegalStateException("environment " + id + " has no function");
        }
        return description;
    }

    EnvironmentTelemetry telemetry() {
        EnvironmentTelemetry mine = telemetry;
        if (mine == null) {
            throw new IllegalStateException("environment " + id + " has no function");
        }
        return mine;
    }

    /** Which function it has, once it has one. */
    synchronized Optional<FunctionKey> function() {
        return Optional.ofNullable(key);
    }

    /** The code is in place, in a sandbox that runs. */
    synchronized void codeReady() {
        SandboxConnections open = connections;
        ByteBuffer order = initialisation;
        if (open == null || order == null) {
            sandboxReady = true;
            return;
        }
        initialisation = null;
        initialisedFrom = clock.nanoTime();
        if (serving != null) {
            serving.loadingFromNanos = initialisedFrom;
        }
        if (session == null || !session.driving()) {
            open.write(order);
        }
    }

    /** For a sandbox that was started with its code: in whichever order the two come. */
    synchronized void connectedLate() {
        if (sandboxReady) {
            codeReady();
        }
    }

    /** Where a custom runtime's requests go; it may ask before the thread that started it has its connections. */
    synchronized Optional<RuntimeApiSession> session() {
        return connections == null ? Optional.empty() : Optional.ofNullable(session);
    }

    /** Takes an invocation; the environment is initialised and idle. Not when it is known to be at its end. */
    synchronized boolean serve(Serving next) {
        if (spoiled) {
            return false;
        }
        attach(next);
        begin(next);
        // It may have ended since somebody looked.
        settleSoon();
        return true;
    }

    /** The invocation wants to hear no more. */
    synchronized void detach(Serving done) {
        done.mailbox.abandon();
        if (serving == done) {
            serving = null;
        }
        resume();
    }

    /** The invoking thread has emptied its box. */
    synchronized void resume() {
        SandboxConnections open = connections;
        if (open != null) {
            open.resume();
        }
        settleSoon();
    }

    synchronized boolean paused() {
        return connections != null && connections.paused();
    }

    /** Its program ended. */
    synchronized void exited(SandboxExit ended) {
        exit = new MailEvent.Exited(ended, clock.nanoTime());
        if (session != null) {
            session.extensions().runtimeEnded();
        }
        settleSoon();
    }

    synchronized void notStarted(String reason) {
        post(new MailEvent.NotStarted(reason));
    }

    /** Nothing is left of its sandbox. */
    synchronized void close() {
        gone = true;
        if (telemetry != null) {
            telemetry.telemetry.close();
        }
        settleSoon();
    }

    private void settleSoon() {
        if (exit != null || gone) {
            loop.execute(this::settle);
        }
    }

    /** Tells the end, once all that was written before it has been heard: later, when it is not connected yet or its invocation is behind. */
    private synchronized void settle() {
        SandboxConnections open = connections;
        if (open == null) {
            return;
        }
        open.hear();
        if (open.paused()) {
            return;
        }
        MailEvent.Exited ended = exit;
        if (ended != null) {
            exit = null;
            output.flushBeside();
            output.flush();
            post(ended);
        }
        if (gone) {
            if (session != null) {
                session.close();
            }
            open.close();
            // An invocation that was told of no end yet must not wait for one.
            post(new MailEvent.NotStarted("The environment ended."));
        }
    }

    ConnectionListener channelListener() {
        return new ConnectionListener() {
            @Override
            public void received(ByteBuffer bytes) {
                if (!frames.read(bytes, LiveEnvironment.this::heard)) {
                    owner.broken(LiveEnvironment.this);
                }
            }

            @Override
            public void closed() {
                Optional<Extensions> beside =
                        session().map(RuntimeApiSession::extensions).filter(Extensions::external);
                if (beside.isPresent()) {
                    Farewell.unlessRuntimeEnds(beside.get(), () -> owner.broken(LiveEnvironment.this));
                } else {
                    owner.broken(LiveEnvironment.this);
                }
            }
        };
    }

    private ConnectionListener outputListener(Consumer<ByteBuffer> heard, Runnable ended) {
        return new ConnectionListener() {
            @Override
            public void received(ByteBuffer bytes) {
                synchronized (LiveEnvironment.this) {
                    heard.accept(bytes);
                }
            }

            @Override
            public void closed() {
                synchronized (LiveEnvironment.this) {
                    ended.run();
                }
            }
        };
    }

    ConnectionListener outputListener() {
        return outputListener(output::read, output::flush);
    }

    // ---- frames, on the loop's thread ----

    private void heard(byte kind, byte[] body) {
        if (kind == Frame.READY) {
            // Outside of its own lock, which the fleet takes after its own.
            owner.ready(this);
        } else {
            frame(kind, body);
        }
    }

    synchronized Optional<Serving> serving() {
        return Optional.ofNullable(serving);
    }

    /** A line that none of its programs wrote. */
    synchronized void note(String line) {
        output.note(line);
    }

    synchronized void frame(byte kind, byte[] body) {
        long now = clock.nanoTime();
        switch (kind) {
            case Frame.INITIALISED -> loaded(now);
            case Frame.LOG -> output.log(Category.FUNCTION, new String(body, StandardCharsets.UTF_8), body.length);
            case Frame.STREAM -> post(new MailEvent.StreamBegun(new String(body, StandardCharsets.UTF_8)));
            case Frame.CHUNK -> post(new MailEvent.Chunk(body));
            case Frame.STREAM_END -> answer(new MailEvent.StreamEnded(now));
            case Frame.RESULT -> answer(new MailEvent.Answered(body, now));
            case Frame.ERROR -> answer(new MailEvent.Failed(body, false, now));
            case Frame.FATAL -> answer(new MailEvent.Failed(body, true, now));
            default -> owner.broken(this);
        }
    }

    private void loaded(long now) {
        EnvironmentTelemetry told = telemetry();
        if (!loaded) {
            loaded = true;
            told.runtimeInitialised();
        }
        RuntimeApiSession api = session;
        if (initialised || api == null || !api.extensions().ready()) {
            return;
        }
        initialised = true;
        List<Extensions.Ready> ready = api.extensions().initialised();
        told.initialised(ready, initialisedFrom == 0 ? 0 : now - initialisedFrom);
        ready.forEach(extension -> output.note(Announcement.ready(extension)));
        Serving first = serving;
        if (first != null) {
            // A custom runtime may ask before its launcher's word that it started is heard.
            first.initNanos = initialisedFrom == 0 ? 0 : now - initialisedFrom;
        }
        owner.initialised(this);
        if (first != null) {
            begin(first);
            // Its thread waits for the loading, which has another limit.
            first.mailbox.post(new MailEvent.Begun());
        }
    }

    /** Told by the last of them, when all have asked for their first event. */
    private synchronized void extensionsReady() {
        if (loaded) {
            loaded(clock.nanoTime());
        }
    }

    /** Whether there is anybody to be told of the end, or to be waited for after an invocation. */
    boolean hasExtensions() {
        RuntimeApiSession api = session;
        return api != null && api.extensions().present();
    }

    /** Waits until the extensions are done with the invocation; whether they were in time. */
    boolean awaitExtensions(Duration patience) throws InterruptedException {
        Optional<RuntimeApiSession> api = session();
        return api.isEmpty() || api.get().extensions().awaitIdle(patience);
    }

    /** Why it will be ended, as extensions are told. */
    synchronized void endsBecause(String reason) {
        endReason = reason;
    }

    synchronized String endReason() {
        return endReason;
    }

    /** From now on the end of its programs is no surprise. Takes no lock of its own, since the fleet's may be held. */
    void leave() {
        leaving = true;
        RuntimeApiSession api = session;
        if (api != null) {
            api.extensions().ending();
        }
    }

    boolean leaving() {
        return leaving;
    }

    /** All that was written before the answer is heard before it. */
    private void answer(MailEvent event) {
        drainOutput();
        post(event);
    }

    private void drainOutput() {
        SandboxConnections open = connections;
        if (open != null) {
            open.drainOutput();
        }
        output.flush();
    }

    // ---- invocations ----

    private void attach(Serving next) {
        serving = next;
        backlog.handTo(next.mailbox);
    }

    private void begin(Serving next) {
        SandboxConnections open = connections;
        if (open == null) {
            return;
        }
        byte[] event = next.invocation.payload();
        Instant now = clock.instant();
        long deadline = now.plus(next.timeout).toEpochMilli();
        next.begunAt = now;
        next.begunNanos = clock.nanoTime();
        EnvironmentTelemetry told = telemetry;
        if (told != null) {
            told.begun(next);
        }
        RuntimeApiSession api = session;
        if (api != null && api.extensions().present()) {
            api.extensions().invoke(Announcement.toExtensions(next, deadline));
        }
        if (api != null && api.driving()) {
            api.invoke(new ApiInvocation(next.invocation, deadline));
            return;
        }
        open.write(Frame.invocation(Announcement.toBootstrap(next, deadline), event.length), ByteBuffer.wrap(event));
    }

    // ---- output ----

    private void post(MailEvent event) {
        Serving current = serving;
        if (current != null) {
            boolean full = current.mailbox.post(event);
            SandboxConnections open = connections;
            if (full && open != null) {
                open.pause();
            }
        } else if (event instanceof MailEvent.Line line) {
            backlog.keep(line);
        } else if (!initialised) {
            tellTrouble(event);
        } else if (event instanceof MailEvent.Exited || (event instanceof MailEvent.Failed failed && failed.fatal())) {
            // The runtime or an extension is no more; no invocation is under way that could be told, and none may come.
            spoiled = true;
            owner.broken(this);
        }
    }

    /** An environment that is started ahead has no invocation that could tell of its failure. */
    private void tellTrouble(MailEvent event) {
        FunctionKey mine = key;
        Optional<String> reason = Failures.trouble(event);
        if (mine == null || reason.isEmpty() || leaving) {
            return;
        }
        // The first is the cause.
        key = null;
        owner.troubled(this, mine, reason.get());
        owner.broken(this);
    }
}

package dev.gust.functions.host;

import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import dev.gust.functions.EnvironmentDescription;
import dev.gust.functions.FunctionKey;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.LogLine;
import dev.gust.functions.channel.ChannelLoop;
import dev.gust.functions.channel.ConnectionListener;
import dev.gust.functions.channel.Frame;
import dev.gust.functions.channel.FrameReader;
import dev.gust.functions.channel.LineReader;
import dev.gust.functions.runtimeapi.ApiInvocation;
import dev.gust.functions.runtimeapi.Extensions;
import dev.gust.functions.runtimeapi.RuntimeApiSession;
import dev.gust.functions.sandbox.SandboxConnections;
import dev.gust.functions.sandbox.SandboxExit;
import dev.gust.functions.sandbox.SandboxPaths;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An environment as the threads at the edges see it: its connections, and the invocation that it serves. What comes from its processes is
 * heard on the channel loop's thread. What becomes of its sandbox is heard on the launcher's, which is often faster: its end is told on the
 * loop's thread too, after all that its processes wrote before it.
 */
final class LiveEnvironment {
    private static final int LINE_BYTES = 256 * 1024;
    private static final int BACKLOG_BYTES = 256 * 1024;

    /** What the fleet wants to know. */
    interface Owner {
        /** It can take on a function at once. */
        void ready(LiveEnvironment environment);

        void initialised(LiveEnvironment environment);

        /** It can serve nothing any more, and has to be ended. */
        void broken(LiveEnvironment environment);

        /** It could not load its function, and no invocation waits for it that could be told. */
        void troubled(LiveEnvironment environment, FunctionKey key, String reason);
    }

    final long id;
    private final Clock clock;
    private final ChannelLoop loop;
    private final Owner owner;
    private final FrameReader frames = new FrameReader();
    private final LineReader lines = new LineReader(LINE_BYTES);
    private final LogBudget budget;
    private final Deque<MailEvent> backlog = new ArrayDeque<>();
    private int backlogBytes;
    private long dropped;
    private @Nullable SandboxConnections connections;
    private @Nullable Serving serving;
    private @Nullable EnvironmentDescription description;
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

    LiveEnvironment(long id, Clock clock, ChannelLoop loop, Owner owner) {
        this.id = id;
        this.clock = clock;
        this.loop = loop;
        this.owner = owner;
        this.budget = new LogBudget(clock.nanoTime());
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
        Map<String, String> about = Map.of(
                "functionName", spec.name(),
                "functionVersion", spec.key().version(),
                "handler", spec.handler());
        Extensions extensions = new Extensions(described.id(), api.extensions(), this::extensionsReady);
        session = new RuntimeApiSession(this::frameOverApi, api.driving(), extensions, about);
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

    /** Takes an invocation; the environment is initialised and idle. */
    void serve(Serving next) {
        synchronized (this) {
            attach(next);
            begin(next);
            // It may have ended since somebody looked.
            settleSoon();
        }
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
        settleSoon();
    }

    synchronized void notStarted(String reason) {
        post(new MailEvent.NotStarted(reason));
    }

    /** Nothing is left of its sandbox. */
    synchronized void close() {
        gone = true;
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
            lines.flush(this::line);
            tellDropped();
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
                owner.broken(LiveEnvironment.this);
            }
        };
    }

    ConnectionListener outputListener() {
        return new ConnectionListener() {
            @Override
            public void received(ByteBuffer bytes) {
                synchronized (LiveEnvironment.this) {
                    lines.read(bytes, LiveEnvironment.this::line);
                }
            }

            @Override
            public void closed() {
                synchronized (LiveEnvironment.this) {
                    lines.flush(LiveEnvironment.this::line);
                }
            }
        };
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

    /** Each of its connections has a thread of its own, which waits while the invocation is behind, as the channel does. */
    private void frameOverApi(byte kind, byte[] body) {
        Serving current;
        synchronized (this) {
            current = serving;
        }
        frame(kind, body);
        if (kind != Frame.CHUNK || current == null) {
            return;
        }
        try {
            current.mailbox.awaitRoom();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void frame(byte kind, byte[] body) {
        long now = clock.nanoTime();
        switch (kind) {
            case Frame.INITIALISED -> loaded(now);
            case Frame.LOG -> log(new String(body, StandardCharsets.UTF_8), body.length);
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
        loaded = true;
        RuntimeApiSession api = session;
        if (initialised || api == null || !api.extensions().ready()) {
            return;
        }
        initialised = true;
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

    /** From now on the end of its program is no surprise. */
    void leave() {
        leaving = true;
    }

    boolean leaving() {
        return leaving;
    }

    /** Tells the extensions of the end, and waits until they are gone or the time is up. */
    void sayGoodbye(Duration patience) throws InterruptedException {
        Optional<RuntimeApiSession> api = session();
        Map<String, JsonValue> event = new LinkedHashMap<>();
        event.put("eventType", JsonValue.of("SHUTDOWN"));
        synchronized (this) {
            event.put("shutdownReason", JsonValue.of(endReason));
        }
        event.put("deadlineMs", JsonValue.of(clock.instant().plus(patience).toEpochMilli()));
        if (api.isPresent() && api.get().extensions().shutdown(new JsonValue.Obj(event).toJson())) {
            api.get().extensions().awaitGone(patience);
        }
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
        lines.flush(this::line);
        tellDropped();
    }

    // ---- invocations ----

    private void attach(Serving next) {
        serving = next;
        for (MailEvent event : backlog) {
            next.mailbox.post(event);
        }
        backlog.clear();
        backlogBytes = 0;
    }

    private void begin(Serving next) {
        SandboxConnections open = connections;
        if (open == null) {
            return;
        }
        byte[] event = next.invocation.payload();
        long deadline = clock.instant().plus(next.timeout).toEpochMilli();
        next.begunNanos = clock.nanoTime();
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

    private void line(String text) {
        log(text, text.length());
    }

    private void log(String text, int size) {
        if (!budget.spend(size + 32, clock.nanoTime())) {
            dropped += size;
            return;
        }
        tellDropped();
        post(new MailEvent.Line(new LogLine(clock.instant(), text)));
    }

    private void tellDropped() {
        if (dropped > 0) {
            post(new MailEvent.Dropped(dropped));
            dropped = 0;
        }
    }

    private void post(MailEvent event) {
        Serving current = serving;
        if (current != null) {
            boolean full = current.mailbox.post(event);
            SandboxConnections open = connections;
            if (full && open != null) {
                open.pause();
            }
        } else if (event instanceof MailEvent.Line line) {
            keep(line);
        } else if (!initialised) {
            tellTrouble(event);
        } else if (event instanceof MailEvent.Failed failed && failed.fatal()) {
            // An extension that is no more; no invocation is under way that could be told.
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

    /** Between invocations: the next one hears it. */
    private void keep(MailEvent.Line line) {
        if (backlogBytes + line.bytes() <= BACKLOG_BYTES) {
            backlog.add(line);
            backlogBytes += line.bytes();
        } else if (backlog.peekLast() instanceof MailEvent.Dropped dropped) {
            backlog.removeLast();
            backlog.add(new MailEvent.Dropped(dropped.amount() + line.bytes()));
        } else {
            backlog.add(new MailEvent.Dropped(line.bytes()));
        }
    }
}

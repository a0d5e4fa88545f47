package dev.gust.server.http;

import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.http.PayloadTooLargeException;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One request and its answer, on a virtual thread of its own. */
final class Exchange {
    private static final System.Logger LOG = System.getLogger(Exchange.class.getName());

    /**
     * With more than these underway the event loop is awake anyway, and writes several answers in a turn: 16 connections to a warm function got
     * 9,600 answers a second that way and 8,400 from their own threads.
     */
    private static final int FEW = 4;

    private final HttpServer server;
    private final Connection connection;
    private final ClientSocket channel;
    private final boolean http10;
    private final boolean toHead;
    private final boolean keptAlive;
    private final boolean continueExpected;
    private final OptionalLong announced;
    private final @Nullable RequestBody body;
    private final ResponseWriter writer;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.OPEN);
    private volatile boolean abandoned;
    private boolean released;
    private long received;
    private @Nullable Thread thread;

    /** Either its own thread ends an exchange, or the event loop does, which then has read more than this request. */
    private enum Phase {
        OPEN,
        READ_AHEAD,
        ANSWERED
    }

    Exchange(
            HttpServer server,
            Connection connection,
            ClientSocket channel,
            io.netty.handler.codec.http.HttpRequest head,
            boolean streamed) {
        this.server = server;
        this.connection = connection;
        this.channel = channel;
        this.http10 = head.protocolVersion().equals(HttpVersion.HTTP_1_0);
        this.toHead = head.method().equals(HttpMethod.HEAD);
        this.keptAlive = HttpUtil.isKeepAlive(head);
        this.continueExpected = HttpUtil.is100ContinueExpected(head);
        long length = HttpUtil.getContentLength(head, -1L);
        this.announced = length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
        this.body = streamed ? new RequestBody(server.limits().bodyTimeout(), this::bodyWanted) : null;
        this.writer = new ResponseWriter(
                channel,
                server.heads(),
                server.limits().writeTimeout(),
                !streamed && channel.isDrained() && server.requestsInFlight() <= FEW);
    }

    Payload streamedBody() {
        if (body == null) {
            throw new IllegalStateException("the body came whole");
        }
        return new Payload.Stream(body, announced);
    }

    /** On the event loop. */
    void start(HttpRequest request) {
        thread = Thread.ofVirtual().name("request").unstarted(() -> run(request));
        thread.start();
    }

    void receive(byte[] bytes, boolean last) {
        received += bytes.length;
        if (received > server.limits().bodyBytes()) {
            bodyBroken(new PayloadTooLargeException(server.limits().bodyBytes()));
        } else if (body != null) {
            body.add(bytes, last);
        }
    }

    void bodyBroken(IOException why) {
        if (body != null) {
            body.fail(why);
        }
    }

    boolean isBodyComplete() {
        return body == null || body.isComplete();
    }

    /** Whether a read of the socket is of use: for more of the body or, when that is here, to see the client go. */
    boolean wantsMore() {
        return body == null || body.isComplete() || body.hasRoom();
    }

    /** Keeps the exchange for the event loop to end, for there is something to do then; false if it is over. */
    boolean keepForLoop() {
        return phase.compareAndSet(Phase.OPEN, Phase.READ_AHEAD) || phase.get() == Phase.READ_AHEAD;
    }

    /** Whether its own thread has sent the answer, and nothing of it is left to do. */
    boolean isAnswered() {
        return phase.get() == Phase.ANSWERED;
    }

    /** Makes room for another request. */
    void release() {
        if (!released) {
            released = true;
            server.release();
        }
    }

    void writabilityChanged() {
        writer.writabilityChanged();
    }

    /** Nobody is left to answer, so whatever still waits is told to give up. */
    void clientGone() {
        abandoned = true;
        if (body != null) {
            body.fail(new IOException("the client has closed the connection"));
        }
        writer.writabilityChanged();
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Called by the first reader of the body, and whenever there is room again. */
    private void bodyWanted() {
        if (continueExpected && writer.isUnused()) {
            var _ = channel.writeAndFlush(Unpooled.wrappedBuffer(ResponseHead.CONTINUE), channel.voidPromise());
        }
        connection.readMore();
    }

    private void run(HttpRequest request) {
        try {
            HttpResponse response = server.handler().handle(request);
            send(response, keptAlive && isBodyComplete() && !server.isStopping());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "event=response-broken reason=\"" + e.getMessage() + '"');
            breakOff();
        } catch (Throwable e) {
            // The last edge: whatever gets here is our own fault, unless the request was told to give up. The client
            // hears of it if that is still possible.
            LOG.log(abandoned ? Level.DEBUG : Level.ERROR, () -> "event=request-failed method=" + request.method(), e);
            if (!sendFailure()) {
                breakOff();
            }
        }
    }

    private void breakOff() {
        try {
            channel.eventLoop().execute(() -> connection.broken(this));
        } catch (RejectedExecutionException e) {
            // The server has stopped before this request was through, and has closed every connection by itself.
            LOG.log(Level.DEBUG, "event=stopped-before-answer");
        }
    }

    private void send(HttpResponse response, boolean keepAlive) throws IOException {
        writer.send(response, toHead, keepAlive, http10, new ResponseWriter.Afterwards() {
            @Override
            public boolean atOnce() {
                if (!keepAlive || writer.endsWithClose()) {
                    return false;
                }
                connection.expectNext();
                release();
                return phase.compareAndSet(Phase.OPEN, Phase.ANSWERED);
            }

            @Override
            public void run() {
                connection.finished(Exchange.this, keepAlive && !writer.endsWithClose());
            }
        });
    }

    private boolean sendFailure() {
        if (!writer.isUnused()) {
            return false;
        }
        try {
            send(Refusal.FAILED.response(), false);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

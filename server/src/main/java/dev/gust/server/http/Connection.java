package dev.gust.server.http;

import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.Payload;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: requests in, one at a time, answers out in the same order. Everything here runs on the
 * connection's event loop, except where a method says otherwise.
 *
 * <p>The socket is read only on demand. While a request is being answered one read stays outstanding, because only a
 * read notices that the client has gone; what it brings instead is the next request, kept until this one is done, and
 * nothing more is read until then.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    /** How much of an unread body is taken and dropped, so that the client sees the answer and not a reset. */
    private static final long LINGER_BYTES = 16L * 1024 * 1024;

    private static final Duration LINGER = Duration.ofSeconds(2);

    private final HttpServer server;
    private final HttpSettings limits;
    private final ArrayDeque<HttpObject> pending = new ArrayDeque<>();
    private String remoteAddress = "";
    private @Nullable ChannelHandlerContext context;
    private @Nullable Exchange exchange;
    private @Nullable HttpRequest head;
    private State state = State.IDLE;
    private boolean begunInThisRead;
    private long lingered;
    private volatile long deadlineNanos;
    private volatile boolean timed;

    private enum State {
        /** Between requests. */
        IDLE,
        /** Some bytes of a request's head are here. */
        HEAD,
        /** A request is being answered. */
        BUSY,
        /** The last answer is out; the rest of the body is dropped until the client closes or the time is up. */
        LINGERING
    }

    Connection(HttpServer server) {
        this.server = server;
        this.limits = server.limits();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        remoteAddress =
                ctx.channel().remoteAddress() instanceof InetSocketAddress address && address.getAddress() != null
                        ? address.getAddress().getHostAddress()
                        : "";
        expireIn(limits.idleTimeout());
        if (!server.register(this)) {
            refuse(Refusal.TOO_MANY_CONNECTIONS);
        }
        ctx.read();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        server.forget(this);
        settle();
        pending.forEach(ReferenceCountUtil::release);
        pending.clear();
        head = null;
        if (exchange != null) {
            exchange.clientGone();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        HttpObject part = (HttpObject) message;
        if (state == State.LINGERING) {
            drop(part);
        } else if (!pending.isEmpty() || mustWait()) {
            pending.add(part);
        } else {
            settle();
            accept(part);
        }
    }

    /** Whether what was read belongs behind the answer that is being made; whoever asks takes care of it once that is out. */
    private boolean mustWait() {
        return exchange != null && exchange.isBodyComplete() && exchange.keepForLoop();
    }

    /** Takes note of an exchange that its own thread has ended. */
    private void settle() {
        if (exchange != null && exchange.isAnswered()) {
            exchange = null;
            state = State.IDLE;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (head != null) {
            begin(head, null);
        }
        if (!begunInThisRead) {
            settle();
        }
        begunInThisRead = false;
        switch (state) {
            case IDLE, HEAD -> {
                if (state == State.IDLE) {
                    state = State.HEAD;
                    expireIn(limits.headTimeout());
                }
                ctx.read();
            }
            case BUSY -> {
                if (pending.isEmpty() && exchange != null && exchange.wantsMore()) {
                    ctx.read();
                }
            }
            case LINGERING -> ctx.read();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.writabilityChanged();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A reset by the client, most often; channelInactive tells the exchange.
        close();
    }

    private void accept(HttpObject part) {
        if (part.decoderResult().isFailure()) {
            ReferenceCountUtil.release(part);
            refuseMalformed(part.decoderResult().cause());
        } else if (part instanceof HttpRequest request) {
            acceptHead(request);
        } else if (part instanceof HttpContent content) {
            acceptBody(content);
        }
    }

    /** Waits with the dispatch until the read is through: a body that came with its head needs no stream. */
    private void acceptHead(HttpRequest request) {
        timed = false;
        state = State.BUSY;
        Refusal refusal = refusalOf(request);
        if (refusal == null) {
            head = request;
        } else {
            refuse(refusal);
        }
    }

    private @Nullable Refusal refusalOf(HttpRequest request) {
        if (request.protocolVersion().majorVersion() != 1) {
            return Refusal.VERSION_UNKNOWN;
        }
        // Two hosts let a proxy before this and this server mean different ones.
        if (request.headers().getAll(HttpHeaderNames.HOST).size() > 1) {
            return Refusal.MALFORMED;
        }
        boolean chunked = request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
        // Length and chunking together is how requests are smuggled past a proxy.
        boolean lengthToo = request.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
        if (chunked && (!HttpUtil.isTransferEncodingChunked(request) || lengthToo)) {
            return Refusal.MALFORMED;
        }
        if (HttpUtil.getContentLength(request, 0L) > limits.bodyBytes()) {
            return Refusal.BODY_TOO_LARGE;
        }
        if (request.headers().contains(HttpHeaderNames.EXPECT) && !HttpUtil.is100ContinueExpected(request)) {
            return Refusal.EXPECTATION_UNKNOWN;
        }
        return server.isStopping() ? Refusal.STOPPING : null;
    }

    private void acceptBody(HttpContent content) {
        ByteBuf bytes = content.content();
        boolean last = content instanceof LastHttpContent;
        if (head != null && last) {
            byte[] body = ByteBufUtil.getBytes(bytes);
            content.release();
            begin(head, body);
            return;
        }
        if (head != null) {
            begin(head, null);
        }
        if (exchange != null) {
            exchange.receive(ByteBufUtil.getBytes(bytes), last);
        }
        content.release();
    }

    private void begin(HttpRequest request, byte @Nullable [] wholeBody) {
        head = null;
        begunInThisRead = true;
        if (!server.admit()) {
            refuse(Refusal.TOO_MANY_REQUESTS);
            return;
        }
        Exchange begun = new Exchange(server, this, (ClientSocket) context().channel(), request, wholeBody == null);
        exchange = begun;
        begun.start(message(request, wholeBody == null ? begun.streamedBody() : Payload.of(wholeBody)));
    }

    private dev.gust.wire.http.HttpRequest message(HttpRequest request, Payload body) {
        String target = request.uri();
        if (!target.startsWith("/")) {
            target = pathOfAbsolute(target);
        }
        int question = target.indexOf('?');
        List<HttpHeaders.Line> lines = new ArrayList<>(request.headers().size());
        request.headers()
                .iteratorAsString()
                .forEachRemaining(entry -> lines.add(new HttpHeaders.Line(entry.getKey(), entry.getValue())));
        return new dev.gust.wire.http.HttpRequest(
                request.method().name(),
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                new HttpHeaders(lines),
                body,
                remoteAddress);
    }

    /** Clients that take the server for a proxy send {@code http://host/path}. */
    private static String pathOfAbsolute(String target) {
        int authority = target.indexOf("://");
        if (authority < 0) {
            return target;
        }
        int slash = target.indexOf('/', authority + 3);
        return slash < 0 ? "/" : target.substring(slash);
    }

    private void refuseMalformed(Throwable cause) {
        if (exchange != null) {
            // The head was fine and its request is under way: its reader learns of the broken body.
            exchange.bodyBroken(new IOException("the body is not well-formed: " + cause.getMessage()));
            return;
        }
        refuse(
                switch (cause) {
                    case TooLongHttpLineException _ -> Refusal.LINE_TOO_LONG;
                    case TooLongHttpHeaderException _ -> Refusal.HEADERS_TOO_LARGE;
                    default -> Refusal.MALFORMED;
                });
    }

    private void refuse(Refusal refusal) {
        head = null;
        ChannelHandlerContext ctx = context();
        var response = refusal.response();
        byte[] start = server.heads()
                .bytes(
                        response,
                        new ResponseHead.Framing.Length(response.body().length().orElse(0)),
                        false,
                        false);
        byte[] body = ((Payload.Bytes) response.body()).bytes();
        server.tellRefusal(refusal, remoteAddress);
        var _ = ctx.writeAndFlush(Unpooled.wrappedBuffer(start, body), ctx.voidPromise());
        linger();
    }

    /** The exchange has sent its answer whole. */
    void finished(Exchange done, boolean keepAlive) {
        exchange = null;
        done.release();
        ChannelHandlerContext ctx = context();
        if (!ctx.channel().isActive()) {
            return;
        }
        if (!done.isBodyComplete() || (!pending.isEmpty() && !keepAlive)) {
            linger();
            ctx.read();
            return;
        }
        if (!keepAlive) {
            var _ = ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        state = State.IDLE;
        expectNext();
        takePending();
        begunInThisRead = false;
        if (pending.isEmpty() && (exchange == null || exchange.wantsMore())) {
            ctx.read();
        }
    }

    private void takePending() {
        while (!pending.isEmpty() && state != State.LINGERING && !mustWait()) {
            settle();
            accept(pending.remove());
        }
        // The head may have been the last of what was read ahead: its body is then still to come.
        if (head != null) {
            begin(head, null);
        }
    }

    /** The exchange could not send its answer whole: the client must see that. */
    void broken(Exchange failed) {
        exchange = null;
        failed.release();
        close();
    }

    /** Called on any thread. */
    void readMore() {
        ChannelHandlerContext ctx = context();
        ctx.executor().execute(ctx::read);
    }

    /** Closing with unread bytes makes the kernel send a reset, which can overtake the answer: drop them first. */
    private void linger() {
        state = State.LINGERING;
        expireIn(LINGER);
        pending.forEach(this::drop);
        pending.clear();
        ChannelHandlerContext ctx = context();
        var _ = ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
            if (ctx.channel() instanceof DuplexChannel duplex) {
                var _ = duplex.shutdownOutput();
            }
        });
    }

    private void drop(HttpObject part) {
        if (part instanceof HttpContent content) {
            lingered += content.content().readableBytes();
        }
        ReferenceCountUtil.release(part);
        if (lingered > LINGER_BYTES || part.decoderResult().isFailure()) {
            close();
        }
    }

    /** The client may take a while until its next request. Called by the loop, or on the thread of a request that it leaves alone. */
    void expectNext() {
        expireIn(limits.idleTimeout());
    }

    private void expireIn(Duration time) {
        deadlineNanos = server.clock().nanoTime() + time.toNanos();
        timed = true;
    }

    /** Called on the sweeping thread. */
    void expireIfDue(long nanoTime) {
        if (timed && deadlineNanos - nanoTime <= 0) {
            context().executor().execute(this::expire);
        }
    }

    private void expire() {
        if (!timed || deadlineNanos - server.clock().nanoTime() > 0) {
            return;
        }
        timed = false;
        settle();
        switch (state) {
            case HEAD -> refuse(Refusal.HEAD_TOO_SLOW);
            case IDLE, LINGERING -> close();
            case BUSY -> {}
        }
    }

    /** Called on the stopping thread: closes between requests, at once; in the midst of one only when forced. */
    void stop(boolean force) {
        ChannelHandlerContext ctx = context();
        ctx.executor().execute(() -> {
            settle();
            if (force || exchange == null) {
                close();
            }
        });
    }

    private void close() {
        var _ = context().close();
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("the connection is not active yet");
        }
        return context;
    }
}

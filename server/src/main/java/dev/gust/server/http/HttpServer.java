package dev.gust.server.http;

import dev.gust.base.time.Clock;
import dev.gust.wire.http.HttpHandler;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Listens, and hands every request to one handler. */
public final class HttpServer implements AutoCloseable {
    /** One loop parses and writes for tens of thousands of requests a second; the work is on virtual threads. */
    private static final int EVENT_LOOPS = 1;

    private static final int SWEEP_MILLIS = 100;

    private final HttpSettings limits;
    private final HttpHandler handler;
    private final Clock clock;
    private final ResponseHead heads;
    private final MultiThreadIoEventLoopGroup loops;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Channel listener;
    private volatile boolean stopping;

    /** @throws IOException when the address cannot be listened on */
    public static HttpServer start(InetSocketAddress address, HttpSettings limits, Clock clock, HttpHandler handler)
            throws IOException {
        return new HttpServer(address, limits, clock, handler);
    }

    private HttpServer(InetSocketAddress address, HttpSettings limits, Clock clock, HttpHandler handler)
            throws IOException {
        this.limits = limits;
        this.handler = handler;
        this.clock = clock;
        this.heads = new ResponseHead(clock);
        this.loops = new MultiThreadIoEventLoopGroup(
                EVENT_LOOPS, Thread.ofPlatform().daemon().name("http-", 0).factory(), NioIoHandler.newFactory());
        var bound = bootstrap().bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw refusal(address, bound.cause());
        }
        this.listener = bound.channel();
        var _ = listener.eventLoop()
                .scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A taken port keeps its own type, so that somebody can say who has it. */
    private static IOException refusal(InetSocketAddress address, Throwable cause) {
        String message = "cannot listen on " + address + ": " + cause.getMessage();
        IOException refusal = cause instanceof BindException ? new BindException(message) : new IOException(message);
        refusal.initCause(cause);
        return refusal;
    }

    private ServerBootstrap bootstrap() {
        // One small arena: 1 MB chunks instead of Netty's 4 MB per core, since buffers here live for one read.
        PooledByteBufAllocator buffers = new PooledByteBufAllocator(true, 0, 1, 8192, 7, 64, 0, false);
        return new ServerBootstrap()
                .group(loops)
                .channelFactory(ClientSocket.Listener::new)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.ALLOCATOR, buffers)
                .childOption(ChannelOption.ALLOCATOR, buffers)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(512, 2048, 64 * 1024).maxMessagesPerRead(1))
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(32 * 1024, 128 * 1024))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new RequestDecoder(limits)).addLast(new Connection(HttpServer.this));
                    }
                });
    }

    /** Where the server listens; the port is the real one when 0 was asked for. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Requests being answered now. */
    public int requestsInFlight() {
        return inFlight.get();
    }

    /** Takes no more connections, lets requests in flight finish for a while, then closes. */
    @Override
    public void close() {
        if (stopping) {
            return;
        }
        stopping = true;
        listener.close().awaitUninterruptibly();
        connections.forEach(connection -> connection.stop(false));
        long deadline = clock.nanoTime() + limits.stopTimeout().toNanos();
        while (inFlight.get() > 0
                && deadline - clock.nanoTime() > 0
                && !Thread.currentThread().isInterrupted()) {
            pause();
        }
        connections.forEach(connection -> connection.stop(true));
        loops.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
    }

    private void pause() {
        try {
            clock.sleep(Duration.ofMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    HttpSettings limits() {
        return limits;
    }

    HttpHandler handler() {
        return handler;
    }

    Clock clock() {
        return clock;
    }

    ResponseHead heads() {
        return heads;
    }

    boolean isStopping() {
        return stopping;
    }

    /** False when there are too many connections already. */
    boolean register(Connection connection) {
        connections.add(connection);
        return connections.size() <= limits.connections();
    }

    void forget(Connection connection) {
        connections.remove(connection);
    }

    /** Counts a request in; false when there are too many already. */
    boolean admit() {
        if (inFlight.incrementAndGet() <= limits.requestsInFlight()) {
            return true;
        }
        inFlight.decrementAndGet();
        return false;
    }

    void release() {
        inFlight.decrementAndGet();
    }

    void tellRefusal(Refusal refusal, String remoteAddress) {
        handler.refused(refusal.status(), refusal.code(), remoteAddress);
    }

    private void sweep() {
        long now = clock.nanoTime();
        connections.forEach(connection -> connection.expireIfDue(now));
    }
}

package dev.gust.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * A client's socket to which the thread of a request may write too. Waking the event loop for an answer that the socket takes at once
 * costs more than writing it.
 */
final class ClientSocket extends NioSocketChannel {
    private ClientSocket(Channel listener, SocketChannel socket) {
        super(listener, socket);
    }

    /** Whether nothing is left to be written; on the event loop. */
    boolean isDrained() {
        ChannelOutboundBuffer waiting = unsafe().outboundBuffer();
        return waiting == null || waiting.isEmpty();
    }

    /** Writes as much as the socket takes at once. Called on any thread, where {@link #isDrained()} and nobody else writes. */
    void writeNow(ByteBuffer bytes) throws IOException {
        javaChannel().write(bytes);
    }

    /** Accepts clients' sockets. */
    static final class Listener extends NioServerSocketChannel {
        @Override
        protected int doReadMessages(List<Object> accepted) throws Exception {
            SocketChannel socket = javaChannel().accept();
            if (socket == null) {
                return 0;
            }
            accepted.add(new ClientSocket(this, socket));
            return 1;
        }
    }
}

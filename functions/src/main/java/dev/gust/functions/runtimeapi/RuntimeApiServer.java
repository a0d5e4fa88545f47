package dev.gust.functions.runtimeapi;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Serves the runtime API to environments. They speak to a loopback port of their own network namespace, from where the launcher's proxy
 * carries them here; the first line of a connection is the proxy's, and says which environment it is.
 */
public final class RuntimeApiServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RuntimeApiServer.class.getName());

    private final ServerSocketChannel server;
    private final Sessions sessions;

    /** Finds the session of the sandbox at a place, waiting a little for one that has only just started. */
    public interface Sessions {
        Optional<RuntimeApiSession> at(long place) throws InterruptedException;
    }

    private RuntimeApiServer(ServerSocketChannel server, Sessions sessions) {
        this.server = server;
        this.sessions = sessions;
    }

    public static RuntimeApiServer start(Path socket, Sessions sessions) throws IOException {
        Files.deleteIfExists(socket);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(socket), 1024);
        RuntimeApiServer started = new RuntimeApiServer(channel, sessions);
        Thread.ofPlatform().name("gust-runtime-api").daemon(true).start(started::accept);
        return started;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "runtime_api=close", e);
        }
    }

    private void accept() {
        while (true) {
            try {
                SocketChannel connection = server.accept();
                Thread.ofVirtual().name("gust-runtime-api").start(() -> serve(connection));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.log(System.Logger.Level.ERROR, "runtime_api=accept", e);
                return;
            }
        }
    }

    private void serve(SocketChannel connection) {
        try (connection;
                InputStream in = new BufferedInputStream(Channels.newInputStream(connection), 16_384);
                OutputStream out = Channels.newOutputStream(connection)) {
            Optional<RuntimeApiSession> session = sessions.at(place(in));
            if (session.isEmpty()) {
                return;
            }
            RuntimeApiExchange exchange = new RuntimeApiExchange(session.get(), out);
            for (Optional<HttpRequest> request = HttpRequest.read(in);
                    request.isPresent();
                    request = HttpRequest.read(in)) {
                if (!exchange.answer(request.get())) {
                    return;
                }
            }
        } catch (IOException e) {
            // Environments end in the middle of what they say.
            LOG.log(System.Logger.Level.DEBUG, "runtime_api=connection", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long place(InputStream in) throws IOException {
        StringBuilder digits = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n' && digits.length() < 18; next = in.read()) {
            digits.append((char) next);
        }
        try {
            return Long.parseLong(digits.toString());
        } catch (NumberFormatException e) {
            throw new IOException(
                    "a connection that does not say whose it is: "
                            + digits.toString().getBytes(StandardCharsets.US_ASCII).length + " bytes",
                    e);
        }
    }
}

package dev.gust.functions.sandbox;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** A socket that plain processes connect to; each connection says in its first line what it is: {@code channel 7}, {@code output 7}. */
final class ProcessConnections implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ProcessConnections.class.getName());
    private static final int LINE_BYTES = 64;

    private final Path path;
    private final ServerSocketChannel server;
    private final Map<String, CompletableFuture<SocketChannel>> expected = new ConcurrentHashMap<>();

    ProcessConnections(Path path) throws IOException {
        this.path = path;
        Files.deleteIfExists(path);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        // Whoever sees it may connect; what it says there is not to be guessed.
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
        Thread.ofPlatform().name("gust-processes").daemon(true).start(this::accept);
    }

    Path path() {
        return path;
    }

    /** The connection that will say this. */
    CompletableFuture<SocketChannel> expect(String purpose) {
        return expected.computeIfAbsent(purpose, absent -> new CompletableFuture<>());
    }

    void forget(String purpose) {
        CompletableFuture<SocketChannel> connection = expected.remove(purpose);
        if (connection != null) {
            connection.cancel(false);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "processes=close", e);
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel connection = server.accept();
                Thread.ofVirtual().start(() -> join(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void join(SocketChannel connection) {
        try {
            CompletableFuture<SocketChannel> waiting = expected.remove(line(connection));
            if (waiting == null || !waiting.complete(connection)) {
                connection.close();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "process=disconnected", e);
        }
    }

    private static String line(SocketChannel connection) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        StringBuilder line = new StringBuilder();
        while (line.length() < LINE_BYTES && connection.read(one.clear()) == 1 && one.get(0) != '\n') {
            line.append((char) one.get(0));
        }
        return line.toString();
    }
}

package dev.gust.functions.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The runtime API for one plain process, at a loopback port of its own: carries connections to the server's socket, as the launcher's proxy does. */
final class RuntimeApiPort implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RuntimeApiPort.class.getName());

    private final ServerSocket server;
    private final Path api;
    private final long id;

    RuntimeApiPort(Path api, long id) throws IOException {
        this.api = api;
        this.id = id;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("gust-runtime-api-port").start(this::accept);
    }

    int number() {
        return server.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "runtime_api_port=close", e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                Thread.ofVirtual().start(() -> carry(near));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void carry(Socket near) {
        try (near;
                SocketChannel far = SocketChannel.open(UnixDomainSocketAddress.of(api))) {
            OutputStream out = Channels.newOutputStream(far);
            out.write((id + "\n").getBytes(StandardCharsets.US_ASCII));
            InputStream answers = Channels.newInputStream(far);
            Thread.ofVirtual().start(() -> copyBack(answers, near));
            near.getInputStream().transferTo(out);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "runtime_api_port=connection", e);
        }
    }

    private static void copyBack(InputStream answers, Socket near) {
        try (near) {
            answers.transferTo(near.getOutputStream());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "runtime_api_port=connection", e);
        }
    }
}

package dev.gust.runtime;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Frames on descriptor 3, as in ../python/gust_bootstrap.py: a 4-byte length, one byte that says what it is, and the rest. */
final class Channel {
    private static final int DESCRIPTOR = 3;

    private final DataInputStream in;
    private final OutputStream out;

    Channel(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = out;
    }

    /** In a sandbox the channel is there; a plain process connects to it. */
    static Channel toHost() throws IOException, ReflectiveOperationException {
        String place = System.getenv("GUST_CHANNEL");
        if (place != null) {
            int colon = place.lastIndexOf(':');
            SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(place.substring(0, colon)));
            OutputStream out = Channels.newOutputStream(socket);
            out.write(("channel " + place.substring(colon + 1) + "\n").getBytes(StandardCharsets.US_ASCII));
            return new Channel(Channels.newInputStream(socket), out);
        }
        FileDescriptor descriptor = new FileDescriptor();
        Field number = FileDescriptor.class.getDeclaredField("fd");
        number.setAccessible(true);
        number.setInt(descriptor, DESCRIPTOR);
        return new Channel(new FileInputStream(descriptor), new FileOutputStream(descriptor));
    }

    /** The next frame, its kind first; empty when the host is gone. */
    Optional<byte[]> read() {
        try {
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            return Optional.of(frame);
        } catch (EOFException e) {
            return Optional.empty();
        } catch (IOException e) {
            Runtime.getRuntime().halt(1);
            return Optional.empty();
        }
    }

    /** From any thread: a frame is written as a whole. */
    synchronized void send(char kind, byte[] body) {
        ByteBuffer frame = ByteBuffer.allocate(5 + body.length);
        frame.putInt(body.length + 1).put((byte) kind).put(body);
        try {
            out.write(frame.array());
        } catch (IOException e) {
            Runtime.getRuntime().halt(1);
        }
    }

    void log(String message) {
        send('l', message.getBytes(StandardCharsets.UTF_8));
    }
}

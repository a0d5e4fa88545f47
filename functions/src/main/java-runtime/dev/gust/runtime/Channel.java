package dev.gust.runtime;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Frames on descriptor 3, as in ../python/gust_bootstrap.py: a 4-byte length, one byte that says what it is, and the rest. */
final class Channel {
    private static final int DESCRIPTOR = 3;

    private final DataInputStream in;
    private final OutputStream out;

    /** In a sandbox the channel is there; a plain process connects to it. */
    Channel() throws IOException, ReflectiveOperationException {
        String place = System.getenv("GUST_CHANNEL");
        if (place != null) {
            int colon = place.lastIndexOf(':');
            SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(place.substring(0, colon)));
            in = new DataInputStream(Channels.newInputStream(socket));
            out = Channels.newOutputStream(socket);
            out.write(("channel " + place.substring(colon + 1) + "\n").getBytes(StandardCharsets.US_ASCII));
            return;
        }
        FileDescriptor descriptor = new FileDescriptor();
        Field number = FileDescriptor.class.getDeclaredField("fd");
        number.setAccessible(true);
        number.setInt(descriptor, DESCRIPTOR);
        in = new DataInputStream(new FileInputStream(descriptor));
        out = new FileOutputStream(descriptor);
    }

    /** The next frame, its kind first; the process ends with its host. */
    byte[] read() {
        try {
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            return frame;
        } catch (EOFException e) {
            Runtime.getRuntime().halt(0);
        } catch (IOException e) {
            Runtime.getRuntime().halt(1);
        }
        throw new IllegalStateException("halted");
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

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
    private static final int MORE = 1 << 31;
    /** Nothing that children print gets into a piece of that size. */
    private static final int PIECE = 16384;

    private final DataInputStream in;
    private final OutputStream out;
    private final Optional<OutputStream> printed;

    /** What is logged goes where the function prints to, if that is told, and to the channel else. */
    Channel(InputStream in, OutputStream out, Optional<OutputStream> printed) {
        this.in = new DataInputStream(in);
        this.out = out;
        this.printed = printed;
    }

    /** In a sandbox the channel is there; a plain process connects to it. */
    static Channel toHost() throws IOException, ReflectiveOperationException {
        String place = System.getenv("GUST_CHANNEL");
        if (place != null) {
            int colon = place.lastIndexOf(':');
            SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(place.substring(0, colon)));
            OutputStream out = Channels.newOutputStream(socket);
            out.write(("channel " + place.substring(colon + 1) + "\n").getBytes(StandardCharsets.US_ASCII));
            return new Channel(Channels.newInputStream(socket), out, Optional.empty());
        }
        FileDescriptor descriptor = new FileDescriptor();
        Field number = FileDescriptor.class.getDeclaredField("fd");
        number.setAccessible(true);
        number.setInt(descriptor, DESCRIPTOR);
        return new Channel(
                new FileInputStream(descriptor), new FileOutputStream(descriptor), Optional.of(new FileOutputStream(FileDescriptor.out)));
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

    /** One event, with its line breaks, among what is printed: in the order in which they were written. */
    void log(String message) {
        byte[] body = message.getBytes(StandardCharsets.UTF_8);
        if (printed.isEmpty()) {
            send('l', body);
            return;
        }
        System.out.flush();
        System.err.flush();
        synchronized (this) {
            try {
                for (int from = 0; from < body.length; from += PIECE) {
                    int length = Math.min(PIECE, body.length - from);
                    ByteBuffer piece = ByteBuffer.allocate(6 + length);
                    piece.put((byte) 0xFF).put((byte) 'l').putInt(from + length < body.length ? length | MORE : length);
                    printed.get().write(piece.put(body, from, length).array());
                }
            } catch (IOException e) {
                // The function closed its standard output.
                send('l', body);
            }
        }
    }
}

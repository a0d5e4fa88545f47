package dev.gust.functions.sandbox;

import dev.gust.functions.channel.Connection;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The connections of a sandbox: frames, what its processes write to standard output and error, and what its extensions do. A plain process
 * may lack any: its output is heard through a pipe, and a custom runtime speaks no frames.
 */
public record SandboxConnections(
        Optional<Connection> channel, Optional<Connection> output, Optional<Connection> beside) {
    public void write(ByteBuffer... parts) {
        channel.ifPresent(open -> open.write(parts));
    }

    public void pause() {
        channel.ifPresent(Connection::pause);
        output.ifPresent(Connection::pause);
        beside.ifPresent(Connection::pause);
    }

    public void resume() {
        channel.ifPresent(Connection::resume);
        output.ifPresent(Connection::resume);
        beside.ifPresent(Connection::resume);
    }

    public boolean paused() {
        return channel.map(Connection::paused).orElse(false)
                || output.map(Connection::paused).orElse(false)
                || beside.map(Connection::paused).orElse(false);
    }

    /** No connection at all: of what could not be started. */
    public static SandboxConnections none() {
        return new SandboxConnections(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Hears all that was written until now. On the loop's thread only, in a task of its own. */
    public void hear() {
        channel.ifPresent(Connection::hear);
        output.ifPresent(Connection::hear);
        beside.ifPresent(Connection::hear);
    }

    /** Hears what was written until now while the channel is being heard. On the loop's thread only. */
    public void drainOutput() {
        output.ifPresent(Connection::drain);
        beside.ifPresent(Connection::drain);
    }

    public void close() {
        channel.ifPresent(Connection::close);
        output.ifPresent(Connection::close);
        beside.ifPresent(Connection::close);
    }
}

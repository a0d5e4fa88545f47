package dev.gust.functions.sandbox;

import dev.gust.functions.Isolation;
import dev.gust.functions.channel.ConnectionListener;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * Starts processes in sandboxes and ends them. Calls return at once; what becomes of them is told to a {@link SandboxListener}, on a
 * thread of this object's own.
 */
public interface Sandboxes extends AutoCloseable {
    Isolation isolation();

    /** Where a function of this order finds its things. */
    SandboxPaths paths(SandboxOrder order);

    /** Why no sandbox reaches other machines, whatever its order says; empty where those that may do. */
    default Optional<String> noWayOut() {
        return Optional.empty();
    }

    /** Why no sandbox is handed a device; empty where those that are offered are. */
    default Optional<String> noDevices() {
        return Optional.empty();
    }

    /**
     * Makes a sandbox with the profile's program in it, and connects to it.
     *
     * @param beside hears what its extensions write
     */
    SandboxConnections start(
            long id,
            SandboxOrder order,
            ConnectionListener channel,
            ConnectionListener output,
            ConnectionListener beside);

    /** A blocking connection to what listens at a port of the sandbox's loopback; one that ends at once where nobody does. */
    SocketChannel connect(long id, int port) throws IOException;

    /** Whether {@link #assign} can be. */
    default boolean takesCodeLater() {
        return true;
    }

    /** Puts a function's code into a sandbox that was started without one. */
    void assign(long id, SandboxOrder order);

    void freeze(long id);

    void thaw(long id);

    /** Asks the program to end, which it may hear or not. */
    void terminate(long id);

    /** Whether the programs at /opt/extensions can be started. */
    default boolean runsExtensions() {
        return true;
    }

    /** Whether what was prepared for a function's Java can be shown to it. */
    default boolean showsClasses() {
        return true;
    }

    /** Ends everything in the sandbox. */
    void kill(long id);

    /** What the sandbox has used so far; empty where nobody counts. */
    Optional<SandboxUsage> usage(long id);

    /** Which environment's sandbox is at a place, as whoever carries its connections calls it. */
    Optional<Long> environmentAt(long place);

    /** Ends every sandbox. */
    @Override
    void close();
}

package dev.gust.functions.sandbox;

import dev.gust.functions.Isolation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What stands around a process where there is no launcher: bwrap's walls, or nothing. */
interface Enclosure extends AutoCloseable {
    Isolation isolation();

    /** Where a function of this order finds its things. */
    SandboxPaths paths(SandboxOrder order);

    /** Whether it can be given a function after it was started. */
    boolean takesCodeLater();

    /** Why a function that asks for a device is refused; empty where it sees the machine's own. */
    Optional<String> noDevices();

    /** Whether what is started is not the program itself, but waits for it and ends as it did. */
    boolean tellsOfEnds();

    /** How it calls a socket of the server's. */
    String seen(Path socket);

    /** Starts the order's program with these variables and no others. Its output comes by its pipe; it reads nothing. */
    Process start(SandboxOrder order, Map<String, String> variables) throws IOException;

    @Override
    void close();
}

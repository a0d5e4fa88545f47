package dev.gust.functions.sandbox;

import dev.gust.functions.channel.Connection;

/** The two connections of a sandbox: frames, and what its processes write to standard output and error. */
public record SandboxConnections(Connection channel, Connection output) {
    public void close() {
        channel.close();
        output.close();
    }
}

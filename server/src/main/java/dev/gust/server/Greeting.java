package dev.gust.server;

import java.io.PrintStream;
import java.nio.file.Path;

/** What a server says when it is ready: one line, and on the other stream what its user should worry about. */
record Greeting(Settings settings, GustServer server, Path folder) {
    void print(PrintStream out, PrintStream err) {
        String credentials = server.takesDevelopmentKeys() ? "test/test" : "see 'gust credentials'";
        out.println("gust is ready at " + server.endpoint() + "  credentials: " + credentials + "  data: " + folder
                + (settings.server().ephemeral() ? " (goes with this process)" : "")
                + "  isolation: none yet, since this Gust runs no functions");
        out.flush();
        if (!server.enforcesPolicies()) {
            err.println(
                    "gust: IAM POLICIES ARE NOT ENFORCED: every valid access key may do everything in its account.");
        }
        if (!server.takesDevelopmentKeys()) {
            err.println(
                    "gust: listening beyond this machine, without TLS: put a proxy with TLS in front. The development "
                            + "keys (test) are refused.");
        }
    }
}

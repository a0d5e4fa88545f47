package dev.gust.server;

import java.io.PrintStream;
import java.nio.file.Path;

/** What a server says when it is ready: one line, and on the other stream what its user should worry about. */
record Greeting(Settings settings, GustServer server, Path folder) {
    void print(PrintStream out, PrintStream err) {
        String[] isolation = server.isolation().split("\n");
        String credentials = server.takesDevelopmentKeys() ? "test/test" : "see 'gust credentials'";
        out.println("gust is ready at " + server.endpoint() + "  credentials: " + credentials + "  data: " + folder
                + (settings.server().ephemeral() ? " (goes with this process)" : "")
                + "  isolation: " + isolation[0]);
        out.flush();
        for (int i = 1; i < isolation.length; i++) {
            err.println("gust: " + isolation[i].strip());
        }
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

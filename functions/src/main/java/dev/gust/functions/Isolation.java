package dev.gust.functions;

import java.util.List;

/**
 * The isolation in force, which the server prints at start.
 *
 * @param missing what is not enforced that the strongest level would, each with its reason and what to do about it
 */
public record Isolation(Level level, List<String> missing) {
    public Isolation {
        missing = List.copyOf(missing);
    }

    /** From strongest to weakest. */
    public enum Level {
        /** Namespaces, cgroups, seccomp and a uid of its own for each environment, set up by the launcher as root. */
        SANDBOX("sandboxed processes (namespaces, cgroups, seccomp, own uid)"),
        /** The same from within an unprivileged user namespace; limits where cgroups are delegated. */
        USER_NAMESPACE("sandboxed processes in an unprivileged user namespace"),
        /** Namespaces of bwrap's, where the launcher can not run: nothing is limited, and the network is the machine's. */
        BUBBLEWRAP("processes in bubblewrap (namespaces; no limits, the machine's network)"),
        /** Processes of the server's own user. For trusted code only. */
        PROCESS("plain processes, NOT isolated: run only code you trust");

        private final String description;

        Level(String description) {
            this.description = description;
        }

        public String description() {
            return description;
        }
    }

    /** For people, over as many lines as it takes. */
    public String describe() {
        StringBuilder text = new StringBuilder("Functions run as ").append(level.description());
        missing.forEach(reason -> text.append("\n  ! ").append(reason));
        return text.toString();
    }
}

package dev.gust.services.ports.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is to be decided.
 *
 * @param action such as {@code lambda:InvokeFunction}
 * @param resource the ARN acted upon, or {@code *}
 * @param keys condition keys and their values; names are looked up without regard to case
 */
public record PolicyRequest(Caller caller, String action, String resource, Map<String, List<String>> keys) {
    public PolicyRequest {
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        keys.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        keys = copy;
    }

    /** Who asks, in the ways that a Principal element can name them. */
    public sealed interface Caller {
        /**
         * A user, role session or root.
         *
         * @param arns every ARN that names the caller: a session's own and its role's
         */
        record Identity(String account, List<String> arns) implements Caller {
            public Identity {
                arns = List.copyOf(arns);
            }
        }

        /** A service, such as {@code lambda.amazonaws.com}. */
        record Service(String name) implements Caller {}

        /** Whoever a web identity provider vouches for. */
        record Federated(String provider) implements Caller {}

        /** Nobody in particular. */
        record Anonymous() implements Caller {}
    }

    boolean matchesAction(String pattern) {
        return Wildcard.matches(pattern.toLowerCase(Locale.ROOT), action.toLowerCase(Locale.ROOT));
    }
}

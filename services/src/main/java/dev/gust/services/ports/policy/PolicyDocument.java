package dev.gust.services.ports.policy;

import java.util.List;
import java.util.Optional;

/** A policy, read and checked. */
public record PolicyDocument(String version, Optional<String> id, List<Statement> statements) {
    public PolicyDocument {
        statements = List.copyOf(statements);
    }

    /** Whether a matching statement lets the request through or stops it. */
    public enum Effect {
        ALLOW,
        DENY
    }

    /** Names with wildcards, or everything but them. */
    public record Names(boolean negated, List<String> patterns) {
        public Names {
            patterns = List.copyOf(patterns);
        }
    }

    /** Who a statement of a resource or trust policy speaks of. */
    public record Principals(boolean negated, List<PrincipalPattern> patterns) {
        public Principals {
            patterns = List.copyOf(patterns);
        }
    }

    /** One entry of a Principal element: a kind ({@code AWS}, {@code Service}, ...) and its value; {@code *} for all. */
    public record PrincipalPattern(String kind, String value) {}

    /** One key of a condition block, with the values that are alternatives to one another. */
    public record Condition(ConditionOperator operator, String key, List<String> values) {
        public Condition {
            values = List.copyOf(values);
        }
    }

    /** A statement; it matches when everything it names matches. */
    public record Statement(
            Optional<String> sid,
            Effect effect,
            Optional<Principals> principals,
            Names actions,
            Optional<Names> resources,
            List<Condition> conditions) {
        public Statement {
            conditions = List.copyOf(conditions);
        }
    }
}

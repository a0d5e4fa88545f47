package dev.gust.services.ports.policy;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.policy.PolicyDocument.Condition;
import dev.gust.services.ports.policy.PolicyDocument.Effect;
import dev.gust.services.ports.policy.PolicyDocument.Names;
import dev.gust.services.ports.policy.PolicyDocument.PrincipalPattern;
import dev.gust.services.ports.policy.PolicyDocument.Principals;
import dev.gust.services.ports.policy.PolicyDocument.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a policy and refuses what AWS refuses: unknown elements, missing ones, wrong types. */
public final class PolicyParser {
    private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");
    private static final Set<String> DOCUMENT_ELEMENTS = Set.of("Version", "Id", "Statement");
    private static final Set<String> STATEMENT_ELEMENTS = Set.of(
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition");
    private static final Set<String> PRINCIPAL_KINDS = Set.of("AWS", "Service", "Federated", "CanonicalUser");
    private static final String SYNTAX = "Syntax errors in policy.";

    private final PolicyKind kind;

    private PolicyParser(PolicyKind kind) {
        this.kind = kind;
    }

    public static PolicyDocument parse(String json, PolicyKind kind) throws PolicySyntaxException {
        JsonValue value;
        try {
            value = JsonText.parse(json);
        } catch (JsonSyntaxException e) {
            throw new PolicySyntaxException("This policy contains invalid Json");
        }
        return new PolicyParser(kind).document(value);
    }

    private PolicyDocument document(JsonValue value) throws PolicySyntaxException {
        if (!(value instanceof JsonValue.Obj document)
                || !DOCUMENT_ELEMENTS.containsAll(document.members().keySet())) {
            throw new PolicySyntaxException(SYNTAX);
        }
        String version = document.get("Version").isPresent() ? text(document, "Version") : "2008-10-17";
        if (!VERSIONS.contains(version)) {
            throw new PolicySyntaxException("The policy must contain a valid version string");
        }
        List<Statement> statements = new ArrayList<>();
        Set<String> sids = new HashSet<>();
        for (JsonValue each :
                oneOrMore(document.get("Statement").orElseThrow(() -> new PolicySyntaxException(SYNTAX)))) {
            Statement statement = statement(each);
            if (statement.sid().isPresent() && !sids.add(statement.sid().get())) {
                throw new PolicySyntaxException("Statement IDs (SID) in a single policy must be unique.");
            }
            statements.add(statement);
        }
        return new PolicyDocument(version, document.string("Id"), statements);
    }

    private Statement statement(JsonValue value) throws PolicySyntaxException {
        if (!(value instanceof JsonValue.Obj statement)
                || !STATEMENT_ELEMENTS.containsAll(statement.members().keySet())) {
            throw new PolicySyntaxException(SYNTAX);
        }
        Names actions = names(statement, "Action", "NotAction")
                .orElseThrow(() -> new PolicySyntaxException("Policy statement must contain actions."));
        for (String action : actions.patterns()) {
            if (!action.equals("*") && action.indexOf(':') <= 0) {
                throw new PolicySyntaxException(
                        "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
            }
        }
        Optional<Names> resources = names(statement, "Resource", "NotResource");
        Optional<Principals> principals = principals(statement);
        check(resources, principals);
        return new Statement(
                statement.get("Sid").isPresent() ? Optional.of(text(statement, "Sid")) : Optional.empty(),
                effect(statement),
                principals,
                actions,
                resources,
                conditions(statement));
    }

    private void check(Optional<Names> resources, Optional<Principals> principals) throws PolicySyntaxException {
        switch (kind) {
            case IDENTITY -> {
                if (principals.isPresent()) {
                    throw new PolicySyntaxException("Policy document should not specify a principal.");
                }
                if (resources.isEmpty()) {
                    throw new PolicySyntaxException("Policy statement must contain resources.");
                }
            }
            case RESOURCE -> {
                if (principals.isEmpty()) {
                    throw new PolicySyntaxException("Missing required field Principal");
                }
            }
            case TRUST -> {
                if (resources.isPresent()) {
                    throw new PolicySyntaxException("Has prohibited field Resource");
                }
                if (principals.isEmpty()) {
                    throw new PolicySyntaxException("Missing required field Principal");
                }
            }
        }
    }

    private static Effect effect(JsonValue.Obj statement) throws PolicySyntaxException {
        return switch (text(statement, "Effect")) {
            case "Allow" -> Effect.ALLOW;
            case "Deny" -> Effect.DENY;
            default -> throw new PolicySyntaxException(SYNTAX);
        };
    }

    private static Optional<Names> names(JsonValue.Obj statement, String element, String negated)
            throws PolicySyntaxException {
        Optional<JsonValue> positive = statement.get(element);
        Optional<JsonValue> negative = statement.get(negated);
        if (positive.isPresent() && negative.isPresent()) {
            throw new PolicySyntaxException(SYNTAX);
        }
        Optional<JsonValue> present = positive.or(() -> negative);
        return present.isEmpty()
                ? Optional.empty()
                : Optional.of(new Names(negative.isPresent(), texts(present.get())));
    }

    private static Optional<Principals> principals(JsonValue.Obj statement) throws PolicySyntaxException {
        Optional<JsonValue> positive = statement.get("Principal");
        Optional<JsonValue> negative = statement.get("NotPrincipal");
        if (positive.isPresent() && negative.isPresent()) {
            throw new PolicySyntaxException(SYNTAX);
        }
        Optional<JsonValue> present = positive.or(() -> negative);
        if (present.isEmpty()) {
            return Optional.empty();
        }
        List<PrincipalPattern> patterns = new ArrayList<>();
        if (present.get() instanceof JsonValue.Str(String all) && all.equals("*")) {
            patterns.add(new PrincipalPattern("*", "*"));
        } else if (present.get() instanceof JsonValue.Obj(Map<String, JsonValue> kinds)) {
            for (Map.Entry<String, JsonValue> entry : kinds.entrySet()) {
                if (!PRINCIPAL_KINDS.contains(entry.getKey())) {
                    throw new PolicySyntaxException("Invalid principal in policy: \"" + entry.getKey() + "\"");
                }
                for (String each : texts(entry.getValue())) {
                    patterns.add(new PrincipalPattern(entry.getKey(), each));
                }
            }
        } else {
            throw new PolicySyntaxException("Invalid principal in policy");
        }
        return Optional.of(new Principals(negative.isPresent(), patterns));
    }

    private static List<Condition> conditions(JsonValue.Obj statement) throws PolicySyntaxException {
        Optional<JsonValue> block = statement.get("Condition");
        if (block.isEmpty()) {
            return List.of();
        }
        List<Condition> conditions = new ArrayList<>();
        for (Map.Entry<String, JsonValue> byOperator :
                object(block.get()).members().entrySet()) {
            ConditionOperator operator = ConditionOperator.parse(byOperator.getKey())
                    .orElseThrow(() -> new PolicySyntaxException("Invalid Condition type : " + byOperator.getKey()));
            for (Map.Entry<String, JsonValue> byKey :
                    object(byOperator.getValue()).members().entrySet()) {
                conditions.add(new Condition(operator, byKey.getKey(), scalars(byKey.getValue())));
            }
        }
        return conditions;
    }

    private static JsonValue.Obj object(JsonValue value) throws PolicySyntaxException {
        if (value instanceof JsonValue.Obj object) {
            return object;
        }
        throw new PolicySyntaxException(SYNTAX);
    }

    private static List<JsonValue> oneOrMore(JsonValue value) throws PolicySyntaxException {
        List<JsonValue> items = value instanceof JsonValue.Array(List<JsonValue> several) ? several : List.of(value);
        if (items.isEmpty()) {
            throw new PolicySyntaxException(SYNTAX);
        }
        return items;
    }

    private static List<String> texts(JsonValue value) throws PolicySyntaxException {
        List<String> texts = new ArrayList<>();
        for (JsonValue item : oneOrMore(value)) {
            if (!(item instanceof JsonValue.Str(String text))) {
                throw new PolicySyntaxException(SYNTAX);
            }
            texts.add(text);
        }
        return texts;
    }

    /** Condition values may be written as numbers and booleans too. */
    private static List<String> scalars(JsonValue value) throws PolicySyntaxException {
        List<JsonValue> items = value instanceof JsonValue.Array(List<JsonValue> several) ? several : List.of(value);
        List<String> texts = new ArrayList<>();
        for (JsonValue item : items) {
            texts.add(
                    switch (item) {
                        case JsonValue.Str(String text) -> text;
                        case JsonValue.Num(var number) -> number.toPlainString();
                        case JsonValue.Bool(boolean flag) -> Boolean.toString(flag);
                        case JsonValue.Null() -> throw new PolicySyntaxException(SYNTAX);
                        case JsonValue.Array(var inner) -> throw new PolicySyntaxException(SYNTAX);
                        case JsonValue.Obj(var inner) -> throw new PolicySyntaxException(SYNTAX);
                    });
        }
        return texts;
    }

    private static String text(JsonValue.Obj object, String element) throws PolicySyntaxException {
        return object.string(element).orElseThrow(() -> new PolicySyntaxException(SYNTAX));
    }
}

package dev.gust.services.ports.policy;

import dev.gust.services.ports.policy.PolicyDocument.Condition;
import dev.gust.services.ports.policy.PolicyDocument.Effect;
import dev.gust.services.ports.policy.PolicyDocument.Names;
import dev.gust.services.ports.policy.PolicyDocument.PrincipalPattern;
import dev.gust.services.ports.policy.PolicyDocument.Principals;
import dev.gust.services.ports.policy.PolicyDocument.Statement;
import java.util.List;
import java.util.Locale;

/** Decides a request by the statements of policies: a denial wins over any allowance. */
public final class PolicyEvaluator {
    private PolicyEvaluator() {}

    public static Decision decide(List<PolicyDocument> documents, PolicyRequest request) {
        Decision decision = Decision.SILENT;
        for (PolicyDocument document : documents) {
            for (Statement statement : document.statements()) {
                if (matches(statement, request)) {
                    if (statement.effect() == Effect.DENY) {
                        return Decision.DENIED;
                    }
                    decision = Decision.ALLOWED;
                }
            }
        }
        return decision;
    }

    private static boolean matches(Statement statement, PolicyRequest request) {
        return statement.principals().map(named -> named(named, request)).orElse(true)
                && matchesActions(statement.actions(), request)
                && statement
                        .resources()
                        .map(resources -> matchesResources(resources, request))
                        .orElse(true)
                && conditionsHold(statement.conditions(), request);
    }

    private static boolean matchesActions(Names actions, PolicyRequest request) {
        return actions.negated() != actions.patterns().stream().anyMatch(request::matchesAction);
    }

    private static boolean matchesResources(Names resources, PolicyRequest request) {
        boolean any = false;
        for (String pattern : resources.patterns()) {
            any |= PolicyVariables.substitute(pattern, request)
                    .map(filled -> Wildcard.matches(filled, request.resource()))
                    .orElse(false);
        }
        return resources.negated() != any;
    }

    private static boolean named(Principals principals, PolicyRequest request) {
        return principals.negated()
                != principals.patterns().stream().anyMatch(pattern -> names(pattern, request.caller()));
    }

    private static boolean names(PrincipalPattern pattern, PolicyRequest.Caller caller) {
        if (pattern.kind().equals("*")) {
            return true;
        }
        return switch (caller) {
            case PolicyRequest.Caller.Identity identity ->
                pattern.kind().equals("AWS") && namesIdentity(pattern, identity);
            case PolicyRequest.Caller.Service service ->
                pattern.kind().equals("Service")
                        && pattern.value().toLowerCase(Locale.ROOT).equals(service.name());
            case PolicyRequest.Caller.Federated federated ->
                pattern.kind().equals("Federated") && pattern.value().equals(federated.provider());
            case PolicyRequest.Caller.Anonymous() ->
                pattern.kind().equals("AWS") && pattern.value().equals("*");
        };
    }

    private static boolean namesIdentity(PrincipalPattern pattern, PolicyRequest.Caller.Identity identity) {
        String value = pattern.value();
        return value.equals("*")
                || value.equals(identity.account())
                || value.equals("arn:aws:iam::" + identity.account() + ":root")
                || identity.arns().contains(value);
    }

    private static boolean conditionsHold(List<Condition> conditions, PolicyRequest request) {
        for (Condition condition : conditions) {
            if (!ConditionEvaluator.holds(condition, request)) {
                return false;
            }
        }
        return true;
    }
}

package dev.gust.services.sts;

import dev.gust.services.ports.RoleDirectory.Role;
import dev.gust.services.ports.policy.Decision;
import dev.gust.services.ports.policy.PolicyDocument;
import dev.gust.services.ports.policy.PolicyEvaluator;
import dev.gust.services.ports.policy.PolicyKind;
import dev.gust.services.ports.policy.PolicyParser;
import dev.gust.services.ports.policy.PolicyRequest;
import dev.gust.services.ports.policy.PolicyRequest.Caller;
import dev.gust.services.ports.policy.PolicySyntaxException;
import dev.gust.wire.operation.Principal;
import java.util.List;
import java.util.Map;

/** Whether a role trusts somebody. */
final class TrustRules {
    private TrustRules() {}

    static boolean trusts(Role role, Caller caller, String action, Map<String, List<String>> keys) {
        PolicyRequest request = new PolicyRequest(caller, action, role.arn().toString(), keys);
        return PolicyEvaluator.decide(List.of(trustPolicy(role)), request) == Decision.ALLOWED;
    }

    /** A principal in the ways that a trust policy may name it; a session goes by its role's name too. */
    static Caller callerOf(Principal principal) {
        return switch (principal.kind()) {
            case SERVICE -> new Caller.Service(principal.arn());
            case ANONYMOUS -> new Caller.Anonymous();
            case ROOT, USER, FEDERATED_USER -> new Caller.Identity(principal.account(), List.of(principal.arn()));
            case ASSUMED_ROLE -> new Caller.Identity(principal.account(), List.of(principal.arn(), roleOf(principal)));
        };
    }

    /** {@code arn:aws:sts::1:assumed-role/NAME/SESSION} stands for {@code arn:aws:iam::1:role/NAME}. */
    private static String roleOf(Principal session) {
        String[] parts = session.arn().split("/", 3);
        return "arn:aws:iam::" + session.account() + ":role/" + (parts.length > 1 ? parts[1] : "");
    }

    private static PolicyDocument trustPolicy(Role role) {
        try {
            return PolicyParser.parse(role.trustPolicy(), PolicyKind.TRUST);
        } catch (PolicySyntaxException e) {
            throw new IllegalStateException("the stored trust policy of " + role.arn() + " is not one", e);
        }
    }
}

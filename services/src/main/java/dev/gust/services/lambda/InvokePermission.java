package dev.gust.services.lambda;

import dev.gust.base.Arn;
import dev.gust.services.ports.policy.Decision;
import dev.gust.services.ports.policy.PolicyDocument;
import dev.gust.services.ports.policy.PolicyEvaluator;
import dev.gust.services.ports.policy.PolicyKind;
import dev.gust.services.ports.policy.PolicyParser;
import dev.gust.services.ports.policy.PolicyRequest;
import dev.gust.services.ports.policy.PolicySyntaxException;
import dev.gust.storage.Reader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Asks a function's resource policy whether a service, or another account, may invoke it. */
final class InvokePermission {
    static final String INVOKE = "lambda:InvokeFunction";
    private static final int MOST_PARSED = 10_000;
    /** By revision: a policy is asked far more often than it changes. */
    private static final Map<String, Parsed> PARSED = new ConcurrentHashMap<>();

    private record Parsed(PolicyRecord policy, PolicyDocument document) {}

    private InvokePermission() {}

    /** Whether the policy lets a service's call through that a resource causes. */
    static boolean allowsService(
            Reader reader, FunctionReference reference, FunctionRecord function, String service, @Nullable Arn source) {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        keys.put("aws:PrincipalServiceName", List.of(service));
        if (source != null) {
            keys.put("aws:SourceArn", List.of(source.toString()));
            // Buckets carry no account in their ARN; they are of the function's own here.
            String account = source.account().isEmpty() ? reference.account() : source.account();
            keys.put("aws:SourceAccount", List.of(account));
        }
        return allows(reader, reference, function, new PolicyRequest.Caller.Service(service), INVOKE, keys);
    }

    static boolean allows(
            Reader reader,
            FunctionReference reference,
            FunctionRecord function,
            PolicyRequest.Caller caller,
            String action,
            Map<String, List<String>> keys) {
        String qualifier = reference.isLatest() ? "" : Functions.orEmpty(reference.qualifier());
        Optional<PolicyRecord> policy =
                reader.get(Scope.of(reference).policy(function.id(), qualifier), PolicyRecord.CODEC);
        if (policy.isEmpty() || policy.get().statements().isEmpty()) {
            return false;
        }
        Arn resource = reference.isLatest() ? reference.functionArn() : reference.arn();
        PolicyRequest request = new PolicyRequest(caller, action, resource.toString(), keys);
        return PolicyEvaluator.decide(List.of(parsed(policy.get())), request) == Decision.ALLOWED;
    }

    private static PolicyDocument parsed(PolicyRecord policy) {
        Parsed known = PARSED.get(policy.revisionId());
        if (known != null && known.policy().equals(policy)) {
            return known.document();
        }
        if (PARSED.size() >= MOST_PARSED) {
            PARSED.clear();
        }
        PolicyDocument document = parse(policy);
        PARSED.put(policy.revisionId(), new Parsed(policy, document));
        return document;
    }

    static PolicyDocument parse(PolicyRecord policy) {
        try {
            return PolicyParser.parse(policy.document(), PolicyKind.RESOURCE);
        } catch (PolicySyntaxException e) {
            throw new IllegalStateException("a stored resource policy is refused now: " + e.getMessage(), e);
        }
    }
}

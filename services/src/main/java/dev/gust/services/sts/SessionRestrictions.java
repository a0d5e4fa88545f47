package dev.gust.services.sts;

import dev.gust.services.ports.policy.PolicyKind;
import dev.gust.services.ports.policy.PolicyParser;
import dev.gust.services.ports.policy.PolicySyntaxException;
import dev.gust.services.sts.TemporaryKey.Restrictions;
import dev.gust.wire.model.sts.AssumeRoleRequest;
import dev.gust.wire.model.sts.AssumeRoleWithWebIdentityRequest;
import dev.gust.wire.model.sts.MalformedPolicyDocumentException;
import dev.gust.wire.model.sts.PolicyDescriptorType;
import dev.gust.wire.model.sts.Tag;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and checks what a caller wants a session to be narrowed by. */
final class SessionRestrictions {
    private SessionRestrictions() {}

    static Restrictions of(AssumeRoleRequest input) {
        Map<String, String> tags = tags(input.tags());
        if (!tags.keySet().containsAll(input.transitiveTagKeys())) {
            throw StsErrors.unknownTransitiveTag();
        }
        return new Restrictions(
                policies(input.policy()),
                arns(input.policyArns()),
                tags,
                input.transitiveTagKeys(),
                input.sourceIdentity());
    }

    static Restrictions of(AssumeRoleWithWebIdentityRequest input) {
        return new Restrictions(policies(input.policy()), arns(input.policyArns()), Map.of(), List.of(), null);
    }

    private static List<String> policies(@Nullable String document) {
        if (document == null) {
            return List.of();
        }
        try {
            PolicyParser.parse(document, PolicyKind.IDENTITY);
            return List.of(document);
        } catch (PolicySyntaxException e) {
            throw new MalformedPolicyDocumentException(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> arns(List<PolicyDescriptorType> policies) {
        return policies.stream()
                .map(PolicyDescriptorType::arn)
                .filter(Objects::nonNull)
                .toList();
    }

    private static Map<String, String> tags(List<Tag> given) {
        Map<String, String> tags = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        for (Tag tag : given) {
            if (!seen.add(tag.key().toLowerCase(Locale.ROOT))) {
                throw StsErrors.duplicateTag(tag.key());
            }
            tags.put(tag.key(), tag.value());
        }
        return tags;
    }
}

package dev.gust.services.cloudformation;

import dev.gust.services.cloudformation.template.Template;
import dev.gust.services.cloudformation.template.TemplateResource;
import dev.gust.wire.model.cloudformation.Capability;
import dev.gust.wire.model.cloudformation.InsufficientCapabilitiesException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a caller must acknowledge that a template may do. */
final class Capabilities {
    private static final Set<String> IAM_TYPES = Set.of(
            "AWS::IAM::AccessKey",
            "AWS::IAM::Group",
            "AWS::IAM::InstanceProfile",
            "AWS::IAM::ManagedPolicy",
            "AWS::IAM::Policy",
            "AWS::IAM::Role",
            "AWS::IAM::User",
            "AWS::IAM::UserToGroupAddition");
    private static final Set<String> NAMES =
            Set.of("GroupName", "InstanceProfileName", "ManagedPolicyName", "RoleName", "UserName");

    /** A capability and the resources that need it. */
    record Needed(Capability capability, String reason) {}

    private Capabilities() {}

    static Optional<Needed> needed(Template template) {
        Set<String> types = new TreeSet<>();
        boolean named = false;
        for (TemplateResource resource : template.resources().values()) {
            if (IAM_TYPES.contains(resource.type())) {
                types.add(resource.type());
                named |= !resource.type().equals("AWS::IAM::Policy")
                        && resource.properties().members().keySet().stream().anyMatch(NAMES::contains);
            }
        }
        if (types.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Needed(
                named ? Capability.CAPABILITY_NAMED_IAM : Capability.CAPABILITY_IAM,
                "The following resource(s) require capabilities: " + List.copyOf(types)));
    }

    /** Refuses a template that needs more than was acknowledged. */
    static void check(Template template, Collection<Capability> acknowledged) {
        needed(template).ifPresent(needed -> {
            boolean enough = acknowledged.contains(Capability.CAPABILITY_NAMED_IAM)
                    || acknowledged.contains(needed.capability());
            if (!enough) {
                throw insufficient(needed.capability());
            }
        });
    }

    static InsufficientCapabilitiesException insufficient(Capability capability) {
        return new InsufficientCapabilitiesException("Requires capabilities : [" + capability.wireValue() + "]");
    }
}

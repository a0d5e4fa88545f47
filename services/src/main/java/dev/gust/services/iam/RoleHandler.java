package dev.gust.services.iam;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.json;
import static dev.gust.services.ports.resources.PropertyType.list;
import static dev.gust.services.ports.resources.PropertyType.structure;
import static dev.gust.services.ports.resources.PropertyType.tags;
import static dev.gust.services.ports.resources.PropertyType.text;
import static dev.gust.services.ports.resources.PropertyType.whole;

import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.iam.CreateRoleRequest;
import dev.gust.wire.model.iam.EntityAlreadyExistsException;
import dev.gust.wire.model.iam.NoSuchEntityException;
import dev.gust.wire.model.iam.Role;
import dev.gust.wire.model.iam.Tag;
import dev.gust.wire.model.iam.UpdateRoleRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code AWS::IAM::Role}. */
final class RoleHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::IAM::Role",
            List.of(
                    optional("RoleName", text()).whoseChangeReplaces(),
                    optional("Path", text()).whoseChangeReplaces(),
                    required("AssumeRolePolicyDocument", json()),
                    optional("Description", text()),
                    optional("MaxSessionDuration", whole()),
                    optional("ManagedPolicyArns", list(text())),
                    optional(
                            "Policies",
                            list(structure(required("PolicyName", text()), required("PolicyDocument", json())))),
                    optional("Tags", tags())),
            Set.of("Arn", "RoleId"));

    private final Roles roles;
    private final RolePolicies policies;

    RoleHandler(Roles roles, RolePolicies policies) {
        this.roles = roles;
        this.policies = policies;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        String name = properties.text("RoleName").orElseGet(() -> context.generatedName(64));
        Role role;
        try {
            role = roles.create(
                    CreateRoleRequest.builder()
                            .roleName(name)
                            .path(properties.text("Path").orElse(null))
                            .assumeRolePolicyDocument(document(properties, "AssumeRolePolicyDocument"))
                            .description(properties.text("Description").orElse(null))
                            .maxSessionDuration(properties
                                    .whole("MaxSessionDuration")
                                    .map(Math::toIntExact)
                                    .orElse(null))
                            .tags(tagsOf(properties.tags("Tags", context)))
                            .build(),
                    context.account());
        } catch (EntityAlreadyExistsException e) {
            if (!context.resumed()) {
                throw e;
            }
            role = roles.get(name, context.account());
        }
        applyPolicies(context, name, properties);
        return state(role);
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        roles.updateTrust(physicalId, document(after, "AssumeRolePolicyDocument"), context.account());
        roles.update(
                new UpdateRoleRequest(
                        physicalId,
                        after.text("Description").orElse(""),
                        after.whole("MaxSessionDuration").map(Math::toIntExact).orElse(3_600)),
                context.account());
        Set<String> gone = new LinkedHashSet<>(before.tags("Tags", context).keySet());
        gone.removeAll(after.tags("Tags", context).keySet());
        roles.tag(physicalId, tagsOf(after.tags("Tags", context)), List.copyOf(gone), context.account());
        applyPolicies(context, physicalId, after);
        removePolicies(context, physicalId, before, after);
        return state(roles.get(physicalId, context.account()));
    }

    private void applyPolicies(ResourceContext context, String role, ResourceProperties properties) {
        for (ResourceProperties policy : properties.structures("Policies")) {
            policies.put(
                    role, policy.requiredText("PolicyName"), document(policy, "PolicyDocument"), context.account());
        }
        for (String arn : properties.texts("ManagedPolicyArns")) {
            policies.attach(role, arn, context.account());
        }
    }

    private void removePolicies(
            ResourceContext context, String role, ResourceProperties before, ResourceProperties after) {
        Set<String> kept = new LinkedHashSet<>();
        after.structures("Policies").forEach(policy -> kept.add(policy.requiredText("PolicyName")));
        for (ResourceProperties policy : before.structures("Policies")) {
            if (!kept.contains(policy.requiredText("PolicyName"))) {
                orGone(() -> policies.delete(role, policy.requiredText("PolicyName"), context.account()));
            }
        }
        List<String> attached = after.texts("ManagedPolicyArns");
        for (String arn : before.texts("ManagedPolicyArns")) {
            if (!attached.contains(arn)) {
                orGone(() -> policies.detach(role, arn, context.account()));
            }
        }
    }

    /** What the template attached goes with the role; what somebody else attached keeps it, as at AWS. */
    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        orGone(() -> {
            removePolicies(context, physicalId, properties, new ResourceProperties(new JsonValue.Obj(Map.of())));
            roles.delete(physicalId, context.account());
        });
    }

    static void orGone(Runnable deletion) {
        try {
            deletion.run();
        } catch (NoSuchEntityException e) {
            // The wish is fulfilled.
        }
    }

    /** A policy document, written in the template as a structure or as the text of one. */
    static String document(ResourceProperties properties, String name) {
        JsonValue value = properties.value(name).orElseThrow();
        return value instanceof JsonValue.Str(String text) ? text : value.toJson();
    }

    private static List<Tag> tagsOf(Map<String, String> tags) {
        List<Tag> list = new ArrayList<>();
        // Tags of CloudFormation itself begin with aws: and are shown by IAM, too.
        tags.forEach((key, value) -> list.add(new Tag(key, value)));
        return list;
    }

    private static ResourceState state(Role role) {
        return ResourceState.of(role.roleName()).with("Arn", role.arn()).with("RoleId", role.roleId());
    }
}

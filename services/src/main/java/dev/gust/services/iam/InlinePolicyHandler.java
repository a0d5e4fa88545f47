package dev.gust.services.iam;

import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.json;
import static dev.gust.services.ports.resources.PropertyType.list;
import static dev.gust.services.ports.resources.PropertyType.text;

import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import java.util.List;
import java.util.Set;

/** {@code AWS::IAM::Policy}: an inline policy that is put into each of the roles named. */
final class InlinePolicyHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::IAM::Policy",
            List.of(
                    required("PolicyName", text()).whoseChangeReplaces(),
                    required("PolicyDocument", json()),
                    required("Roles", list(text()))),
            Set.of("Id"));

    private final RolePolicies policies;

    InlinePolicyHandler(RolePolicies policies) {
        this.policies = policies;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        put(context, properties);
        String id = context.generatedName(128);
        return ResourceState.of(id).with("Id", id);
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        put(context, after);
        List<String> roles = after.texts("Roles");
        for (String role : before.texts("Roles")) {
            if (!roles.contains(role)) {
                RoleHandler.orGone(() -> policies.delete(role, before.requiredText("PolicyName"), context.account()));
            }
        }
        return ResourceState.of(physicalId).with("Id", physicalId);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        for (String role : properties.texts("Roles")) {
            RoleHandler.orGone(() -> policies.delete(role, properties.requiredText("PolicyName"), context.account()));
        }
    }

    private void put(ResourceContext context, ResourceProperties properties) {
        for (String role : properties.texts("Roles")) {
            policies.put(
                    role,
                    properties.requiredText("PolicyName"),
                    RoleHandler.document(properties, "PolicyDocument"),
                    context.account());
        }
    }
}

package dev.gust.services.iam;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.json;
import static dev.gust.services.ports.resources.PropertyType.list;
import static dev.gust.services.ports.resources.PropertyType.text;

import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.iam.CreatePolicyRequest;
import dev.gust.wire.model.iam.CreatePolicyVersionRequest;
import dev.gust.wire.model.iam.EntityAlreadyExistsException;
import dev.gust.wire.model.iam.PolicyVersion;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** {@code AWS::IAM::ManagedPolicy}. */
final class ManagedPolicyHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::IAM::ManagedPolicy",
            List.of(
                    optional("ManagedPolicyName", text()).whoseChangeReplaces(),
                    optional("Path", text()).whoseChangeReplaces(),
                    optional("Description", text()).whoseChangeReplaces(),
                    required("PolicyDocument", json()),
                    optional("Roles", list(text()))),
            Set.of("PolicyArn", "PolicyId"));

    private final ManagedPolicies policies;
    private final RolePolicies attachments;

    ManagedPolicyHandler(ManagedPolicies policies, RolePolicies attachments) {
        this.policies = policies;
        this.attachments = attachments;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        String name = properties.text("ManagedPolicyName").orElseGet(() -> context.generatedName(128));
        String path = properties.text("Path").orElse("/");
        try {
            policies.create(
                    CreatePolicyRequest.builder()
                            .policyName(name)
                            .path(path)
                            .description(properties.text("Description").orElse(null))
                            .policyDocument(RoleHandler.document(properties, "PolicyDocument"))
                            .build(),
                    context.account());
        } catch (EntityAlreadyExistsException e) {
            if (!context.resumed()) {
                throw e;
            }
        }
        String arn = ManagedPolicies.arn(context.account(), path, name);
        properties.texts("Roles").forEach(role -> attachments.attach(role, arn, context.account()));
        return state(context, arn);
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        // The oldest versions make room, as CloudFormation itself does: only the default one counts.
        for (PolicyVersion version : policies.versions(physicalId, context.account())) {
            if (!Boolean.TRUE.equals(version.isDefaultVersion())) {
                policies.deleteVersion(physicalId, Objects.requireNonNull(version.versionId()), context.account());
            }
        }
        policies.addVersion(
                new CreatePolicyVersionRequest(physicalId, RoleHandler.document(after, "PolicyDocument"), true),
                context.account());
        List<String> roles = after.texts("Roles");
        roles.forEach(role -> attachments.attach(role, physicalId, context.account()));
        for (String role : before.texts("Roles")) {
            if (!roles.contains(role)) {
                RoleHandler.orGone(() -> attachments.detach(role, physicalId, context.account()));
            }
        }
        return state(context, physicalId);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        for (String role : properties.texts("Roles")) {
            RoleHandler.orGone(() -> attachments.detach(role, physicalId, context.account()));
        }
        RoleHandler.orGone(() -> {
            for (PolicyVersion version : policies.versions(physicalId, context.account())) {
                if (!Boolean.TRUE.equals(version.isDefaultVersion())) {
                    policies.deleteVersion(physicalId, Objects.requireNonNull(version.versionId()), context.account());
                }
            }
            policies.delete(physicalId, context.account());
        });
    }

    private ResourceState state(ResourceContext context, String arn) {
        String id = Objects.requireNonNull(policies.get(arn, context.account()).policyId());
        return ResourceState.of(arn).with("PolicyArn", arn).with("PolicyId", id);
    }
}

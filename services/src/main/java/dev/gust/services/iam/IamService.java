package dev.gust.services.iam;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.RoleDirectory;
import dev.gust.services.ports.records.Paged;
import dev.gust.services.ports.records.Supported;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.storage.OrderedStore;
import dev.gust.wire.model.iam.AttachRolePolicyOutput;
import dev.gust.wire.model.iam.AttachRolePolicyRequest;
import dev.gust.wire.model.iam.AttachedPolicy;
import dev.gust.wire.model.iam.CreatePolicyRequest;
import dev.gust.wire.model.iam.CreatePolicyResponse;
import dev.gust.wire.model.iam.CreatePolicyVersionRequest;
import dev.gust.wire.model.iam.CreatePolicyVersionResponse;
import dev.gust.wire.model.iam.CreateRoleRequest;
import dev.gust.wire.model.iam.CreateRoleResponse;
import dev.gust.wire.model.iam.DeletePolicyOutput;
import dev.gust.wire.model.iam.DeletePolicyRequest;
import dev.gust.wire.model.iam.DeletePolicyVersionOutput;
import dev.gust.wire.model.iam.DeletePolicyVersionRequest;
import dev.gust.wire.model.iam.DeleteRoleOutput;
import dev.gust.wire.model.iam.DeleteRolePolicyOutput;
import dev.gust.wire.model.iam.DeleteRolePolicyRequest;
import dev.gust.wire.model.iam.DeleteRoleRequest;
import dev.gust.wire.model.iam.DetachRolePolicyOutput;
import dev.gust.wire.model.iam.DetachRolePolicyRequest;
import dev.gust.wire.model.iam.GetPolicyRequest;
import dev.gust.wire.model.iam.GetPolicyResponse;
import dev.gust.wire.model.iam.GetPolicyVersionRequest;
import dev.gust.wire.model.iam.GetPolicyVersionResponse;
import dev.gust.wire.model.iam.GetRolePolicyRequest;
import dev.gust.wire.model.iam.GetRolePolicyResponse;
import dev.gust.wire.model.iam.GetRoleRequest;
import dev.gust.wire.model.iam.GetRoleResponse;
import dev.gust.wire.model.iam.Iam;
import dev.gust.wire.model.iam.ListAttachedRolePoliciesRequest;
import dev.gust.wire.model.iam.ListAttachedRolePoliciesResponse;
import dev.gust.wire.model.iam.ListPoliciesRequest;
import dev.gust.wire.model.iam.ListPoliciesResponse;
import dev.gust.wire.model.iam.ListPolicyVersionsRequest;
import dev.gust.wire.model.iam.ListPolicyVersionsResponse;
import dev.gust.wire.model.iam.ListRolePoliciesRequest;
import dev.gust.wire.model.iam.ListRolePoliciesResponse;
import dev.gust.wire.model.iam.ListRoleTagsRequest;
import dev.gust.wire.model.iam.ListRoleTagsResponse;
import dev.gust.wire.model.iam.ListRolesRequest;
import dev.gust.wire.model.iam.ListRolesResponse;
import dev.gust.wire.model.iam.Policy;
import dev.gust.wire.model.iam.PolicyScopeType;
import dev.gust.wire.model.iam.PolicyVersion;
import dev.gust.wire.model.iam.PutRolePolicyOutput;
import dev.gust.wire.model.iam.PutRolePolicyRequest;
import dev.gust.wire.model.iam.Role;
import dev.gust.wire.model.iam.Tag;
import dev.gust.wire.model.iam.TagRoleOutput;
import dev.gust.wire.model.iam.TagRoleRequest;
import dev.gust.wire.model.iam.UntagRoleOutput;
import dev.gust.wire.model.iam.UntagRoleRequest;
import dev.gust.wire.model.iam.UpdateAssumeRolePolicyOutput;
import dev.gust.wire.model.iam.UpdateAssumeRolePolicyRequest;
import dev.gust.wire.model.iam.UpdateRoleRequest;
import dev.gust.wire.model.iam.UpdateRoleResponse;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.NotImplementedException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** IAM, operation by operation. */
public final class IamService implements Iam {
    private static final int DEFAULT_PAGE = 100;

    private final Roles roles;
    private final RolePolicies rolePolicies;
    private final ManagedPolicies policies;

    public IamService(OrderedStore store, Clock clock, Ids ids) {
        this.roles = new Roles(store, clock, ids);
        this.rolePolicies = new RolePolicies(store);
        this.policies = new ManagedPolicies(store, clock, ids);
    }

    /** The roles, for whoever lets them be assumed. */
    public RoleDirectory directory() {
        return roles::lookup;
    }

    /** The types that templates may use. */
    public List<ResourceHandler> resources() {
        return List.of(
                new RoleHandler(roles, rolePolicies),
                new InlinePolicyHandler(rolePolicies),
                new ManagedPolicyHandler(policies, rolePolicies));
    }

    @Override
    public CreateRoleResponse createRole(CreateRoleRequest input, CallContext context) {
        return new CreateRoleResponse(roles.create(input, context.account()));
    }

    @Override
    public GetRoleResponse getRole(GetRoleRequest input, CallContext context) {
        return new GetRoleResponse(roles.get(input.roleName(), context.account()));
    }

    @Override
    public ListRolesResponse listRoles(ListRolesRequest input, CallContext context) {
        Paged<Role> page =
                page(roles.list(prefix(input.pathPrefix()), context.account()), input.marker(), input.maxItems());
        return new ListRolesResponse(
                page.items(), page.next().isPresent(), page.next().orElse(null));
    }

    @Override
    public UpdateRoleResponse updateRole(UpdateRoleRequest input, CallContext context) {
        roles.update(input, context.account());
        return new UpdateRoleResponse();
    }

    @Override
    public DeleteRoleOutput deleteRole(DeleteRoleRequest input, CallContext context) {
        roles.delete(input.roleName(), context.account());
        return new DeleteRoleOutput();
    }

    @Override
    public UpdateAssumeRolePolicyOutput updateAssumeRolePolicy(
            UpdateAssumeRolePolicyRequest input, CallContext context) {
        roles.updateTrust(input.roleName(), input.policyDocument(), context.account());
        return new UpdateAssumeRolePolicyOutput();
    }

    @Override
    public TagRoleOutput tagRole(TagRoleRequest input, CallContext context) {
        roles.tag(input.roleName(), input.tags(), List.of(), context.account());
        return new TagRoleOutput();
    }

    @Override
    public UntagRoleOutput untagRole(UntagRoleRequest input, CallContext context) {
        roles.tag(input.roleName(), List.of(), input.tagKeys(), context.account());
        return new UntagRoleOutput();
    }

    @Override
    public ListRoleTagsResponse listRoleTags(ListRoleTagsRequest input, CallContext context) {
        Paged<Tag> page = page(roles.get(input.roleName(), context.account()).tags(), input.marker(), input.maxItems());
        return new ListRoleTagsResponse(
                page.items(), page.next().isPresent(), page.next().orElse(null));
    }

    @Override
    public PutRolePolicyOutput putRolePolicy(PutRolePolicyRequest input, CallContext context) {
        rolePolicies.put(input.roleName(), input.policyName(), input.policyDocument(), context.account());
        return new PutRolePolicyOutput();
    }

    @Override
    public GetRolePolicyResponse getRolePolicy(GetRolePolicyRequest input, CallContext context) {
        IamStore.Named policy = rolePolicies.get(input.roleName(), input.policyName(), context.account());
        return new GetRolePolicyResponse(input.roleName(), policy.name(), Roles.encoded(policy.text()));
    }

    @Override
    public ListRolePoliciesResponse listRolePolicies(ListRolePoliciesRequest input, CallContext context) {
        Paged<String> page =
                page(rolePolicies.list(input.roleName(), context.account()), input.marker(), input.maxItems());
        return new ListRolePoliciesResponse(
                page.items(), page.next().isPresent(), page.next().orElse(null));
    }

    @Override
    public DeleteRolePolicyOutput deleteRolePolicy(DeleteRolePolicyRequest input, CallContext context) {
        rolePolicies.delete(input.roleName(), input.policyName(), context.account());
        return new DeleteRolePolicyOutput();
    }

    @Override
    public AttachRolePolicyOutput attachRolePolicy(AttachRolePolicyRequest input, CallContext context) {
        rolePolicies.attach(input.roleName(), input.policyArn(), context.account());
        return new AttachRolePolicyOutput();
    }

    @Override
    public DetachRolePolicyOutput detachRolePolicy(DetachRolePolicyRequest input, CallContext context) {
        rolePolicies.detach(input.roleName(), input.policyArn(), context.account());
        return new DetachRolePolicyOutput();
    }

    @Override
    public ListAttachedRolePoliciesResponse listAttachedRolePolicies(
            ListAttachedRolePoliciesRequest input, CallContext context) {
        if (!prefix(input.pathPrefix()).equals("/")) {
            throw NotImplementedException.feature("IAM", "the path prefix of ListAttachedRolePolicies");
        }
        Paged<AttachedPolicy> page =
                page(rolePolicies.attached(input.roleName(), context.account()), input.marker(), input.maxItems());
        return new ListAttachedRolePoliciesResponse(
                page.items(), page.next().isPresent(), page.next().orElse(null));
    }

    @Override
    public CreatePolicyResponse createPolicy(CreatePolicyRequest input, CallContext context) {
        return new CreatePolicyResponse(policies.create(input, context.account()));
    }

    @Override
    public GetPolicyResponse getPolicy(GetPolicyRequest input, CallContext context) {
        return new GetPolicyResponse(policies.get(input.policyArn(), context.account()));
    }

    @Override
    public ListPoliciesResponse listPolicies(ListPoliciesRequest input, CallContext context) {
        Supported.only("IAM", input, Set.of("Scope", "PathPrefix", "Marker", "MaxItems"));
        if (input.scope() != PolicyScopeType.LOCAL) {
            throw NotImplementedException.feature("IAM", "listing AWS's own managed policies (give the scope Local)");
        }
        Paged<Policy> page =
                page(policies.list(prefix(input.pathPrefix()), context.account()), input.marker(), input.maxItems());
        return new ListPoliciesResponse(
                page.items(), page.next().isPresent(), page.next().orElse(null));
    }

    @Override
    public CreatePolicyVersionResponse createPolicyVersion(CreatePolicyVersionRequest input, CallContext context) {
        return new CreatePolicyVersionResponse(policies.addVersion(input, context.account()));
    }

    @Override
    public GetPolicyVersionResponse getPolicyVersion(GetPolicyVersionRequest input, CallContext context) {
        return new GetPolicyVersionResponse(policies.version(input.policyArn(), input.versionId(), context.account()));
    }

    @Override
    public ListPolicyVersionsResponse listPolicyVersions(ListPolicyVersionsRequest input, CallContext context) {
        Paged<PolicyVersion> page =
                page(policies.versions(input.policyArn(), context.account()), input.marker(), input.maxItems());
        return new ListPolicyVersionsResponse(
                page.items(), page.next().isPresent(), page.next().orElse(null));
    }

    @Override
    public DeletePolicyVersionOutput deletePolicyVersion(DeletePolicyVersionRequest input, CallContext context) {
        policies.deleteVersion(input.policyArn(), input.versionId(), context.account());
        return new DeletePolicyVersionOutput();
    }

    @Override
    public DeletePolicyOutput deletePolicy(DeletePolicyRequest input, CallContext context) {
        policies.delete(input.policyArn(), context.account());
        return new DeletePolicyOutput();
    }

    private static String prefix(@Nullable String given) {
        return Objects.requireNonNullElse(given, "/");
    }

    private static <T> Paged<T> page(List<T> all, @Nullable String marker, @Nullable Integer most) {
        return Paged.of(all, Optional.ofNullable(marker), Objects.requireNonNullElse(most, DEFAULT_PAGE));
    }
}

package dev.gust.services.iam;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Reader;
import dev.gust.wire.model.iam.CreatePolicyRequest;
import dev.gust.wire.model.iam.CreatePolicyVersionRequest;
import dev.gust.wire.model.iam.DeleteConflictException;
import dev.gust.wire.model.iam.GetPolicyResponse;
import dev.gust.wire.model.iam.GetPolicyVersionResponse;
import dev.gust.wire.model.iam.Policy;
import dev.gust.wire.model.iam.PolicyVersion;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

/** Managed policies of the account, with up to five versions each. */
final class ManagedPolicies {
    private static final int MAXIMUM_POLICIES = 1_500;
    private static final int MAXIMUM_VERSIONS = 5;

    private final OrderedStore store;
    private final Clock clock;
    private final Ids ids;

    ManagedPolicies(OrderedStore store, Clock clock, Ids ids) {
        this.store = store;
        this.clock = clock;
        this.ids = ids;
    }

    static String arn(String account, String path, String name) {
        return new Arn("aws", "iam", "", account, "policy" + path + name).toString();
    }

    Policy create(CreatePolicyRequest input, String account) {
        RolePolicies.check(input.policyDocument());
        String path = Objects.requireNonNullElse(input.path(), "/");
        String arn = arn(account, path, input.policyName());
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Policy policy = Policy.builder()
                .policyName(input.policyName())
                .policyId("ANPA" + ids.upper(17))
                .arn(arn)
                .path(path)
                .defaultVersionId("v1")
                .attachmentCount(0)
                .permissionsBoundaryUsageCount(0)
                .isAttachable(true)
                .description(input.description())
                .createDate(now)
                .updateDate(now)
                .tags(input.tags())
                .build();
        IamStore iam = new IamStore(account);
        store.write(tx -> {
            if (iam.policies().has(tx, arn)) {
                throw IamErrors.policyExists(input.policyName());
            }
            if (iam.policies().all(tx.snapshot()).size() >= MAXIMUM_POLICIES) {
                throw IamErrors.tooMany("PoliciesPerAccount", MAXIMUM_POLICIES);
            }
            iam.policies().put(tx, arn, new GetPolicyResponse(policy));
            iam.versions(arn).put(tx, "v1", version("v1", input.policyDocument(), true, now));
        });
        return policy;
    }

    Policy get(String arn, String account) {
        IamStore iam = new IamStore(account);
        return store.read(reader -> counted(iam, reader, require(iam, reader, arn)));
    }

    List<Policy> list(String pathPrefix, String account) {
        IamStore iam = new IamStore(account);
        return store.read(reader -> iam.policies().all(reader).stream()
                .map(stored -> counted(iam, reader, Objects.requireNonNull(stored.policy())))
                .filter(policy -> Objects.requireNonNullElse(policy.path(), "/").startsWith(pathPrefix))
                .toList());
    }

    PolicyVersion addVersion(CreatePolicyVersionRequest input, String account) {
        RolePolicies.check(input.policyDocument());
        IamStore iam = new IamStore(account);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return store.transact(tx -> {
            Policy policy = require(iam, tx, input.policyArn());
            List<PolicyVersion> versions = versions(iam, tx, input.policyArn());
            if (versions.size() >= MAXIMUM_VERSIONS) {
                throw IamErrors.tooMany("VersionsPerPolicy", MAXIMUM_VERSIONS);
            }
            int newest =
                    versions.stream().mapToInt(ManagedPolicies::number).max().orElse(0);
            String id = "v" + (newest + 1);
            boolean isDefault = Boolean.TRUE.equals(input.setAsDefault());
            GetPolicyVersionResponse added = version(id, input.policyDocument(), isDefault, now);
            iam.versions(input.policyArn()).put(tx, id, added);
            if (isDefault) {
                for (PolicyVersion other : versions) {
                    String otherId = Objects.requireNonNull(other.versionId());
                    iam.versions(input.policyArn())
                            .put(
                                    tx,
                                    otherId,
                                    new GetPolicyVersionResponse(
                                            new PolicyVersion(other.document(), otherId, false, other.createDate())));
                }
                iam.policies()
                        .put(
                                tx,
                                input.policyArn(),
                                new GetPolicyResponse(policy.toBuilder()
                                        .defaultVersionId(id)
                                        .updateDate(now)
                                        .build()));
            }
            return Objects.requireNonNull(added.policyVersion());
        });
    }

    PolicyVersion version(String arn, String versionId, String account) {
        IamStore iam = new IamStore(account);
        return store.read(reader -> {
            require(iam, reader, arn);
            return iam.versions(arn)
                    .get(reader, versionId)
                    .map(GetPolicyVersionResponse::policyVersion)
                    .orElseThrow(() -> IamErrors.notAttached(arn + " version " + versionId));
        });
    }

    List<PolicyVersion> versions(String arn, String account) {
        IamStore iam = new IamStore(account);
        return store.read(reader -> {
            require(iam, reader, arn);
            return versions(iam, reader, arn);
        });
    }

    void deleteVersion(String arn, String versionId, String account) {
        IamStore iam = new IamStore(account);
        store.write(tx -> {
            Policy policy = require(iam, tx, arn);
            if (versionId.equals(policy.defaultVersionId())) {
                throw new DeleteConflictException("Cannot delete the default version of a policy.");
            }
            if (!iam.versions(arn).has(tx, versionId)) {
                throw IamErrors.notAttached(arn + " version " + versionId);
            }
            iam.versions(arn).delete(tx, versionId);
        });
    }

    void delete(String arn, String account) {
        IamStore iam = new IamStore(account);
        store.write(tx -> {
            require(iam, tx, arn);
            if (!iam.attachments(arn).all(tx).isEmpty()) {
                throw IamErrors.policyAttached();
            }
            if (versions(iam, tx, arn).size() > 1) {
                throw IamErrors.policyHasVersions();
            }
            iam.policies().delete(tx, arn);
            iam.versions(arn).deleteAll(tx);
        });
    }

    private static Policy require(IamStore iam, Reader reader, String arn) {
        return iam.policies()
                .get(reader, arn)
                .map(GetPolicyResponse::policy)
                .orElseThrow(() -> IamErrors.notAttached(arn));
    }

    private static Policy counted(IamStore iam, Reader reader, Policy policy) {
        int count = iam.attachments(Objects.requireNonNull(policy.arn()))
                .all(reader)
                .size();
        return policy.toBuilder().attachmentCount(count).build();
    }

    private static List<PolicyVersion> versions(IamStore iam, Reader reader, String arn) {
        return iam.versions(arn).all(reader).stream()
                .map(stored -> Objects.requireNonNull(stored.policyVersion()))
                .toList();
    }

    private static int number(PolicyVersion version) {
        return Integer.parseInt(Objects.requireNonNull(version.versionId()).substring(1));
    }

    private static GetPolicyVersionResponse version(String id, String document, boolean isDefault, Instant now) {
        return new GetPolicyVersionResponse(new PolicyVersion(Roles.encoded(document), id, isDefault, now));
    }
}

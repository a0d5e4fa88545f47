package dev.gust.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.time.ManualClock;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.memory.MemoryStore;
import dev.gust.wire.model.iam.AttachRolePolicyRequest;
import dev.gust.wire.model.iam.CreatePolicyRequest;
import dev.gust.wire.model.iam.CreateRoleRequest;
import dev.gust.wire.model.iam.DeleteConflictException;
import dev.gust.wire.model.iam.DeleteRoleRequest;
import dev.gust.wire.model.iam.DetachRolePolicyRequest;
import dev.gust.wire.model.iam.EntityAlreadyExistsException;
import dev.gust.wire.model.iam.GetRolePolicyRequest;
import dev.gust.wire.model.iam.GetRoleRequest;
import dev.gust.wire.model.iam.ListAttachedRolePoliciesRequest;
import dev.gust.wire.model.iam.MalformedPolicyDocumentException;
import dev.gust.wire.model.iam.NoSuchEntityException;
import dev.gust.wire.model.iam.PutRolePolicyRequest;
import dev.gust.wire.model.iam.Role;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.Principal;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IamServiceTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String TRUST = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
            + "\"Principal\":{\"Service\":\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";
    private static final String POLICY =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}";

    private final ManualClock clock = new ManualClock(NOW);
    private final OrderedStore store = MemoryStore.create(clock, Randomness.seeded(1));
    private final IamService iam = new IamService(store, clock, new Ids(Randomness.seeded(2)));

    @AfterEach
    void close() {
        store.close();
    }

    private static CallContext account(String account) {
        return new CallContext(
                Principal.root(account, "test"),
                account,
                "us-east-1",
                CallSource.WIRE,
                "request",
                null,
                NOW.plusSeconds(60),
                URI.create("http://127.0.0.1:4566"));
    }

    private static final CallContext HOME = account("111111111111");

    private Role create(String name) {
        return iam.createRole(
                        CreateRoleRequest.builder()
                                .roleName(name)
                                .assumeRolePolicyDocument(TRUST)
                                .build(),
                        HOME)
                .role();
    }

    @Test
    void keepsRolesByAccount() {
        Role role = create("worker");
        assertThat(role.arn()).isEqualTo("arn:aws:iam::111111111111:role/worker");
        assertThat(role.roleId()).startsWith("AROA").hasSize(21);
        assertThat(iam.getRole(new GetRoleRequest("WORKER"), HOME).role()).isEqualTo(role);
        assertThatThrownBy(() -> iam.getRole(new GetRoleRequest("worker"), account("222222222222")))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessage("The role with name worker cannot be found.");
        assertThatThrownBy(() -> create("Worker")).isInstanceOf(EntityAlreadyExistsException.class);
    }

    @Test
    void tellsWhoMayAssumeARole() {
        Role role = create("worker");
        var known = iam.directory().role(Arn.parse(role.arn()).orElseThrow()).orElseThrow();
        assertThat(known.trustPolicy()).isEqualTo(TRUST);
        assertThat(known.maximumSession()).hasHours(1);
        assertThat(iam.directory().role(Arn.of("iam", "", "111111111111", "role/other")))
                .isEmpty();
    }

    @Test
    void refusesDocumentsThatAreNoPolicies() {
        create("worker");
        assertThatThrownBy(() -> iam.putRolePolicy(new PutRolePolicyRequest("worker", "p", "{"), HOME))
                .isInstanceOf(MalformedPolicyDocumentException.class);
        assertThatThrownBy(() -> iam.createRole(
                        CreateRoleRequest.builder()
                                .roleName("other")
                                .assumeRolePolicyDocument(POLICY)
                                .build(),
                        HOME))
                .isInstanceOf(MalformedPolicyDocumentException.class);
    }

    @Test
    void deletesARoleOnlyWhenNothingHangsOnIt() {
        create("worker");
        iam.putRolePolicy(new PutRolePolicyRequest("worker", "inline", POLICY), HOME);
        assertThat(iam.getRolePolicy(new GetRolePolicyRequest("worker", "inline"), HOME)
                        .policyDocument())
                .startsWith("%7B%22Version%22");
        String arn = iam.createPolicy(
                        CreatePolicyRequest.builder()
                                .policyName("managed")
                                .policyDocument(POLICY)
                                .build(),
                        HOME)
                .policy()
                .arn();
        iam.attachRolePolicy(new AttachRolePolicyRequest("worker", arn), HOME);
        assertThat(iam.listAttachedRolePolicies(
                                ListAttachedRolePoliciesRequest.builder()
                                        .roleName("worker")
                                        .build(),
                                HOME)
                        .attachedPolicies())
                .extracting("policyName")
                .containsExactly("managed");
        assertThatThrownBy(() -> iam.deleteRole(new DeleteRoleRequest("worker"), HOME))
                .isInstanceOf(DeleteConflictException.class);
        iam.detachRolePolicy(new DetachRolePolicyRequest("worker", arn), HOME);
        assertThatThrownBy(() -> iam.deleteRole(new DeleteRoleRequest("worker"), HOME))
                .isInstanceOf(DeleteConflictException.class);
        assertThatThrownBy(() -> iam.attachRolePolicy(
                        new AttachRolePolicyRequest("worker", "arn:aws:iam::111111111111:policy/none"), HOME))
                .isInstanceOf(NoSuchEntityException.class);
    }
}

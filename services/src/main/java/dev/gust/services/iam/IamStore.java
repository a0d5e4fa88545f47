package dev.gust.services.iam;

import dev.gust.services.ports.records.ShapeCodec;
import dev.gust.services.ports.records.Shelf;
import dev.gust.storage.Codec;
import dev.gust.storage.Key;
import dev.gust.wire.model.iam.GetPolicyResponse;
import dev.gust.wire.model.iam.GetPolicyVersionResponse;
import dev.gust.wire.model.iam.GetRoleResponse;
import dev.gust.wire.model.iam.IamModel;
import java.util.Locale;

/** Where an account's roles and policies are kept; IAM has no regions. Names differ in more than case. */
record IamStore(String account) {
    private static final Codec<GetRoleResponse> ROLE =
            ShapeCodec.of(1, () -> IamModel.getRole().output());
    private static final Codec<GetPolicyResponse> POLICY =
            ShapeCodec.of(2, () -> IamModel.getPolicy().output());
    private static final Codec<GetPolicyVersionResponse> VERSION =
            ShapeCodec.of(3, () -> IamModel.getPolicyVersion().output());
    private static final Codec<Named> NAMED = Codec.of(
            4, 1, (out, named) -> out.text(named.name()).text(named.text()), in -> new Named(in.text(), in.text()));

    /** A text under a name whose case is kept: an inline policy, or a policy's ARN. */
    record Named(String name, String text) {}

    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    Shelf<GetRoleResponse> roles() {
        return new Shelf<>(base("roles"), ROLE);
    }

    /** Inline policies of a role. */
    Shelf<Named> inline(String role) {
        return new Shelf<>(base("role-policies").plus(key(role)), NAMED);
    }

    /** Managed policies attached to a role, by ARN. */
    Shelf<Named> attached(String role) {
        return new Shelf<>(base("role-attachments").plus(key(role)), NAMED);
    }

    /** Roles that a managed policy is attached to. */
    Shelf<Named> attachments(String policyArn) {
        return new Shelf<>(base("policy-attachments").plus(policyArn), NAMED);
    }

    /** Managed policies of the account, by ARN. */
    Shelf<GetPolicyResponse> policies() {
        return new Shelf<>(base("policies"), POLICY);
    }

    Shelf<GetPolicyVersionResponse> versions(String policyArn) {
        return new Shelf<>(base("policy-versions").plus(policyArn), VERSION);
    }

    private Key base(String collection) {
        return Key.of(account, "", "iam", collection);
    }
}

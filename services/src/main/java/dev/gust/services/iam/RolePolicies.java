package dev.gust.services.iam;

import dev.gust.services.ports.policy.PolicyKind;
import dev.gust.services.ports.policy.PolicyParser;
import dev.gust.services.ports.policy.PolicySyntaxException;
import dev.gust.storage.OrderedStore;
import dev.gust.wire.model.iam.AttachedPolicy;
import java.util.List;

/** The policies of roles: inline ones, and managed ones that are attached. */
final class RolePolicies {
    private static final int MAXIMUM_ATTACHED = 20;
    private static final String AWS_MANAGED = "arn:aws:iam::aws:policy/";

    private final OrderedStore store;

    RolePolicies(OrderedStore store) {
        this.store = store;
    }

    void put(String role, String name, String document, String account) {
        check(document);
        IamStore iam = new IamStore(account);
        store.write(tx -> {
            Roles.require(iam, tx, role);
            iam.inline(role).put(tx, IamStore.key(name), new IamStore.Named(name, document));
        });
    }

    IamStore.Named get(String role, String name, String account) {
        IamStore iam = new IamStore(account);
        return store.read(reader -> {
            Roles.require(iam, reader, role);
            return iam.inline(role).get(reader, IamStore.key(name)).orElseThrow(() -> IamErrors.noInlinePolicy(name));
        });
    }

    List<String> list(String role, String account) {
        IamStore iam = new IamStore(account);
        return store.read(reader -> {
            Roles.require(iam, reader, role);
            return iam.inline(role).all(reader).stream()
                    .map(IamStore.Named::name)
                    .toList();
        });
    }

    void delete(String role, String name, String account) {
        IamStore iam = new IamStore(account);
        store.write(tx -> {
            Roles.require(iam, tx, role);
            if (!iam.inline(role).has(tx, IamStore.key(name))) {
                throw IamErrors.noInlinePolicy(name);
            }
            iam.inline(role).delete(tx, IamStore.key(name));
        });
    }

    /** Attaching what is attached already succeeds. */
    void attach(String role, String policyArn, String account) {
        IamStore iam = new IamStore(account);
        store.write(tx -> {
            Roles.require(iam, tx, role);
            boolean known = policyArn.startsWith(AWS_MANAGED) || iam.policies().has(tx, policyArn);
            if (!known) {
                throw IamErrors.noPolicy(policyArn);
            }
            if (!iam.attached(role).has(tx, policyArn)
                    && iam.attached(role).all(tx).size() >= MAXIMUM_ATTACHED) {
                throw IamErrors.tooMany("PoliciesPerRole", MAXIMUM_ATTACHED);
            }
            String name = policyArn.substring(policyArn.lastIndexOf('/') + 1);
            iam.attached(role).put(tx, policyArn, new IamStore.Named(name, policyArn));
            iam.attachments(policyArn).put(tx, IamStore.key(role), new IamStore.Named(role, policyArn));
        });
    }

    void detach(String role, String policyArn, String account) {
        IamStore iam = new IamStore(account);
        store.write(tx -> {
            Roles.require(iam, tx, role);
            if (!iam.attached(role).has(tx, policyArn)) {
                throw IamErrors.notAttached(policyArn);
            }
            iam.attached(role).delete(tx, policyArn);
            iam.attachments(policyArn).delete(tx, IamStore.key(role));
        });
    }

    List<AttachedPolicy> attached(String role, String account) {
        IamStore iam = new IamStore(account);
        return store.read(reader -> {
            Roles.require(iam, reader, role);
            return iam.attached(role).all(reader).stream()
                    .map(each -> new AttachedPolicy(each.name(), each.text()))
                    .toList();
        });
    }

    static void check(String document) {
        try {
            PolicyParser.parse(document, PolicyKind.IDENTITY);
        } catch (PolicySyntaxException e) {
            throw IamErrors.malformed(e);
        }
    }
}

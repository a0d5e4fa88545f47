package dev.gust.services.iam;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.RoleDirectory;
import dev.gust.services.ports.policy.PolicyKind;
import dev.gust.services.ports.policy.PolicyParser;
import dev.gust.services.ports.policy.PolicySyntaxException;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Reader;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.iam.AttachedPermissionsBoundary;
import dev.gust.wire.model.iam.CreateRoleRequest;
import dev.gust.wire.model.iam.GetRoleResponse;
import dev.gust.wire.model.iam.Role;
import dev.gust.wire.model.iam.Tag;
import dev.gust.wire.model.iam.UpdateRoleRequest;
import dev.gust.wire.operation.NotImplementedException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Roles and who may assume them. */
final class Roles {
    private static final int MAXIMUM_ROLES = 1_000;
    private static final int SHORTEST_SECONDS = 3_600;
    private static final int LONGEST_SECONDS = 43_200;
    private static final int MAXIMUM_TAGS = 50;

    private final OrderedStore store;
    private final Clock clock;
    private final Ids ids;

    Roles(OrderedStore store, Clock clock, Ids ids) {
        this.store = store;
        this.clock = clock;
        this.ids = ids;
    }

    Role create(CreateRoleRequest input, String account) {
        if (input.permissionsBoundary() != null) {
            throw NotImplementedException.feature("IAM", "the permissions boundary of a role");
        }
        checkTrust(input.assumeRolePolicyDocument());
        String path = Objects.requireNonNullElse(input.path(), "/");
        int seconds = Objects.requireNonNullElse(input.maxSessionDuration(), SHORTEST_SECONDS);
        checkSession(seconds);
        Role role = Role.builder()
                .path(path)
                .roleName(input.roleName())
                .roleId("AROA" + ids.upper(17))
                .arn(new Arn("aws", "iam", "", account, "role" + path + input.roleName()).toString())
                .createDate(clock.instant().truncatedTo(ChronoUnit.SECONDS))
                .assumeRolePolicyDocument(encoded(input.assumeRolePolicyDocument()))
                .description(input.description())
                .maxSessionDuration(seconds)
                .permissionsBoundary((AttachedPermissionsBoundary) null)
                .tags(input.tags())
                .build();
        IamStore iam = new IamStore(account);
        store.write(tx -> {
            String key = IamStore.key(input.roleName());
            if (iam.roles().has(tx, key)) {
                throw IamErrors.roleExists(input.roleName());
            }
            if (iam.roles().all(tx.snapshot()).size() >= MAXIMUM_ROLES) {
                throw IamErrors.tooMany("RolesPerAccount", MAXIMUM_ROLES);
            }
            iam.roles().put(tx, key, new GetRoleResponse(role));
        });
        return role;
    }

    Role get(String name, String account) {
        IamStore iam = new IamStore(account);
        return store.read(reader -> require(iam, reader, name));
    }

    List<Role> list(String pathPrefix, String account) {
        return store.read(reader -> new IamStore(account)
                .roles().all(reader).stream()
                        .map(GetRoleResponse::role)
                        .filter(role -> role.path().startsWith(pathPrefix))
                        .toList());
    }

    /** A role goes when nothing hangs on it any more. */
    void delete(String name, String account) {
        IamStore iam = new IamStore(account);
        store.write(tx -> {
            require(iam, tx, name);
            if (!iam.attached(name).all(tx).isEmpty()) {
                throw IamErrors.roleHasAttachments();
            }
            if (!iam.inline(name).all(tx).isEmpty()) {
                throw IamErrors.roleHasPolicies();
            }
            iam.roles().delete(tx, IamStore.key(name));
        });
    }

    void update(UpdateRoleRequest input, String account) {
        change(input.roleName(), account, role -> {
            Role.Builder changed = role.toBuilder();
            if (input.description() != null) {
                changed.description(input.description());
            }
            if (input.maxSessionDuration() != null) {
                checkSession(input.maxSessionDuration());
                changed.maxSessionDuration(input.maxSessionDuration());
            }
            return changed.build();
        });
    }

    void updateTrust(String name, String document, String account) {
        checkTrust(document);
        change(
                name,
                account,
                role -> role.toBuilder()
                        .assumeRolePolicyDocument(encoded(document))
                        .build());
    }

    void tag(String name, List<Tag> added, List<String> removed, String account) {
        change(name, account, role -> {
            Map<String, Tag> tags = new LinkedHashMap<>();
            role.tags().forEach(tag -> tags.put(tag.key(), tag));
            added.forEach(tag -> tags.put(tag.key(), tag));
            removed.forEach(tags::remove);
            if (tags.size() > MAXIMUM_TAGS) {
                throw IamErrors.tooMany("TagsPerRole", MAXIMUM_TAGS);
            }
            return role.toBuilder().tags(List.copyOf(tags.values())).build();
        });
    }

    /** What whoever assumes a role needs to know of it. */
    Optional<RoleDirectory.Role> lookup(Arn arn) {
        String name = arn.resource().substring(arn.resource().lastIndexOf('/') + 1);
        Optional<GetRoleResponse> found =
                store.read(reader -> new IamStore(arn.account()).roles().get(reader, IamStore.key(name)));
        return found.map(GetRoleResponse::role)
                .filter(role -> role.arn().equals(arn.toString()))
                .map(role -> new RoleDirectory.Role(
                        arn,
                        role.roleName(),
                        role.roleId(),
                        decoded(Objects.requireNonNull(role.assumeRolePolicyDocument())),
                        Duration.ofSeconds(Objects.requireNonNullElse(role.maxSessionDuration(), SHORTEST_SECONDS))));
    }

    static Role require(IamStore iam, Reader reader, String name) {
        return iam.roles()
                .get(reader, IamStore.key(name))
                .map(GetRoleResponse::role)
                .orElseThrow(() -> IamErrors.noRole(name));
    }

    /** Documents travel percent-encoded in IAM's answers, and are kept that way. */
    static String encoded(String document) {
        return URLEncoder.encode(document, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String decoded(String document) {
        return URLDecoder.decode(document, StandardCharsets.UTF_8);
    }

    private void change(String name, String account, UnaryOperator<Role> change) {
        IamStore iam = new IamStore(account);
        store.write(tx -> put(iam, tx, change.apply(require(iam, tx, name))));
    }

    private static void put(IamStore iam, Transaction tx, Role role) {
        iam.roles().put(tx, IamStore.key(role.roleName()), new GetRoleResponse(role));
    }

    private static void checkTrust(String document) {
        try {
            PolicyParser.parse(document, PolicyKind.TRUST);
        } catch (PolicySyntaxException e) {
            throw IamErrors.malformed(e);
        }
    }

    private static void checkSession(int seconds) {
        if (seconds < SHORTEST_SECONDS || seconds > LONGEST_SECONDS) {
            throw IamErrors.invalid(
                    "1 validation error detected: Value '" + seconds + "' at 'maxSessionDuration' failed to"
                            + " satisfy constraint: Member must have value between " + SHORTEST_SECONDS + " and "
                            + LONGEST_SECONDS);
        }
    }
}

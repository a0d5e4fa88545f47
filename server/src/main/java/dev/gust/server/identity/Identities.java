package dev.gust.server.identity;

import dev.gust.services.ports.AccessKeys;
import dev.gust.services.ports.AccessKeys.IssuedKey;
import dev.gust.wire.auth.AccessKey;
import dev.gust.wire.auth.AuthenticationException;
import dev.gust.wire.auth.AuthenticationException.Reason;
import dev.gust.wire.auth.RequestSignature;
import dev.gust.wire.operation.Principal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds whose key a signature claims to be made with. */
public final class Identities {
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final String DEVELOPMENT_SECRET = "test";

    private final IssuedKey root;
    private final boolean developmentKeys;
    private final List<AccessKeys> issuers;

    /**
     * @param developmentKeys whether the keys that everybody knows are taken: only where nobody else can reach the port
     * @param issuers the services that issue keys
     */
    public Identities(RootCredentials root, boolean developmentKeys, List<AccessKeys> issuers) {
        this.root = new IssuedKey(
                root.key(), Principal.root(root.account(), root.key().id()), null);
        this.developmentKeys = developmentKeys;
        this.issuers = List.copyOf(issuers);
    }

    /**
     * The key and its owner; that the signature was made with it is still to be verified.
     *
     * @throws AuthenticationException when nobody has such a key, or not with this token, or not any more
     */
    public IssuedKey claimedBy(RequestSignature signature, Instant now) {
        String id = signature.accessKeyId();
        if (id.equals(root.key().id())) {
            requireToken(null, signature);
            return root;
        }
        Optional<IssuedKey> known = developmentKey(id);
        if (known.isPresent()) {
            // Local set-ups often have a token of any kind in their environment.
            return known.get();
        }
        IssuedKey issued = issued(id);
        requireToken(issued.key().sessionToken(), signature);
        if (issued.expiration() != null && !now.isBefore(issued.expiration())) {
            throw new AuthenticationException(Reason.EXPIRED_TOKEN, "the key " + id + " has expired");
        }
        return issued;
    }

    private IssuedKey issued(String id) {
        for (AccessKeys issuer : issuers) {
            Optional<IssuedKey> issued = issuer.find(id);
            if (issued.isPresent()) {
                return issued.get();
            }
        }
        throw new AuthenticationException(Reason.UNKNOWN_KEY, "nobody has the access key " + id);
    }

    /** {@code test} is the root of account 000000000000, and a 12-digit id that of the account it names. */
    private Optional<IssuedKey> developmentKey(String id) {
        if (!developmentKeys) {
            return Optional.empty();
        }
        boolean isAccount = ACCOUNT.matcher(id).matches();
        if (!isAccount && !id.equals("test")) {
            return Optional.empty();
        }
        Principal principal = Principal.root(isAccount ? id : RootCredentials.ACCOUNT, id);
        return Optional.of(new IssuedKey(new AccessKey(id, DEVELOPMENT_SECRET), principal, null));
    }

    private static void requireToken(@Nullable String expected, RequestSignature signature) {
        String given = signature.sessionToken();
        boolean same = expected == null
                ? given == null
                : given != null
                        && MessageDigest.isEqual(
                                expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
        if (!same) {
            throw new AuthenticationException(Reason.INVALID_TOKEN, "the session token is not the key's");
        }
    }
}

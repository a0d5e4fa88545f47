package dev.gust.services.ports;

import dev.gust.base.Arn;
import java.security.PublicKey;
import java.util.Optional;
import java.util.Set;

/** Finds those whom an account trusts to say who somebody is. Implemented by IAM. */
public interface WebIdentityProviders {
    /** The account's provider for an issuer, named without its scheme, such as {@code accounts.example.com/pool}. */
    Optional<WebIdentityProvider> provider(String account, String issuer);

    /** An OpenID Connect provider. */
    interface WebIdentityProvider {
        Arn arn();

        /** The audiences that it may speak to. */
        Set<String> clientIds();

        /** The key with this id; nothing when the provider publishes no such key. */
        Optional<PublicKey> key(String keyId);
    }
}

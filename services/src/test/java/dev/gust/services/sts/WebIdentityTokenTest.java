package dev.gust.services.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Arn;
import dev.gust.services.ports.WebIdentityProviders.WebIdentityProvider;
import dev.gust.wire.model.sts.ExpiredTokenException;
import dev.gust.wire.model.sts.IDPRejectedClaimException;
import dev.gust.wire.model.sts.InvalidIdentityTokenException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WebIdentityTokenTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
    private static KeyPair keys;

    @BeforeAll
    static void makeKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        keys = generator.generateKeyPair();
    }

    private record Provider(PublicKey key) implements WebIdentityProvider {
        @Override
        public Arn arn() {
            return Arn.of("iam", "", "111122223333", "oidc-provider/id.example.com/pool");
        }

        @Override
        public Set<String> clientIds() {
            return Set.of("sts.amazonaws.com");
        }

        @Override
        public Optional<PublicKey> key(String keyId) {
            return keyId.equals("key-1") ? Optional.of(key) : Optional.empty();
        }
    }

    private static String token(String claims) throws GeneralSecurityException {
        String signed = part("{\"alg\":\"ES256\",\"kid\":\"key-1\"}") + '.' + part(claims);
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(keys.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + '.' + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static WebIdentityToken verified(String token) {
        return WebIdentityToken.verified(
                token,
                issuer -> issuer.equals("id.example.com/pool")
                        ? Optional.of(new Provider(keys.getPublic()))
                        : Optional.empty(),
                NOW);
    }

    private static String claims(String audience, String more) {
        return "{\"iss\":\"https://id.example.com/pool\",\"sub\":\"me\",\"aud\":" + audience + more + '}';
    }

    @Test
    void readsWhatTheProviderSigned() throws GeneralSecurityException {
        WebIdentityToken token = verified(
                token(claims("[\"other\",\"sts.amazonaws.com\"]", ",\"exp\":1000001,\"amr\":[\"authenticated\"]")));
        assertThat(token.subject()).isEqualTo("me");
        assertThat(token.audience()).isEqualTo("sts.amazonaws.com");
        assertThat(token.trustKeys())
                .isEqualTo(Map.of(
                        "id.example.com/pool:sub", List.of("me"),
                        "id.example.com/pool:aud", List.of("sts.amazonaws.com"),
                        "id.example.com/pool:amr", List.of("authenticated")));
    }

    @Test
    void refusesAnotherSignature() throws GeneralSecurityException {
        String good = token(claims("\"sts.amazonaws.com\"", ",\"exp\":1000001"));
        String[] parts = good.split("\\.");
        String forged = parts[0] + '.' + part(claims("\"sts.amazonaws.com\"", ",\"exp\":2000001")) + '.' + parts[2];
        assertThatThrownBy(() -> verified(forged))
                .isInstanceOf(InvalidIdentityTokenException.class)
                .hasMessage("The ID Token signature is invalid");
        String unsigned = part("{\"alg\":\"none\",\"kid\":\"key-1\"}") + '.' + parts[1] + '.';
        assertThatThrownBy(() -> verified(unsigned)).isInstanceOf(InvalidIdentityTokenException.class);
    }

    @Test
    void refusesATokenOutOfItsTime() throws GeneralSecurityException {
        String late = token(claims("\"sts.amazonaws.com\"", ",\"exp\":1000000"));
        assertThatThrownBy(() -> verified(late)).isInstanceOf(ExpiredTokenException.class);
        String early = token(claims("\"sts.amazonaws.com\"", ",\"exp\":1000009,\"nbf\":1000001"));
        assertThatThrownBy(() -> verified(early)).isInstanceOf(IDPRejectedClaimException.class);
    }

    @Test
    void refusesATokenForSomebodyElse() throws GeneralSecurityException {
        String token = token(claims("\"other\"", ",\"exp\":1000001"));
        assertThatThrownBy(() -> verified(token)).hasMessage("Incorrect token audience");
    }

    @Test
    void refusesAnIssuerThatTheAccountDoesNotTrust() throws GeneralSecurityException {
        String token = token("{\"iss\":\"https://evil.example.com\",\"sub\":\"me\",\"aud\":\"sts.amazonaws.com\"}");
        assertThatThrownBy(() -> verified(token))
                .hasMessage("No OpenIDConnect provider found in your account for https://evil.example.com");
    }

    @Test
    void refusesWhatIsNoToken() {
        for (String nonsense : List.of("", "a.b.c", "..", "e30.e30.", "!!.??.**", "W10.W10.W10")) {
            assertThatThrownBy(() -> verified(nonsense)).isInstanceOf(InvalidIdentityTokenException.class);
        }
    }
}

package dev.gust.services.sts;

import dev.gust.base.Arn;
import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.WebIdentityProviders.WebIdentityProvider;
import dev.gust.wire.model.sts.ExpiredTokenException;
import dev.gust.wire.model.sts.IDPRejectedClaimException;
import dev.gust.wire.model.sts.InvalidIdentityTokenException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A JSON Web Token of a provider that the account trusts, with its signature, end and audience checked. */
record WebIdentityToken(Arn provider, String issuer, String subject, String audience, List<String> methods) {
    /** The signature algorithms that AWS takes of OpenID Connect providers, and their names in Java. */
    private static final Map<String, String> ALGORITHMS = Map.of(
            "RS256", "SHA256withRSA",
            "RS384", "SHA384withRSA",
            "RS512", "SHA512withRSA",
            "ES256", "SHA256withECDSAinP1363Format",
            "ES384", "SHA384withECDSAinP1363Format",
            "ES512", "SHA512withECDSAinP1363Format");

    WebIdentityToken {
        methods = List.copyOf(methods);
    }

    static WebIdentityToken verified(
            String token, Function<String, Optional<WebIdentityProvider>> providers, Instant now) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            throw malformed();
        }
        JsonValue.Obj header = object(parts[0]);
        JsonValue.Obj claims = object(parts[1]);
        String issuer = withoutScheme(claim(claims, "iss"));
        WebIdentityProvider provider = providers
                .apply(issuer)
                .orElseThrow(() -> new InvalidIdentityTokenException(
                        "No OpenIDConnect provider found in your account for " + claim(claims, "iss")));
        requireSignature(header, parts, provider);
        requireTime(claims, now);
        String audience = audience(claims).stream()
                .filter(provider.clientIds()::contains)
                .findFirst()
                .orElseThrow(() -> new InvalidIdentityTokenException("Incorrect token audience"));
        return new WebIdentityToken(provider.arn(), issuer, claim(claims, "sub"), audience, texts(claims, "amr"));
    }

    /** The condition keys that a trust policy may test, named after the issuer. */
    Map<String, List<String>> trustKeys() {
        Map<String, List<String>> keys = new HashMap<>();
        keys.put(issuer + ":sub", List.of(subject));
        keys.put(issuer + ":aud", List.of(audience));
        if (!methods.isEmpty()) {
            keys.put(issuer + ":amr", methods);
        }
        return keys;
    }

    private static void requireSignature(JsonValue.Obj header, String[] parts, WebIdentityProvider provider) {
        String algorithm = ALGORITHMS.get(claim(header, "alg"));
        PublicKey key = provider.key(header.string("kid").orElse(""))
                .orElseThrow(() -> new InvalidIdentityTokenException(
                        "Couldn't retrieve verification key from your identity provider, please reference "
                                + "AssumeRoleWithWebIdentity documentation for requirements"));
        if (algorithm == null) {
            throw malformed();
        }
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initVerify(key);
            signature.update((parts[0] + '.' + parts[1]).getBytes(StandardCharsets.US_ASCII));
            if (!signature.verify(decode(parts[2]))) {
                throw new InvalidIdentityTokenException("The ID Token signature is invalid");
            }
        } catch (GeneralSecurityException e) {
            throw new InvalidIdentityTokenException("The ID Token signature is invalid");
        }
    }

    private static void requireTime(JsonValue.Obj claims, Instant now) {
        long end = seconds(claims, "exp").orElseThrow(WebIdentityToken::malformed);
        if (end <= now.getEpochSecond()) {
            throw new ExpiredTokenException("Token expired: current date/time " + now.getEpochSecond()
                    + " must be before the expiration date/time " + end);
        }
        if (seconds(claims, "nbf").orElse(0L) > now.getEpochSecond()) {
            throw new IDPRejectedClaimException("Token is not yet valid");
        }
    }

    private static List<String> audience(JsonValue.Obj claims) {
        return claims.string("aud").map(List::of).orElseGet(() -> texts(claims, "aud"));
    }

    private static List<String> texts(JsonValue.Obj claims, String name) {
        List<String> texts = new ArrayList<>();
        if (claims.get(name).orElse(JsonValue.Null.INSTANCE) instanceof JsonValue.Array array) {
            for (JsonValue each : array.items()) {
                if (each instanceof JsonValue.Str(String text)) {
                    texts.add(text);
                }
            }
        }
        return texts;
    }

    private static Optional<Long> seconds(JsonValue.Obj claims, String name) {
        return claims.get(name)
                .filter(JsonValue.Num.class::isInstance)
                .map(number -> ((JsonValue.Num) number).value().longValue());
    }

    private static String claim(JsonValue.Obj object, String name) {
        return object.string(name).orElseThrow(WebIdentityToken::malformed);
    }

    private static String withoutScheme(String issuer) {
        return issuer.startsWith("https://") ? issuer.substring("https://".length()) : issuer;
    }

    private static JsonValue.Obj object(String part) {
        try {
            if (JsonText.parse(new String(decode(part), StandardCharsets.UTF_8)) instanceof JsonValue.Obj object) {
                return object;
            }
        } catch (JsonSyntaxException e) {
            throw malformed();
        }
        throw malformed();
    }

    private static byte[] decode(String part) {
        try {
            return Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    private static InvalidIdentityTokenException malformed() {
        return new InvalidIdentityTokenException(
                "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");
    }
}

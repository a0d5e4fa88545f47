package dev.gust.services.ports.resources;

import dev.gust.wire.operation.CallContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Which resource of which stack a call is about.
 *
 * @param caller the call on whose behalf the stack is changed: with it a handler calls its service's operations. Its
 *     deadline is that of the step.
 * @param type of the resource, as the template names it
 * @param clientToken the same for every call of one step, also after a crash; different for each replacement
 * @param resumed an earlier call of this step may have done its work
 * @param tags the stack's tags and those that CloudFormation sets ({@code aws:cloudformation:stack-name},
 *     {@code stack-id}, {@code logical-id}); a handler of a type that has tags sets them under the resource's own
 */
public record ResourceContext(
        CallContext caller,
        String stackName,
        String stackId,
        String logicalId,
        String type,
        String clientToken,
        boolean resumed,
        Map<String, String> tags) {
    private static final String NAME_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int SUFFIX_LENGTH = 12;

    public ResourceContext {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    public String account() {
        return caller.account();
    }

    public String region() {
        return caller.region();
    }

    /**
     * The name of a resource whose template gives none, as AWS forms it: {@code stack-LogicalId-SUFFIX}. It follows
     * from the client token, so that a second call of the same step finds what the first one made.
     */
    public String generatedName(int maximumLength) {
        int room = maximumLength - SUFFIX_LENGTH - 2;
        String stack = stackName;
        String logical = logicalId;
        if (stack.length() + logical.length() > room) {
            int logicalRoom = Math.min(logical.length(), Math.max(room / 2, room - stack.length()));
            logical = logical.substring(0, logicalRoom);
            stack = stack.substring(0, Math.min(stack.length(), room - logicalRoom));
        }
        return stack + '-' + logical + '-' + suffix();
    }

    /** The same in small letters, for names that allow no capitals, such as those of buckets. */
    public String generatedLowerCaseName(int maximumLength) {
        return generatedName(maximumLength).toLowerCase(Locale.ROOT);
    }

    /**
     * An id of small letters and digits for a resource whose service makes up ids. It follows from the client token, as
     * the generated name does.
     */
    public String generatedId(int length) {
        byte[] digest = sha256(clientToken + "/id");
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            // The last 36 characters of the alphabet are the small letters and the digits.
            text.append(NAME_ALPHABET.charAt(26 + Byte.toUnsignedInt(digest[i]) % 36));
        }
        return text.toString();
    }

    private String suffix() {
        byte[] digest = sha256(clientToken);
        StringBuilder text = new StringBuilder(SUFFIX_LENGTH);
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            text.append(NAME_ALPHABET.charAt(Byte.toUnsignedInt(digest[i]) % NAME_ALPHABET.length()));
        }
        return text.toString();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

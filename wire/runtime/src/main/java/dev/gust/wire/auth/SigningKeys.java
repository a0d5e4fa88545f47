package dev.gust.wire.auth;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The signing keys in use. A key is good for a day, so few are needed at once; when there are too many, all go. */
public final class SigningKeys {
    private static final int CAPACITY = 2048;

    private final Map<Entry, SigningKey> known = new ConcurrentHashMap<>();

    private record Entry(String secret, CredentialScope scope) {}

    public SigningKey key(String secret, CredentialScope scope) {
        Entry entry = new Entry(secret, scope);
        SigningKey key = known.get(entry);
        if (key == null) {
            if (known.size() >= CAPACITY) {
                known.clear();
            }
            key = SigningKey.derive(secret, scope);
            known.put(entry, key);
        }
        return key;
    }
}

package dev.gust.services.apigateway.owner;

import dev.gust.storage.Codec;
import dev.gust.storage.Key;
import dev.gust.storage.Reader;
import dev.gust.storage.Transaction;
import java.util.Optional;

/** Whose API an id is: callers of a deployed API name nothing but the id. */
public final class ApiIndex {
    private static final Key PARENT = Key.of("", "", "apigateway", "apis");
    private static final Codec<Owner> OWNER = Codec.of(
            1,
            1,
            (out, owner) -> out.text(owner.account())
                    .text(owner.region())
                    .text(owner.kind().name()),
            in -> new Owner(in.text(), in.text(), Kind.valueOf(in.text())));

    private ApiIndex() {}

    /** The two kinds of API. */
    public enum Kind {
        REST,
        HTTP
    }

    /** Where an API lives. */
    public record Owner(String account, String region, Kind kind) {}

    public static Optional<Owner> find(Reader reader, String apiId) {
        return reader.get(PARENT.plus(apiId), OWNER);
    }

    public static void add(Transaction transaction, String apiId, Owner owner) {
        transaction.put(PARENT.plus(apiId), OWNER, owner);
    }

    public static void remove(Transaction transaction, String apiId) {
        transaction.delete(PARENT.plus(apiId));
    }
}

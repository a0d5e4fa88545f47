package dev.gust.services.lambda;

import dev.gust.storage.Codec;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A name for a version, or for two with weights.
 *
 * @param weights share of the calls that another version gets, by its number; the rest goes to {@code version}
 */
record AliasRecord(
        String name, String version, String description, Map<String, BigDecimal> weights, String revisionId) {
    static final Codec<AliasRecord> CODEC = Codec.of(
            3,
            1,
            (out, alias) -> out.text(alias.name)
                    .text(alias.version)
                    .text(alias.description)
                    .list(
                            alias.weights.entrySet(),
                            (writer, weight) -> writer.text(weight.getKey())
                                    .text(weight.getValue().toPlainString()))
                    .text(alias.revisionId),
            in -> {
                String name = in.text();
                String version = in.text();
                String description = in.text();
                Map<String, BigDecimal> weights = new LinkedHashMap<>();
                in.list(reader -> weights.put(reader.text(), new BigDecimal(reader.text())));
                return new AliasRecord(name, version, description, weights, in.text());
            });

    private static final int SHARES = 10_000;

    AliasRecord {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }

    /**
     * The version that a call goes to.
     *
     * @param random in [0, 10,000)
     */
    String route(int random) {
        int passed = 0;
        for (Map.Entry<String, BigDecimal> weight : weights.entrySet()) {
            passed += weight.getValue().multiply(BigDecimal.valueOf(SHARES)).intValue();
            if (random < passed) {
                return weight.getKey();
            }
        }
        return version;
    }

    /** The bound of the random number that {@link #route} takes. */
    static int shares() {
        return SHARES;
    }
}

package dev.gust.services.lambda;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.storage.Codec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The resource policy of a function, a version or an alias, or of a layer's version.
 *
 * @param statements as JSON, by their ids, in the order they were added; none when all were removed, which was a change, too
 * @param changedRevision the revision that what the policy hangs on had of its own when the policy was last changed; empty
 *     for layers, which have none
 */
record PolicyRecord(Map<String, String> statements, String revisionId, String changedRevision) {
    static final Codec<PolicyRecord> CODEC = Codec.of(
            4,
            2,
            (out, policy) ->
                    out.texts(policy.statements).text(policy.revisionId).text(policy.changedRevision),
            in -> new PolicyRecord(in.textMap(), in.text(), in.version() >= 2 ? in.text() : ""));

    PolicyRecord {
        statements = Collections.unmodifiableMap(new LinkedHashMap<>(statements));
    }

    static Map<String, String> statements(Optional<PolicyRecord> policy) {
        return new LinkedHashMap<>(policy.map(PolicyRecord::statements).orElse(Map.of()));
    }

    /** The whole document, as GetPolicy answers it. */
    String document() {
        List<JsonValue> items = new ArrayList<>();
        for (String statement : statements.values()) {
            try {
                items.add(JsonText.parse(statement));
            } catch (JsonSyntaxException e) {
                throw new IllegalStateException("a stored policy statement is no JSON", e);
            }
        }
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("Version", JsonValue.of("2012-10-17"));
        members.put("Id", JsonValue.of("default"));
        members.put("Statement", JsonValue.array(items));
        return new JsonValue.Obj(members).toJson();
    }
}

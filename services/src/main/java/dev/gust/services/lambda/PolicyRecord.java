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

/**
 * The resource policy of a function, a version or an alias.
 *
 * @param statements as JSON, by their ids, in the order they were added
 */
record PolicyRecord(Map<String, String> statements, String revisionId) {
    static final Codec<PolicyRecord> CODEC = Codec.of(
            4,
            1,
            (out, policy) -> out.texts(policy.statements).text(policy.revisionId),
            in -> new PolicyRecord(in.textMap(), in.text()));

    PolicyRecord {
        statements = Collections.unmodifiableMap(new LinkedHashMap<>(statements));
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

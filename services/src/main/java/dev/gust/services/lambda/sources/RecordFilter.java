package dev.gust.services.lambda.sources;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.EventPatterns;
import dev.gust.services.ports.streams.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

/** Which records a function wants: those that one of the patterns matches, or all when there is none. */
final class RecordFilter {
    private final List<Predicate<JsonValue>> patterns;

    RecordFilter(List<String> patterns, EventPatterns compiler) {
        this.patterns = patterns.stream().map(compiler::compile).toList();
    }

    boolean wants(StreamRecord record) {
        if (patterns.isEmpty()) {
            return true;
        }
        JsonValue event = parsed(record.event());
        return patterns.stream().anyMatch(pattern -> pattern.test(event));
    }

    private static JsonValue parsed(byte[] event) {
        try {
            return JsonText.parse(new String(event, StandardCharsets.UTF_8));
        } catch (JsonSyntaxException wrong) {
            throw new IllegalStateException("a source of events gave a record that is no JSON", wrong);
        }
    }
}

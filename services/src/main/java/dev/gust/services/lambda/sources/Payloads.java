package dev.gust.services.lambda.sources;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.services.lambda.sources.Batch.Verdict;
import dev.gust.services.ports.streams.StreamRecord;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a function is handed, and what it answers. */
final class Payloads {
    private static final byte[] BEGINNING = "{\"Records\":[".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "]}".getBytes(StandardCharsets.UTF_8);

    static final int FRAME_BYTES = BEGINNING.length + END.length;

    private Payloads() {}

    static byte[] of(List<StreamRecord> records) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(FRAME_BYTES
                + records.stream().mapToInt(each -> each.event().length + 1).sum());
        bytes.writeBytes(BEGINNING);
        for (int i = 0; i < records.size(); i++) {
            if (i > 0) {
                bytes.write(',');
            }
            bytes.writeBytes(records.get(i).event());
        }
        bytes.writeBytes(END);
        return bytes.toByteArray();
    }

    /**
     * The first record that the function says it failed on. Nothing said is success; an answer that cannot be understood is a
     * failure of the whole batch.
     */
    static Verdict verdict(byte[] answer, List<StreamRecord> records) {
        JsonValue parsed;
        try {
            parsed = answer.length == 0
                    ? JsonValue.Null.INSTANCE
                    : JsonText.parse(new String(answer, StandardCharsets.UTF_8));
        } catch (JsonSyntaxException notJson) {
            return new Verdict.Failed();
        }
        return switch (parsed) {
            case JsonValue.Obj object -> verdict(object, records);
            case JsonValue.Array _, JsonValue.Bool _, JsonValue.Null _, JsonValue.Num _, JsonValue.Str _ ->
                new Verdict.Succeeded();
        };
    }

    private static Verdict verdict(JsonValue.Obj answer, List<StreamRecord> records) {
        return switch (answer.members().get("batchItemFailures")) {
            case null -> new Verdict.Succeeded();
            case JsonValue.Array(List<JsonValue> failures) -> firstOf(failures, records);
            case JsonValue.Null _ -> new Verdict.Succeeded();
            case JsonValue.Bool _, JsonValue.Num _, JsonValue.Obj _, JsonValue.Str _ -> new Verdict.Failed();
        };
    }

    private static Verdict firstOf(List<JsonValue> failures, List<StreamRecord> records) {
        Set<String> named = new HashSet<>();
        for (JsonValue failure : failures) {
            String identifier = failure instanceof JsonValue.Obj object
                    ? object.string("itemIdentifier").orElse("")
                    : "";
            if (identifier.isEmpty()) {
                return new Verdict.Failed();
            }
            named.add(identifier);
        }
        if (named.isEmpty()) {
            return new Verdict.Succeeded();
        }
        return records.stream()
                .map(StreamRecord::sequenceNumber)
                .filter(named::contains)
                .findFirst()
                .<Verdict>map(Verdict.FailedFrom::new)
                .orElseGet(Verdict.Failed::new);
    }
}

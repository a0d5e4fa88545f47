package dev.gust.wire.smithy;

import dev.gust.wire.http.Payload;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.Structure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values as plain maps, lists and texts, which can be compared and shown. */
final class ComparableTree {
    private ComparableTree() {}

    static Object of(Object value) {
        return switch (value) {
            case null -> null;
            case Structure structure -> {
                Map<String, Object> members = new LinkedHashMap<>();
                for (MemberSchema member : structure.shapeSchema().members()) {
                    Object part = structure.memberValue(member.index());
                    if (part != null && !isEmptyPayload(part)) {
                        members.put(member.name(), of(part));
                    }
                }
                yield members;
            }
            case List<?> items -> {
                List<Object> copy = new ArrayList<>();
                items.forEach(item -> copy.add(of(item)));
                yield copy;
            }
            case Map<?, ?> entries -> {
                Map<Object, Object> copy = new LinkedHashMap<>();
                entries.forEach((key, item) -> copy.put(key, of(item)));
                yield copy;
            }
            case Payload payload -> text(payload);
            default -> value;
        };
    }

    static String text(Payload payload) {
        return new String(bytes(payload), StandardCharsets.UTF_8);
    }

    static byte[] bytes(Payload payload) {
        try {
            return payload.readAll(1_000_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isEmptyPayload(Object value) {
        return value instanceof Payload payload && payload.length().orElse(1) == 0;
    }
}

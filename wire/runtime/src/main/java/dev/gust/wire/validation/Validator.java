package dev.gust.wire.validation;

import dev.gust.wire.schema.ListSchema;
import dev.gust.wire.schema.MapSchema;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.Schema;
import dev.gust.wire.schema.Structure;
import dev.gust.wire.schema.StructureSchema;
import dev.gust.wire.schema.Union;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds every constraint that an input breaks, in the order of the members. */
public final class Validator {
    private static final int MOST_VIOLATIONS = 100;

    private final List<Violation> violations = new ArrayList<>(0);

    private Validator() {}

    /** What is wrong with the input; empty when nothing is. */
    public static List<Violation> check(Structure input) {
        Validator validator = new Validator();
        validator.structure(null, input);
        return validator.violations;
    }

    private void structure(@Nullable Path path, Structure structure) {
        if (structure instanceof Union union) {
            MemberSchema member = union.shapeSchema().members().get(union.memberIndex());
            value(path, member, union.unionValue());
            return;
        }
        StructureSchema schema = structure.shapeSchema();
        List<MemberSchema> members = schema.members();
        for (int i = 0; i < members.size(); i++) {
            MemberSchema member = members.get(i);
            Object value = structure.memberValue(i);
            if (value != null) {
                value(path, member, value);
            } else if (member.required()) {
                add(Violation.Rule.REQUIRED, new Path.Member(path, member), member, null, Constraints.NOT_NULL);
            }
        }
    }

    private void value(@Nullable Path parent, MemberSchema member, Object value) {
        Schema schema = member.target();
        switch (schema.kind()) {
            case STRUCTURE, UNION -> structure(new Path.Member(parent, member), (Structure) value);
            case LIST -> list(new Path.Member(parent, member), member, (ListSchema) schema, (List<?>) value);
            case MAP -> map(new Path.Member(parent, member), member, (MapSchema) schema, (Map<?, ?>) value);
            case BOOLEAN,
                    BYTE,
                    SHORT,
                    INTEGER,
                    LONG,
                    FLOAT,
                    DOUBLE,
                    BIG_INTEGER,
                    BIG_DECIMAL,
                    STRING,
                    BLOB,
                    ENUM,
                    PAYLOAD,
                    TIMESTAMP,
                    DOCUMENT,
                    EVENT_STREAM -> {
                Constraints.Broken broken = Constraints.broken(schema, value);
                if (broken != null) {
                    add(broken.rule(), new Path.Member(parent, member), member, value, broken.words());
                }
            }
        }
    }

    private void list(Path path, MemberSchema member, ListSchema schema, List<?> items) {
        Constraints.Broken broken = Constraints.broken(schema, items);
        if (broken != null) {
            add(broken.rule(), path, member, items, broken.words());
        }
        Schema target = schema.member().target();
        for (int i = 0; i < items.size() && violations.size() < MOST_VIOLATIONS; i++) {
            Object item = items.get(i);
            if (item == null) {
                continue;
            }
            if (isAggregate(target)) {
                aggregate(new Path.Item(path, i), schema.member(), target, item);
                continue;
            }
            Constraints.Broken ofItem = Constraints.broken(target, item);
            if (ofItem != null) {
                String words = "Member must satisfy constraint: " + Constraints.all(target);
                add(ofItem.rule(), path, member, items, words);
                return;
            }
        }
    }

    private void map(Path path, MemberSchema member, MapSchema schema, Map<?, ?> entries) {
        Constraints.Broken broken = Constraints.broken(schema, entries);
        if (broken != null) {
            add(broken.rule(), path, member, entries, broken.words());
        }
        Schema keys = schema.key().target();
        Schema values = schema.value().target();
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            if (violations.size() >= MOST_VIOLATIONS) {
                return;
            }
            Constraints.Broken ofKey = Constraints.brokenKey(keys, (String) entry.getKey());
            if (ofKey != null) {
                String words = "Map keys must satisfy constraint: " + Constraints.all(keys);
                add(ofKey.rule(), path, member, entries, words);
                return;
            }
            // A list's own length is told as of the map, what is in it as of the entry.
            Constraints.Broken ofWhole = entry.getValue() == null ? null : Constraints.broken(values, entry.getValue());
            if (ofWhole != null) {
                String words = "Map value must satisfy constraint: " + Constraints.all(values);
                add(ofWhole.rule(), path, member, entries, words);
                return;
            }
            if (entry.getValue() != null && isAggregate(values)) {
                Path ofEntry = new Path.Entry(path, entry.getKey().toString());
                aggregate(ofEntry, schema.value(), values, entry.getValue());
            }
        }
    }

    private void aggregate(Path path, MemberSchema member, Schema schema, Object value) {
        switch (schema) {
            case ListSchema list -> list(path, member, list, (List<?>) value);
            case MapSchema map -> map(path, member, map, (Map<?, ?>) value);
            default -> structure(path, (Structure) value);
        }
    }

    private static boolean isAggregate(Schema schema) {
        return switch (schema.kind()) {
            case LIST, MAP, STRUCTURE, UNION -> true;
            case BOOLEAN,
                    BYTE,
                    SHORT,
                    INTEGER,
                    LONG,
                    FLOAT,
                    DOUBLE,
                    BIG_INTEGER,
                    BIG_DECIMAL,
                    STRING,
                    ENUM,
                    BLOB,
                    PAYLOAD,
                    TIMESTAMP,
                    DOCUMENT,
                    EVENT_STREAM -> false;
        };
    }

    private void add(Violation.Rule rule, Path path, MemberSchema member, @Nullable Object value, String words) {
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add(new Violation(rule, path.text(), member, Shown.text(value), words));
        }
    }
}

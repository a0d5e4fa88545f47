package dev.gust.wire.protocol.query;

import dev.gust.wire.codec.Decoding;
import dev.gust.wire.codec.MalformedException;
import dev.gust.wire.codec.ScalarText;
import dev.gust.wire.schema.FrozenList;
import dev.gust.wire.schema.FrozenMap;
import dev.gust.wire.schema.ListSchema;
import dev.gust.wire.schema.MapSchema;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.Structure;
import dev.gust.wire.schema.StructureSchema;
import dev.gust.wire.schema.TimestampFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads shapes from the parameters of a query. Parameters that no member has are left alone, as AWS does. */
final class QueryReader {
    private final Decoding decoding;

    QueryReader(Decoding decoding) {
        this.decoding = decoding;
    }

    Structure structure(StructureSchema schema, QueryForm form) {
        @Nullable Object[] values = new Object[schema.members().size()];
        for (MemberSchema member : schema.members()) {
            QueryForm child = form.child(member.xmlName());
            if (child != null) {
                decoding.enter(member);
                values[member.index()] = value(member, child, member.flattened());
                decoding.leave();
            }
        }
        return schema.create(values);
    }

    private @Nullable Object value(MemberSchema member, QueryForm form, boolean flattened) {
        return switch (member.target()) {
            case ListSchema list -> list(list, form, flattened);
            case MapSchema map -> map(map, form, flattened);
            case StructureSchema structure ->
                structure.kind() == dev.gust.wire.schema.Kind.UNION
                        ? union(structure, form)
                        : structure(structure, form);
            default -> {
                String text = form.value();
                if (text == null) {
                    throw new MalformedException(member.name() + " is one value and has no parts");
                }
                yield ScalarText.parse(member, text, TimestampFormat.DATE_TIME, decoding);
            }
        };
    }

    private @Nullable Object union(StructureSchema schema, QueryForm form) {
        Object union = null;
        int count = 0;
        for (MemberSchema member : schema.members()) {
            QueryForm child = form.child(member.xmlName());
            if (child != null) {
                decoding.enter(member);
                Object value = value(member, child, member.flattened());
                decoding.leave();
                union = value == null ? null : schema.createUnion(member, value);
                count++;
            }
        }
        if (count != 1) {
            decoding.notOneMember(schema, count);
            return null;
        }
        return union;
    }

    private Object list(ListSchema schema, QueryForm form, boolean flattened) {
        QueryForm items = flattened ? form : form.child(schema.member().xmlName());
        List<@Nullable Object> values = new ArrayList<>();
        if (items != null) {
            for (QueryForm item : items.numbered().values()) {
                decoding.enterItem(values.size());
                values.add(value(schema.member(), item, false));
                decoding.leave();
            }
        }
        return new FrozenList<@Nullable Object>(values.toArray());
    }

    private Object map(MapSchema schema, QueryForm form, boolean flattened) {
        QueryForm entries = flattened ? form : form.child("entry");
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        if (entries != null) {
            for (QueryForm entry : entries.numbered().values()) {
                String key = entry.value(schema.key().xmlName());
                QueryForm value = entry.child(schema.value().xmlName());
                if (key == null || value == null) {
                    throw new MalformedException("An entry of a map needs both a key and a value");
                }
                decoding.enterEntry(key);
                values.put(key, value(schema.value(), value, false));
                decoding.leave();
            }
        }
        return new FrozenMap<String, @Nullable Object>(values);
    }
}

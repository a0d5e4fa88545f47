package dev.gust.wire.protocol.rest;

import dev.gust.wire.codec.ScalarText;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.schema.Kind;
import dev.gust.wire.schema.Location;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.Structure;
import dev.gust.wire.schema.TimestampFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the members that stand in an answer's status and headers. */
final class RestWriter {
    private RestWriter() {}

    static int status(Structure output, int usual) {
        for (MemberSchema member : output.shapeSchema().members()) {
            if (member.location() == Location.STATUS && output.memberValue(member.index()) instanceof Integer status) {
                return status;
            }
        }
        return usual;
    }

    static List<HttpHeaders.Line> headers(Structure output) {
        List<HttpHeaders.Line> lines = new ArrayList<>();
        for (MemberSchema member : output.shapeSchema().members()) {
            Object value = member.location() == Location.HEADER ? output.memberValue(member.index()) : null;
            if (value instanceof List<?> items) {
                if (!items.isEmpty()) {
                    lines.add(new HttpHeaders.Line(member.locationName(), joined(member, items)));
                }
            } else if (value != null) {
                lines.add(new HttpHeaders.Line(member.locationName(), text(member, value)));
            }
        }
        for (MemberSchema member : output.shapeSchema().members()) {
            if (member.location() == Location.PREFIX_HEADERS
                    && output.memberValue(member.index()) instanceof Map<?, ?> entries) {
                prefixed(member.locationName(), entries, lines);
            }
        }
        return lines;
    }

    /** A header that has a member of its own is that member's. */
    private static void prefixed(String prefix, Map<?, ?> entries, List<HttpHeaders.Line> lines) {
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            String name = prefix + entry.getKey();
            if (lines.stream().noneMatch(line -> line.name().equalsIgnoreCase(name))) {
                lines.add(new HttpHeaders.Line(name, String.valueOf(entry.getValue())));
            }
        }
    }

    /** The member that is the body, or null. */
    static @Nullable MemberSchema payload(Structure output) {
        for (MemberSchema member : output.shapeSchema().members()) {
            if (member.location() == Location.PAYLOAD) {
                return member;
            }
        }
        return null;
    }

    private static String joined(MemberSchema member, List<?> items) {
        List<String> texts = new ArrayList<>();
        MemberSchema item = ((dev.gust.wire.schema.ListSchema) member.target()).member();
        for (Object value : items) {
            String text = text(item, value);
            boolean plain = item.target().kind() == Kind.TIMESTAMP;
            texts.add(plain ? text : HeaderList.quoteIfNeeded(text));
        }
        return String.join(", ", texts);
    }

    private static String text(MemberSchema member, Object value) {
        return ScalarText.of(member, value, TimestampFormat.HTTP_DATE);
    }
}

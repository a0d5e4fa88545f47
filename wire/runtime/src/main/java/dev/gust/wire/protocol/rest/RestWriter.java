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
            Object value = output.memberValue(member.index());
            if (value == null) {
                continue;
            }
            if (member.location() == Location.HEADER) {
                String text = value instanceof List<?> items ? joined(member, items) : text(member, value);
                if (!(value instanceof List<?> items && items.isEmpty())) {
                    lines.add(new HttpHeaders.Line(member.locationName(), text));
                }
            } else if (member.location() == Location.PREFIX_HEADERS) {
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                    lines.add(new HttpHeaders.Line(
                            member.locationName() + entry.getKey(), String.valueOf(entry.getValue())));
                }
            }
        }
        return lines;
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

    static boolean hasDocument(Structure output) {
        return output.shapeSchema().members().stream().anyMatch(member -> member.location() == Location.BODY);
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

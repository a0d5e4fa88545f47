package dev.gust.wire.protocol.rest;

import dev.gust.wire.operation.Operation;
import dev.gust.wire.schema.Location;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.StructureSchema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where in a request the members of an operation's input stand. */
final class RestBinding {
    private final UriPattern pattern;
    private final List<MemberSchema> members = new ArrayList<>();
    private final List<MemberSchema> telling = new ArrayList<>();
    private final @Nullable MemberSchema payload;
    private final boolean hasDocument;

    RestBinding(Operation<?, ?> operation) {
        this.pattern = UriPattern.parse(operation.http().uri());
        StructureSchema input = operation.input();
        MemberSchema found = null;
        boolean anyInBody = false;
        for (MemberSchema member : input.members()) {
            switch (member.location()) {
                case BODY -> anyInBody = true;
                case PAYLOAD -> found = member;
                case LABEL, QUERY, QUERY_PARAMS, HEADER, PREFIX_HEADERS, STATUS -> members.add(member);
            }
            boolean named = member.location() == Location.QUERY || member.location() == Location.HEADER;
            if (member.required() && named) {
                telling.add(member);
            }
        }
        this.payload = found;
        this.hasDocument = anyInBody && found == null;
    }

    UriPattern pattern() {
        return pattern;
    }

    /** Members that stand in path, query or headers. */
    List<MemberSchema> members() {
        return members;
    }

    /** Required members of query and headers, whose presence tells operations on the same path apart. */
    List<MemberSchema> telling() {
        return telling;
    }

    /** The member that is the body, or null. */
    @Nullable
    MemberSchema payload() {
        return payload;
    }

    /** Whether the body is a document that holds members. */
    boolean hasDocument() {
        return hasDocument;
    }
}

package dev.gust.wire.protocol.eventstream;

import dev.gust.wire.http.Payload;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.schema.Blob;
import dev.gust.wire.schema.EventPart;
import dev.gust.wire.schema.EventStream;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.Structure;
import dev.gust.wire.schema.Union;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event stream as a body: each event is framed when it is read, so nothing waits for those after it. */
public final class EventStreamBody extends InputStream {
    public static final String CONTENT_TYPE = "application/vnd.amazon.eventstream";

    private final EventStream<? extends Union> events;
    private final EventDocuments documents;
    private byte[] frame;
    private int position;
    private boolean ended;

    private EventStreamBody(EventStream<? extends Union> events, EventDocuments documents, byte[] first) {
        this.events = events;
        this.documents = documents;
        this.frame = first;
    }

    public static Payload of(EventStream<? extends Union> events, EventDocuments documents) {
        return Payload.of(new EventStreamBody(events, documents, new byte[0]));
    }

    /** A body that begins with the answer to the call itself, as protocols without headers of their own have it. */
    public static Payload of(EventStream<? extends Union> events, EventDocuments documents, byte[] initialResponse) {
        EventMessage first = message("initial-response", documents.contentType(), Blob.of(initialResponse));
        return Payload.of(new EventStreamBody(events, documents, first.encode()));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (position == frame.length) {
            if (ended) {
                return -1;
            }
            advance();
        }
        int count = Math.min(length, frame.length - position);
        System.arraycopy(frame, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        events.close();
    }

    private void advance() throws IOException {
        position = 0;
        try {
            Union event = events.next();
            ended = event == null;
            frame = event == null ? new byte[0] : frame(event);
        } catch (AwsException e) {
            ended = true;
            frame = error(e).encode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for an event");
        }
    }

    private byte[] frame(Union union) {
        MemberSchema kind = union.shapeSchema().members().get(union.memberIndex());
        if (union.unionValue() instanceof AwsException error) {
            ended = true;
            return error(error, kind.name()).encode();
        }
        Structure event = (Structure) union.unionValue();
        Map<String, Object> headers = new LinkedHashMap<>();
        Blob payload = null;
        String type = null;
        for (MemberSchema member : event.shapeSchema().members()) {
            Object value = event.memberValue(member.index());
            if (value != null && member.eventPart() == EventPart.HEADER) {
                headers.put(member.name(), value);
            } else if (member.eventPart() == EventPart.PAYLOAD) {
                payload = payload(value);
                type = value instanceof Blob
                        ? "application/octet-stream"
                        : value instanceof String ? "text/plain" : null;
            }
        }
        Blob body = payload == null ? Blob.of(documents.eventDocument(event)) : payload;
        EventMessage message = message(kind.name(), type == null ? documents.contentType() : type, body);
        headers.putAll(message.headers());
        return new EventMessage(headers, body).encode();
    }

    private @Nullable Blob payload(@Nullable Object value) {
        return switch (value) {
            case null -> Blob.of(new byte[0]);
            case Blob blob -> blob;
            case String text -> Blob.utf8(text);
            case Structure structure -> Blob.of(documents.eventDocument(structure));
            default -> null;
        };
    }

    private EventMessage error(AwsException error) {
        return error(error, error.code());
    }

    private EventMessage error(AwsException error, String type) {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put(":message-type", "exception");
        headers.put(":exception-type", type);
        headers.put(":content-type", documents.contentType());
        return new EventMessage(headers, Blob.of(documents.errorDocument(error)));
    }

    private static EventMessage message(String type, String contentType, Blob payload) {
        return new EventMessage(
                Map.of(":message-type", "event", ":event-type", type, ":content-type", contentType), payload);
    }
}

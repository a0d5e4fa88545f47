package dev.gust.services.lambda;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.lambda.InvokeWithResponseStreamResponseEvent;
import dev.gust.wire.model.lambda.InvokeWithResponseStreamResponseEvent.InvokeComplete;
import dev.gust.wire.model.lambda.InvokeWithResponseStreamResponseEvent.PayloadChunk;
import dev.gust.wire.schema.Blob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A streamed response as HTTP. With the content type that {@code awslambda.HttpResponseStream} sets, the bytes begin with a
 * JSON prelude (status, headers, cookies), which eight zero bytes end.
 */
final class UrlStream extends InputStream {
    private static final String WITH_PRELUDE = "application/vnd.awslambda.http-integration-response";
    private static final int SEPARATOR = 8;
    private static final int MAXIMUM_PRELUDE_BYTES = 64 * 1024;

    private final StreamedInvocation invocation;
    private byte[] chunk = {};
    private int position;
    private boolean over;
    private boolean failed;

    private UrlStream(StreamedInvocation invocation) {
        this.invocation = invocation;
    }

    /** The answer; its body goes on while the handler writes. */
    static HttpResponse respond(StreamedInvocation invocation) throws IOException {
        String contentType = invocation.contentType();
        UrlStream body = new UrlStream(invocation);
        if (!contentType.startsWith(WITH_PRELUDE)) {
            // What fails before the first byte is still an error to the caller.
            if (!body.fill()) {
                return body.emptyEnd(contentType);
            }
            return new HttpResponse(200, HttpHeaders.of("Content-Type", contentType), Payload.of(body));
        }
        HttpResponse head = body.prelude();
        return new HttpResponse(head.status(), head.headers(), Payload.of(body));
    }

    @Override
    public int read() throws IOException {
        return fill() ? chunk[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - position);
        System.arraycopy(chunk, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public void close() {
        invocation.close();
    }

    private HttpResponse emptyEnd(String contentType) {
        return failed
                ? UrlResponses.failed()
                : new HttpResponse(200, HttpHeaders.of("Content-Type", contentType), Payload.empty());
    }

    private HttpResponse prelude() throws IOException {
        ByteArrayOutputStream prelude = new ByteArrayOutputStream();
        int zeros = 0;
        while (zeros < SEPARATOR) {
            int next = read();
            if (next < 0 || prelude.size() > MAXIMUM_PRELUDE_BYTES) {
                return UrlResponses.failed();
            }
            zeros = next == 0 ? zeros + 1 : 0;
            prelude.write(next);
        }
        byte[] bytes = Arrays.copyOf(prelude.toByteArray(), prelude.size() - SEPARATOR);
        try {
            return JsonText.parse(new String(bytes, StandardCharsets.UTF_8)) instanceof JsonValue.Obj head
                    ? UrlResponses.head(head, "application/octet-stream")
                    : UrlResponses.failed();
        } catch (JsonSyntaxException notJson) {
            return UrlResponses.failed();
        }
    }

    /** Makes sure that there is a byte to read; false at the end. */
    private boolean fill() throws IOException {
        while (!over && position == chunk.length) {
            InvokeWithResponseStreamResponseEvent event = next();
            switch (event) {
                case PayloadChunk part -> {
                    Blob bytes = part.value().payload();
                    chunk = bytes == null ? new byte[0] : bytes.bytes();
                    position = 0;
                }
                case InvokeComplete complete -> {
                    failed = complete.value().errorCode() != null;
                    over = true;
                }
                case null -> over = true;
            }
        }
        return position < chunk.length;
    }

    private @Nullable InvokeWithResponseStreamResponseEvent next() throws IOException {
        try {
            return invocation.next();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the function answers", e);
        }
    }
}

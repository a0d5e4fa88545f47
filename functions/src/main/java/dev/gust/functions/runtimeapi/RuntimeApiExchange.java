package dev.gust.functions.runtimeapi;

import dev.gust.functions.Invocation;
import dev.gust.functions.channel.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers the requests of one connection. */
final class RuntimeApiExchange {
    private static final Pattern RESULT = Pattern.compile("/2018-06-01/runtime/invocation/([^/]+)/(response|error)");
    private static final String NEXT = "/2018-06-01/runtime/invocation/next";
    private static final String INIT_ERROR = "/2018-06-01/runtime/init/error";
    private static final int MAXIMUM_RESPONSE_BYTES = 6_291_556;
    /** Of what is no response. */
    private static final int MAXIMUM_NOTE_BYTES = 64 * 1024;

    private final RuntimeApiSession session;
    private final OutputStream out;
    private final ExtensionExchange extension;

    RuntimeApiExchange(RuntimeApiSession session, OutputStream out) {
        this.session = session;
        this.out = out;
        this.extension = new ExtensionExchange(session);
    }

    /** Whether the connection can go on. */
    boolean answer(HttpRequest request) throws IOException, InterruptedException {
        goOn(request);
        if (ExtensionExchange.concerns(request)) {
            return answerExtension(request);
        }
        if (!session.driving()) {
            body(request, 0);
            status(
                    403,
                    "Forbidden",
                    "{\"errorMessage\":\"This runtime is not driven over the runtime API\",\"errorType\":\"Forbidden\"}");
            return true;
        }
        Matcher result = RESULT.matcher(request.path);
        if (request.method.equals("GET") && request.path.equals(NEXT)) {
            return next();
        }
        if (request.method.equals("POST") && result.matches()) {
            finish(request, result.group(1), result.group(2).equals("error"));
            return true;
        }
        if (request.method.equals("POST") && request.path.equals(INIT_ERROR)) {
            session.tell(Frame.FATAL, body(request, MAXIMUM_NOTE_BYTES));
            status(202, "Accepted", "{\"status\":\"OK\"}");
            return true;
        }
        body(request, 0);
        status(
                404,
                "Not Found",
                "{\"errorMessage\":\"" + request.path.replaceAll("[\\\\\"\\p{Cntrl}]", "?")
                        + " is not part of the runtime API that Gust speaks\",\"errorType\":\"NotFound\"}");
        return true;
    }

    /** curl and others ask before they send much, and wait a second for the answer. */
    private void goOn(HttpRequest request) throws IOException {
        if (request.header("expect").filter("100-continue"::equalsIgnoreCase).isPresent()) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private boolean answerExtension(HttpRequest request) throws IOException, InterruptedException {
        Optional<ExtensionExchange.Answer> answer = extension.answer(request, body(request, MAXIMUM_NOTE_BYTES));
        if (answer.isEmpty()) {
            return false;
        }
        Map<String, String> headers = new LinkedHashMap<>(answer.get().headers());
        headers.put("Content-Type", "application/json");
        write(
                answer.get().status(),
                answer.get().reason(),
                headers,
                answer.get().json().getBytes(StandardCharsets.UTF_8));
        return true;
    }

    private boolean next() throws IOException, InterruptedException {
        Optional<ApiInvocation> next = session.next();
        if (next.isEmpty()) {
            return false;
        }
        Invocation invocation = next.get().invocation();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Lambda-Runtime-Aws-Request-Id", invocation.requestId());
        headers.put("Lambda-Runtime-Deadline-Ms", Long.toString(next.get().deadlineMillis()));
        headers.put("Lambda-Runtime-Invoked-Function-Arn", invocation.functionArn());
        invocation.traceId().ifPresent(trace -> headers.put("Lambda-Runtime-Trace-Id", trace));
        invocation.clientContext().ifPresent(context -> headers.put("Lambda-Runtime-Client-Context", context));
        invocation.identity().ifPresent(identity -> headers.put("Lambda-Runtime-Cognito-Identity", identity));
        write(200, "OK", headers, invocation.payload());
        return true;
    }

    private void finish(HttpRequest request, String requestId, boolean error) throws IOException, InterruptedException {
        session.responses().acquire();
        try {
            if (session.serves(requestId)) {
                finishCurrent(request, requestId, error);
                return;
            }
        } finally {
            session.responses().release();
        }
        body(request, 0);
        refuseId();
    }

    private void refuseId() throws IOException {
        status(400, "Bad Request", "{\"errorMessage\":\"Invalid request ID\",\"errorType\":\"InvalidRequestID\"}");
    }

    private void finishCurrent(HttpRequest request, String requestId, boolean error) throws IOException {
        String mode = request.header("lambda-runtime-function-response-mode").orElse("");
        boolean streaming = mode.equalsIgnoreCase("streaming");
        if (!error && !streaming && !mode.isEmpty()) {
            body(request, 0);
            status(
                    400,
                    "Bad Request",
                    "{\"errorMessage\":\"Invalid function response mode\",\"errorType\":\"InvalidFunctionResponseMode\"}");
            return;
        }
        if (!error && streaming) {
            stream(request, requestId);
            return;
        }
        byte[] body = body(request, MAXIMUM_RESPONSE_BYTES);
        if (!session.finish(requestId)) {
            refuseId();
            return;
        }
        // Answered first: once the result is told, the environment may be frozen.
        boolean tooLarge = !error && body.length > MAXIMUM_RESPONSE_BYTES;
        if (tooLarge) {
            status(
                    413,
                    "Payload Too Large",
                    "{\"errorMessage\":\"Exceeded maximum allowed payload size (6291556 bytes).\","
                            + "\"errorType\":\"RequestEntityTooLarge\"}");
        } else {
            status(202, "Accepted", "{\"status\":\"OK\"}");
        }
        session.tell(error ? Frame.ERROR : Frame.RESULT, body);
    }

    private void stream(HttpRequest request, String requestId) throws IOException {
        session.tell(
                Frame.STREAM,
                request.header("content-type")
                        .orElse("application/octet-stream")
                        .getBytes(StandardCharsets.UTF_8));
        for (Optional<byte[]> piece = request.piece(); piece.isPresent(); piece = request.piece()) {
            session.tell(Frame.CHUNK, piece.get());
        }
        if (!session.finish(requestId)) {
            refuseId();
            return;
        }
        status(202, "Accepted", "{\"status\":\"OK\"}");
        Optional<String> failure = request.header("lambda-runtime-function-error-type");
        if (failure.isPresent()) {
            session.tell(
                    Frame.ERROR,
                    StreamFailure.body(failure.get(), request.header("lambda-runtime-function-error-body")));
        } else {
            session.tell(Frame.STREAM_END, new byte[0]);
        }
    }

    /** All of it is read; one byte beyond the limit is enough to know that it is beyond. */
    private static byte[] body(HttpRequest request, int most) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Optional<byte[]> piece = request.piece(); piece.isPresent(); piece = request.piece()) {
            if (body.size() <= most) {
                body.writeBytes(piece.get());
            }
        }
        return body.toByteArray();
    }

    private void status(int status, String reason, String json) throws IOException {
        write(status, reason, Map.of("Content-Type", "application/json"), json.getBytes(StandardCharsets.UTF_8));
    }

    private void write(int status, String reason, Map<String, String> headers, byte[] body) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + ' ' + reason + "\r\n");
        headers.forEach((name, value) -> head.append(name)
                .append(": ")
                .append(value.replaceAll("[\\r\\n]", " "))
                .append("\r\n"));
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        out.write(whole);
    }
}

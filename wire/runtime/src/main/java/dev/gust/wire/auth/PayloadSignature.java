package dev.gust.wire.auth;

import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.Payload;
import dev.gust.wire.operation.AwsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The ways in which a signature covers the body, as x-amz-content-sha256 names them. */
final class PayloadSignature {
    static final String HEADER = "X-Amz-Content-Sha256";
    static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    private static final String TRAILER = "X-Amz-Trailer";
    private static final String DECODED_LENGTH = "X-Amz-Decoded-Content-Length";

    private PayloadSignature() {}

    /** The hash that the canonical request ends with; may read the body of a service that announces none. */
    static String hash(HttpRequest request, RequestSignature signature, int bodyLimit) throws IOException {
        String announced = request.headers().first(HEADER).orElse("");
        if (!announced.isEmpty()) {
            return announced;
        }
        if (!signature.scope().isS3()) {
            return Sha256.hex(request.body().readAll(bodyLimit));
        }
        if (signature.isPresigned()) {
            return UNSIGNED;
        }
        throw BodyErrors.missingHash();
    }

    /** The request with a body that verifies itself while it is read, and is free of chunk frames. */
    static HttpRequest verifying(HttpRequest request, RequestSignature signature, SigningKey key, String hash) {
        if (hash.startsWith("STREAMING-")) {
            return unframed(request, signature, key, hash);
        }
        if (hash.equals(UNSIGNED) || request.headers().first(HEADER).isEmpty()) {
            return request;
        }
        if (hash.length() != 64) {
            throw BodyErrors.invalidHash();
        }
        return switch (request.body()) {
            case Payload.Bytes(byte[] bytes) -> {
                String computed = Sha256.hex(bytes);
                if (!computed.equals(hash)) {
                    throw BodyErrors.hashMismatch(hash, computed);
                }
                yield request;
            }
            case Payload.Stream(var stream, OptionalLong length) ->
                request.withBody(new Payload.Stream(new HashedBody(stream, length, hash), length));
            case Payload.FileSlice _ -> throw new IllegalStateException("a request's body is no file");
        };
    }

    private static HttpRequest unframed(HttpRequest request, RequestSignature signature, SigningKey key, String kind) {
        ChunkSignatures signatures =
                new ChunkSignatures(key, signature.scope(), signature.timestamp(), signature.signature());
        long length = decodedLength(request);
        List<String> trailers = kind.endsWith("-TRAILER") ? trailers(request.headers()) : List.of();
        try {
            var in = request.body().open();
            ChunkedBody body = switch (kind) {
                case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> new ChunkedBody(in, length, signatures, false, trailers);
                case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" ->
                    new ChunkedBody(in, length, signatures, true, trailers);
                case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> new ChunkedBody(in, length, null, false, trailers);
                default -> throw BodyErrors.unsupported(kind);
            };
            return new HttpRequest(
                    request.method(),
                    request.rawPath(),
                    request.rawQuery(),
                    plainHeaders(request.headers(), length),
                    new Payload.Stream(body, OptionalLong.of(length)),
                    request.remoteAddress());
        } catch (IOException e) {
            throw new IllegalStateException("a body in memory or on the wire opens without reading", e);
        }
    }

    private static List<String> trailers(HttpHeaders headers) {
        return headers.all(TRAILER).stream()
                .flatMap(line -> Stream.of(line.split(",")))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static long decodedLength(HttpRequest request) {
        String length = request.headers().first(DECODED_LENGTH).orElseThrow(BodyErrors::missingLength);
        try {
            return Long.parseUnsignedLong(length) & Long.MAX_VALUE;
        } catch (NumberFormatException e) {
            throw AwsException.sender("InvalidArgument", 400, "x-amz-decoded-content-length is not a number.");
        }
    }

    /** The headers the request would have had without frames. */
    private static HttpHeaders plainHeaders(HttpHeaders headers, long length) {
        List<HttpHeaders.Line> lines = new ArrayList<>(headers.lines().size());
        for (HttpHeaders.Line line : headers.lines()) {
            if (line.name().equalsIgnoreCase("Content-Encoding")) {
                String rest = withoutChunking(line.value());
                if (!rest.isEmpty()) {
                    lines.add(new HttpHeaders.Line(line.name(), rest));
                }
            } else if (line.name().equalsIgnoreCase("Content-Length")) {
                lines.add(new HttpHeaders.Line(line.name(), Long.toString(length)));
            } else {
                lines.add(line);
            }
        }
        return new HttpHeaders(lines);
    }

    private static String withoutChunking(String encodings) {
        StringBuilder rest = new StringBuilder();
        for (String encoding : encodings.split(",")) {
            if (!encoding.strip().equalsIgnoreCase("aws-chunked") && !encoding.isBlank()) {
                rest.append(rest.isEmpty() ? "" : ",").append(encoding.strip());
            }
        }
        return rest.toString();
    }
}

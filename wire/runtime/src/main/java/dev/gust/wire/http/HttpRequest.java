package dev.gust.wire.http;

/**
 * A request as it came in.
 *
 * @param rawPath the path exactly as sent, percent escapes and all
 * @param rawQuery what stood after the question mark exactly as sent, or empty
 * @param remoteAddress the peer's IP address
 */
public record HttpRequest(
        String method, String rawPath, String rawQuery, HttpHeaders headers, Payload body, String remoteAddress) {
    public HttpRequest withBody(Payload changed) {
        return new HttpRequest(method, rawPath, rawQuery, headers, changed, remoteAddress);
    }
}

package dev.gust.functions;

import java.io.IOException;
import java.time.Duration;

/**
 * Hears a streamed response. Called by the thread that invoked. Blocking in {@link #chunk} slows the handler down, once
 * about 1 MB waits; after an exception the rest of the response is thrown away, and the handler runs to its end.
 */
public interface ResponseListener {
    /**
     * The handler began to answer.
     *
     * @param contentType as the handler set it. With {@code application/vnd.awslambda.http-integration-response} the bytes
     *     begin with a JSON prelude (status code, headers, cookies) that 8 zero bytes end.
     */
    void begin(String contentType) throws IOException;

    /** @param patience what is left of the function's time, beyond which it does not block */
    void chunk(byte[] bytes, Duration patience) throws IOException;
}

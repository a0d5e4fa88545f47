package dev.gust.services.ports.runtime;

import java.io.IOException;
import java.time.Duration;

/** Takes a response while the handler writes it. Throwing ends the response. */
public interface ResponseStream {
    void begin(String contentType) throws IOException;

    /** @param patience what is left of the function's time, beyond which nobody waits for a reader */
    void chunk(byte[] bytes, Duration patience) throws IOException;
}

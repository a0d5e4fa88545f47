package dev.gust.services.ports.runtime;

import java.io.IOException;

/** Takes a response while the handler writes it. Throwing ends the response. */
public interface ResponseStream {
    void begin(String contentType) throws IOException;

    void chunk(byte[] bytes) throws IOException;
}

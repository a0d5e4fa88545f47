package dev.gust.server.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/** Netty's decoder with our limits, leaving a request that has both length and chunks for us to refuse. */
final class RequestDecoder extends HttpRequestDecoder {
    RequestDecoder(HttpSettings limits) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.lineBytes())
                .setMaxHeaderSize(limits.headerBytes())
                .setMaxChunkSize(64 * 1024)
                .setInitialBufferSize(256));
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        // Netty would drop the length and go on.
    }
}

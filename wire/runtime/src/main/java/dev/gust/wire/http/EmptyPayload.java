package dev.gust.wire.http;

final class EmptyPayload {
    static final Payload INSTANCE = new Payload.Bytes(new byte[0]);

    private EmptyPayload() {}
}

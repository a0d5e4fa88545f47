package dev.gust.wire.operation;

/** The protocols of AWS that Gust speaks. */
public enum ProtocolName {
    AWS_JSON_1_0,
    AWS_JSON_1_1,
    AWS_QUERY,
    REST_JSON_1,
    REST_XML,
    RPC_V2_CBOR
}

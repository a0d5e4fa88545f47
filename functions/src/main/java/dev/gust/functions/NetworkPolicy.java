package dev.gust.functions;

/** What a function may reach besides the gateway, which it always can at 127.0.0.1. */
public enum NetworkPolicy {
    /** The gateway only. */
    GATEWAY_ONLY,
    /** The gateway and outgoing connections to other machines; never the host's own services. */
    OUTGOING
}

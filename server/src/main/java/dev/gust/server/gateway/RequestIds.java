package dev.gust.server.gateway;

import dev.gust.base.Ids;
import dev.gust.base.Randomness;

/** Names for requests. Not secret, so they come from a fast generator that only its seed makes unpredictable. */
public final class RequestIds {
    private final Ids ids;

    public RequestIds(Randomness seed) {
        this.ids = new Ids(Randomness.seeded(seed.nextLong()));
    }

    public String next() {
        return ids.uuid();
    }
}

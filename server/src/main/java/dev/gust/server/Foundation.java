package dev.gust.server;

import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.OperationCaller;
import dev.gust.storage.BlobStore;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.segments.SegmentStore;

/** What services stand on. */
record Foundation(
        OrderedStore store,
        BlobStore blobs,
        SegmentStore telemetry,
        Clock clock,
        Randomness randomness,
        OperationCaller operations) {
    Ids ids() {
        return new Ids(randomness);
    }
}

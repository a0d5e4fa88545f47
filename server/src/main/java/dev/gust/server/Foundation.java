package dev.gust.server;

import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.OperationCaller;
import dev.gust.storage.BlobStore;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.segments.SegmentStore;
import java.net.URI;

/**
 * What services stand on.
 *
 * @param gateway where functions reach this server
 * @param node names this server among those that share the store
 */
record Foundation(
        OrderedStore store,
        BlobStore blobs,
        SegmentStore telemetry,
        SegmentStore usage,
        Clock clock,
        Randomness randomness,
        OperationCaller operations,
        URI gateway,
        String node) {
    Ids ids() {
        return new Ids(randomness);
    }
}

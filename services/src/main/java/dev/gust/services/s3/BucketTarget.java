package dev.gust.services.s3;

import dev.gust.base.Arn;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.DeliveryResult;
import dev.gust.services.ports.Event;
import dev.gust.services.ports.EventTarget;
import dev.gust.storage.OrderedStore;
import dev.gust.wire.http.Payload;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.Principal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Buckets as destinations of what functions could not do. Whoever sends names the object's key, which is the same on every attempt: an
 * event that is delivered twice is one object.
 */
final class BucketTarget implements EventTarget {
    private static final byte[] NOTHING = {};
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final OrderedStore store;
    private final StoredObjects objects;
    private final Clock clock;

    BucketTarget(OrderedStore store, StoredObjects objects, Clock clock) {
        this.store = store;
        this.objects = objects;
        this.clock = clock;
    }

    @Override
    public String service() {
        return "s3";
    }

    @Override
    public DeliveryResult deliver(Arn target, Event event) {
        String key = event.attributes().get(Event.OBJECT_KEY);
        Arn sender = event.sourceArn();
        if (key == null || sender == null) {
            return new DeliveryResult.Impossible(
                    "INVALID_TARGET", "a bucket takes only events that come with an object's key: " + target);
        }
        Instant now = clock.instant();
        CallContext context = new CallContext(
                Principal.service(sender.account(), event.caller()),
                sender.account(),
                sender.region(),
                CallSource.DELIVERY,
                event.id(),
                event.traceHeader(),
                now.plus(LONGEST),
                URI.create("http://127.0.0.1"));
        try {
            BucketRecord bucket = store.read(reader -> Buckets.require(reader, target.resource(), context));
            objects.put(
                    bucket,
                    new StoredObjects.Upload(
                            key,
                            StoredObjects.Content.of(Payload.of(event.body())),
                            false,
                            Map.of("content-type", "application/json"),
                            Map.of(),
                            new Conditions.OfWrite(null, null),
                            "ObjectCreated:Put"),
                    context);
        } catch (AwsException refused) {
            return new DeliveryResult.Impossible(refused.code(), refused.message());
        }
        return new DeliveryResult.Delivered(NOTHING);
    }
}

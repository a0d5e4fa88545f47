package dev.gust.services.s3;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.Delivery;
import dev.gust.services.ports.Event;
import dev.gust.services.ports.EventOutbox;
import dev.gust.services.ports.RetryPolicy;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.s3.FilterRule;
import dev.gust.wire.model.s3.LambdaFunctionConfiguration;
import dev.gust.wire.model.s3.NotificationConfiguration;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.NotImplementedException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Tells functions of changes of objects, in the commit of the change. */
final class Notifications {
    private static final List<String> EVENTS = List.of(
            "s3:ObjectCreated:*",
            "s3:ObjectCreated:Put",
            "s3:ObjectCreated:Post",
            "s3:ObjectCreated:Copy",
            "s3:ObjectCreated:CompleteMultipartUpload",
            "s3:ObjectRemoved:*",
            "s3:ObjectRemoved:Delete",
            "s3:ObjectRemoved:DeleteMarkerCreated");

    private final OrderedStore store;
    private final EventOutbox outbox;
    private final Clock clock;
    private final Ids ids;

    Notifications(OrderedStore store, EventOutbox outbox, Clock clock, Ids ids) {
        this.store = store;
        this.outbox = outbox;
        this.clock = clock;
        this.ids = ids;
    }

    /** What happened to an object, as its event tells it. */
    record Change(String event, String key, Optional<ObjectRecord> object, CallContext context) {}

    NotificationConfiguration get(BucketRecord bucket) {
        return store.read(reader -> S3Store.notifications(bucket).get(reader, bucket.id()))
                .orElseGet(() -> new NotificationConfiguration(List.of(), List.of(), List.of(), null));
    }

    void put(BucketRecord bucket, NotificationConfiguration configuration) {
        if (!configuration.topicConfigurations().isEmpty()) {
            throw NotImplementedException.feature("S3", "notifications to topics");
        }
        if (!configuration.queueConfigurations().isEmpty()) {
            throw NotImplementedException.feature("S3", "notifications to queues");
        }
        if (configuration.eventBridgeConfiguration() != null) {
            throw NotImplementedException.feature("S3", "notifications to EventBridge");
        }
        List<LambdaFunctionConfiguration> functions = new ArrayList<>();
        for (LambdaFunctionConfiguration each : configuration.lambdaFunctionConfigurations()) {
            check(each);
            functions.add(each.id() == null ? each.toBuilder().id(ids.uuid()).build() : each);
        }
        store.write(tx -> S3Store.notifications(bucket)
                .put(tx, bucket.id(), new NotificationConfiguration(List.of(), List.of(), functions, null)));
    }

    private void check(LambdaFunctionConfiguration configuration) {
        Optional<Arn> function = Arn.parse(configuration.lambdaFunctionArn())
                .filter(arn -> arn.service().equals("lambda"));
        if (function.isEmpty() || !outbox.canReach(function.get())) {
            throw AwsException.sender(
                            "InvalidArgument", 400, "Unable to validate the following destination configurations")
                    .field("ArgumentName", configuration.lambdaFunctionArn());
        }
        for (String event : configuration.events()) {
            if (!EVENTS.contains(event)) {
                throw NotImplementedException.feature("S3", "notifications of the event " + event);
            }
        }
        for (FilterRule rule : rules(configuration)) {
            String name = Objects.requireNonNullElse(rule.name(), "").toLowerCase(Locale.ROOT);
            if (!name.equals("prefix") && !name.equals("suffix")) {
                throw S3Errors.invalidArgument(
                        "FilterRule.Name", name, "filter rule name must be either prefix or suffix");
            }
        }
    }

    /** Writes an event for every function that wants to know of the change. */
    void publish(Transaction tx, BucketRecord bucket, Change change) {
        Optional<NotificationConfiguration> configuration =
                S3Store.notifications(bucket).get(tx.snapshot(), bucket.id());
        if (configuration.isEmpty()) {
            return;
        }
        for (LambdaFunctionConfiguration each : configuration.get().lambdaFunctionConfigurations()) {
            if (wants(each, change)) {
                String body = message(bucket, each, change).toJson();
                Event event = new Event(
                        ids.uuid(),
                        body.getBytes(StandardCharsets.UTF_8),
                        "s3.amazonaws.com",
                        new Arn("aws", "s3", "", "", bucket.name()),
                        change.context().traceHeader(),
                        Map.of("sourceAccount", bucket.account()));
                Arn function = Arn.parse(each.lambdaFunctionArn()).orElseThrow();
                outbox.publish(tx, Delivery.of(function, event, RetryPolicy.PATIENT));
            }
        }
    }

    private static boolean wants(LambdaFunctionConfiguration configuration, Change change) {
        String name = "s3:" + change.event();
        boolean event = configuration.events().stream()
                .anyMatch(wanted -> wanted.equals(name)
                        || (wanted.endsWith("*") && name.startsWith(wanted.substring(0, wanted.length() - 1))));
        return event
                && rules(configuration).stream().allMatch(rule -> {
                    String value = Objects.requireNonNullElse(rule.value(), "");
                    return "prefix".equalsIgnoreCase(rule.name())
                            ? change.key().startsWith(value)
                            : change.key().endsWith(value);
                });
    }

    private static List<FilterRule> rules(LambdaFunctionConfiguration configuration) {
        return configuration.filter() == null || configuration.filter().key() == null
                ? List.of()
                : configuration.filter().key().filterRules();
    }

    private JsonValue message(BucketRecord bucket, LambdaFunctionConfiguration configuration, Change change) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Map<String, JsonValue> object = new LinkedHashMap<>();
        object.put("key", JsonValue.of(URLEncoder.encode(change.key(), StandardCharsets.UTF_8)));
        change.object().ifPresent(each -> {
            object.put("size", JsonValue.of(each.size()));
            object.put("eTag", JsonValue.of(each.eTag()));
        });
        // Sequencers order the changes of one key; hexadecimal times do, within what one clock can tell apart.
        object.put("sequencer", JsonValue.of("%018X".formatted(now.toEpochMilli() * 1_000_000)));
        Map<String, JsonValue> s3 = new LinkedHashMap<>();
        s3.put("s3SchemaVersion", JsonValue.of("1.0"));
        s3.put("configurationId", JsonValue.of(Objects.requireNonNullElse(configuration.id(), "")));
        s3.put(
                "bucket",
                object(
                        "name", JsonValue.of(bucket.name()),
                        "ownerIdentity", object("principalId", JsonValue.of(bucket.account())),
                        "arn", JsonValue.of("arn:aws:s3:::" + bucket.name())));
        s3.put("object", new JsonValue.Obj(object));
        JsonValue.Obj record = object(
                "eventVersion", JsonValue.of("2.1"),
                "eventSource", JsonValue.of("aws:s3"),
                "awsRegion", JsonValue.of(bucket.region()),
                "eventTime", JsonValue.of(now.toString()),
                "eventName", JsonValue.of(change.event()),
                "userIdentity",
                        object(
                                "principalId",
                                JsonValue.of(change.context().principal().userId())),
                "requestParameters", object("sourceIPAddress", JsonValue.of("127.0.0.1")),
                "responseElements",
                        object(
                                "x-amz-request-id",
                                        JsonValue.of(change.context().requestId()),
                                "x-amz-id-2", JsonValue.of(change.context().requestId())),
                "s3", new JsonValue.Obj(s3));
        return object("Records", JsonValue.array(List.of(record)));
    }

    private static JsonValue.Obj object(Object... namesAndValues) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], (JsonValue) namesAndValues[i + 1]);
        }
        return new JsonValue.Obj(members);
    }
}

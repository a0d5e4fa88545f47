package dev.gust.services.lambda;

import dev.gust.base.Arn;
import dev.gust.services.lambda.sources.EventSourceMapping;
import dev.gust.services.lambda.sources.MappingStore;
import dev.gust.storage.Reader;
import dev.gust.wire.model.lambda.ListTagsRequest;
import dev.gust.wire.model.lambda.ListTagsResponse;
import dev.gust.wire.model.lambda.TagResourceOutput;
import dev.gust.wire.model.lambda.TagResourceRequest;
import dev.gust.wire.model.lambda.UntagResourceOutput;
import dev.gust.wire.model.lambda.UntagResourceRequest;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Tags of functions and of event-source mappings. */
final class Tags {
    private static final int MOST = 50;
    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 256;
    private static final String MAPPING = "event-source-mapping:";

    private final LambdaStore store;
    private final MappingStore mappings;

    Tags(LambdaParts parts) {
        this.store = parts.store();
        this.mappings = new MappingStore(store.store());
    }

    TagResourceOutput tag(TagResourceRequest input, CallContext context) {
        if (input.tags().isEmpty()) {
            throw LambdaErrors.invalid("An error occurred and the request cannot be processed.");
        }
        requireAllowed(input.tags(), context);
        change(input.resource(), context, before -> {
            Map<String, String> tags = new LinkedHashMap<>(before);
            tags.putAll(input.tags());
            requireFew(tags);
            return tags;
        });
        return new TagResourceOutput();
    }

    UntagResourceOutput untag(UntagResourceRequest input, CallContext context) {
        requireUnreserved(Set.copyOf(input.tagKeys()), context);
        change(input.resource(), context, before -> {
            Map<String, String> tags = new LinkedHashMap<>(before);
            input.tagKeys().forEach(tags::remove);
            return tags;
        });
        return new UntagResourceOutput();
    }

    ListTagsResponse list(ListTagsRequest input, CallContext context) {
        Optional<String> mapping = mapping(input.resource(), context);
        if (mapping.isPresent()) {
            return new ListTagsResponse(store.store()
                    .read(snapshot -> required(snapshot, mapping.get(), context).tags()));
        }
        FunctionReference reference = function(input.resource(), context);
        return new ListTagsResponse(store.store()
                .read(snapshot -> store.function(snapshot, reference).tags()));
    }

    static void requireFew(Map<String, String> tags) {
        long own = tags.keySet().stream().filter(key -> !isReserved(key)).count();
        if (own > MOST) {
            throw LambdaErrors.invalid("Number of tags exceeds resource tag limit.");
        }
    }

    /** What a caller may write: no names of AWS's own, and nothing too long. */
    static void requireAllowed(Map<String, String> tags, CallContext context) {
        requireUnreserved(tags.keySet(), context);
        tags.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > LONGEST_KEY) {
                throw LambdaErrors.invalid("The tag key '" + key + "' must have 1 to " + LONGEST_KEY + " characters.");
            }
            if (value.length() > LONGEST_VALUE) {
                throw LambdaErrors.invalid(
                        "The value of the tag '" + key + "' has more than " + LONGEST_VALUE + " characters.");
            }
        });
    }

    private static void requireUnreserved(Collection<String> keys, CallContext context) {
        if (context.source() != CallSource.CLOUDFORMATION) {
            keys.stream().filter(Tags::isReserved).findFirst().ifPresent(key -> {
                throw LambdaErrors.invalid("aws: prefixed tag key names are not allowed for external use: " + key);
            });
        }
    }

    private static boolean isReserved(String key) {
        return key.toLowerCase(Locale.ROOT).startsWith("aws:");
    }

    private void change(String resource, CallContext context, UnaryOperator<Map<String, String>> change) {
        Optional<String> mapping = mapping(resource, context);
        if (mapping.isPresent()) {
            store.store().write(tx -> {
                EventSourceMapping before = required(tx, mapping.get(), context);
                mappings.put(tx, before.tagged(change.apply(before.tags())));
            });
            return;
        }
        FunctionReference reference = function(resource, context);
        store.store().write(tx -> {
            FunctionRecord function = store.function(tx, reference);
            tx.put(
                    Scope.of(reference).function(reference.name()),
                    FunctionRecord.CODEC,
                    function.withTags(change.apply(function.tags())));
        });
    }

    private EventSourceMapping required(Reader reader, String id, CallContext context) {
        return mappings.find(reader, context.account(), context.region(), id).orElseThrow(LambdaErrors::noResource);
    }

    /** The id of the caller's mapping that the ARN names, if it names one. */
    private static Optional<String> mapping(String resource, CallContext context) {
        return Arn.parse(resource)
                .filter(arn -> arn.service().equals("lambda")
                        && arn.resource().startsWith(MAPPING)
                        && arn.account().equals(context.account())
                        && arn.region().equals(context.region()))
                .map(arn -> arn.resource().substring(MAPPING.length()));
    }

    private static FunctionReference function(String text, CallContext context) {
        FunctionReference reference = Arn.parse(text)
                .map(FunctionReference::of)
                .orElseThrow(() -> LambdaErrors.invalid(
                        "The resource is not the ARN of a function or an event-source mapping: " + text));
        if (reference.qualifier() != null) {
            throw LambdaErrors.invalid(
                    "Tags on function aliases and versions are not supported. Please specify a function ARN.");
        }
        return FunctionReference.of(text, context);
    }
}

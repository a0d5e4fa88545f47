package dev.gust.services.lambda;

import dev.gust.storage.Codec;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Reader;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.lambda.Cors;
import dev.gust.wire.model.lambda.CreateFunctionUrlConfigRequest;
import dev.gust.wire.model.lambda.CreateFunctionUrlConfigResponse;
import dev.gust.wire.model.lambda.DeleteFunctionUrlConfigOutput;
import dev.gust.wire.model.lambda.DeleteFunctionUrlConfigRequest;
import dev.gust.wire.model.lambda.GetFunctionUrlConfigRequest;
import dev.gust.wire.model.lambda.GetFunctionUrlConfigResponse;
import dev.gust.wire.model.lambda.InvokeMode;
import dev.gust.wire.model.lambda.ListFunctionUrlConfigsRequest;
import dev.gust.wire.model.lambda.ListFunctionUrlConfigsResponse;
import dev.gust.wire.model.lambda.ResourceNotFoundException;
import dev.gust.wire.model.lambda.UpdateFunctionUrlConfigRequest;
import dev.gust.wire.model.lambda.UpdateFunctionUrlConfigResponse;
import dev.gust.wire.operation.CallContext;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The addresses under which functions answer HTTP without an API before them. */
final class FunctionUrls {
    private static final int ID_LENGTH = 32;

    /** Where a URL's id leads. */
    record Place(String account, String region, String function) {
        static final Codec<Place> CODEC = Codec.of(
                10,
                1,
                (out, place) -> out.text(place.account).text(place.region).text(place.function),
                in -> new Place(in.text(), in.text(), in.text()));
    }

    private final LambdaParts parts;
    private final LambdaStore store;

    FunctionUrls(LambdaParts parts) {
        this.parts = parts;
        this.store = parts.store();
    }

    CreateFunctionUrlConfigResponse create(CreateFunctionUrlConfigRequest input, CallContext context) {
        FunctionReference reference = ofAlias(input.functionName(), input.qualifier(), context);
        Instant now = parts.clock().instant();
        UrlRecord url = new UrlRecord(
                parts.ids().lower(ID_LENGTH),
                reference.name(),
                reference.qualifier(),
                input.authType().wireValue(),
                input.invokeMode() == null
                        ? InvokeMode.BUFFERED.wireValue()
                        : input.invokeMode().wireValue(),
                UrlDescriptions.cors(input.cors()),
                now,
                now);
        store.store().write(tx -> {
            Key key = existing(tx, reference);
            if (tx.get(key).isPresent()) {
                throw LambdaErrors.conflict("Failed to create function url config for [functionArn = " + reference.arn()
                        + "]. Error message:  FunctionUrlConfig exists for this Lambda function");
            }
            tx.put(key, UrlRecord.CODEC, url);
            tx.put(
                    place(url.urlId()),
                    Place.CODEC,
                    new Place(reference.account(), reference.region(), reference.name()));
        });
        return UrlDescriptions.created(url, reference, context);
    }

    GetFunctionUrlConfigResponse get(GetFunctionUrlConfigRequest input, CallContext context) {
        FunctionReference reference = ofAlias(input.functionName(), input.qualifier(), context);
        UrlRecord url =
                store.store().read(snapshot -> required(snapshot.get(key(snapshot, reference), UrlRecord.CODEC)));
        return UrlDescriptions.told(url, reference, context);
    }

    UpdateFunctionUrlConfigResponse update(UpdateFunctionUrlConfigRequest input, CallContext context) {
        FunctionReference reference = ofAlias(input.functionName(), input.qualifier(), context);
        Instant now = parts.clock().instant();
        UrlRecord url = store.store().transact(tx -> {
            Key key = existing(tx, reference);
            UrlRecord before = required(tx.get(key, UrlRecord.CODEC));
            Cors cors = input.cors();
            UrlRecord after = new UrlRecord(
                    before.urlId(),
                    before.function(),
                    before.qualifier(),
                    input.authType() == null
                            ? before.authType()
                            : input.authType().wireValue(),
                    input.invokeMode() == null
                            ? before.invokeMode()
                            : input.invokeMode().wireValue(),
                    cors == null ? before.cors() : UrlDescriptions.cors(cors),
                    before.created(),
                    now);
            tx.put(key, UrlRecord.CODEC, after);
            return after;
        });
        return UrlDescriptions.updated(url, reference, context);
    }

    DeleteFunctionUrlConfigOutput delete(DeleteFunctionUrlConfigRequest input, CallContext context) {
        FunctionReference reference = ofAlias(input.functionName(), input.qualifier(), context);
        store.store().write(tx -> {
            Key key = key(tx, reference);
            UrlRecord url = required(tx.get(key, UrlRecord.CODEC));
            tx.delete(key);
            tx.delete(place(url.urlId()));
        });
        return new DeleteFunctionUrlConfigOutput();
    }

    ListFunctionUrlConfigsResponse list(ListFunctionUrlConfigsRequest input, CallContext context) {
        FunctionReference reference = Functions.unqualified(input.functionName(), context);
        return store.store().read(snapshot -> {
            Listing<UrlRecord> page = Listing.of(
                    snapshot,
                    Scope.of(reference)
                            .urls(store.find(snapshot, reference)
                                    .orElseThrow(FunctionUrls::noFunction)
                                    .id()),
                    UrlRecord.CODEC,
                    input.marker(),
                    input.maxItems());
            return new ListFunctionUrlConfigsResponse(
                    page.items().stream()
                            .map(url -> UrlDescriptions.listed(url, reference.withQualifier(url.qualifier()), context))
                            .toList(),
                    page.nextMarker());
        });
    }

    /** The URL with this id, as a request names it. */
    Optional<Found> find(Reader reader, String urlId) {
        return reader.get(place(urlId), Place.CODEC).flatMap(place -> {
            FunctionReference reference =
                    new FunctionReference(place.account(), place.region(), place.function(), null);
            return store.find(reader, reference)
                    .flatMap(function ->
                            LambdaStore.all(reader, Scope.of(reference).urls(function.id()), UrlRecord.CODEC).stream()
                                    .filter(url -> url.urlId().equals(urlId))
                                    .map(url -> new Found(url, reference.withQualifier(url.qualifier()), function))
                                    .findFirst());
        });
    }

    /** A URL and what it calls. */
    record Found(UrlRecord url, FunctionReference reference, FunctionRecord function) {}

    /** Removes the URLs of a function that is deleted. */
    void forget(Transaction tx, Scope scope, FunctionRecord function) {
        for (UrlRecord url : LambdaStore.all(tx, scope.urls(function.id()), UrlRecord.CODEC)) {
            tx.delete(place(url.urlId()));
        }
        tx.deleteRange(KeyRange.under(scope.urls(function.id())));
    }

    /** Removes the URL of an alias that is deleted. */
    static void forget(Transaction tx, Scope scope, FunctionRecord function, String alias) {
        Key key = scope.urls(function.id()).plus(alias);
        tx.get(key, UrlRecord.CODEC).ifPresent(url -> {
            tx.delete(place(url.urlId()));
            tx.delete(key);
        });
    }

    /** Where the URL of something that exists is kept. */
    private Key existing(Reader reader, FunctionReference reference) {
        try {
            store.resolve(reader, reference, AliasRecord.shares());
            return key(reader, reference);
        } catch (ResourceNotFoundException missing) {
            throw noFunction();
        }
    }

    private static RuntimeException noFunction() {
        return LambdaErrors.notFound("Function does not exist");
    }

    /** Where a URL would be; AWS says of what does not exist what it says of what has no URL. */
    private Key key(Reader reader, FunctionReference reference) {
        FunctionRecord function = store.find(reader, reference).orElseThrow(LambdaErrors::noResource);
        return Scope.of(reference).urls(function.id()).plus(Functions.orEmpty(reference.qualifier()));
    }

    private static Key place(String urlId) {
        return Key.of("lambda", "url-places", urlId);
    }

    private static FunctionReference ofAlias(String name, @Nullable String qualifier, CallContext context) {
        FunctionReference reference = FunctionReference.of(name, qualifier, context);
        String meant = reference.qualifier();
        if (meant != null && (LambdaStore.isNumber(meant) || meant.equals(FunctionReference.LATEST))) {
            throw LambdaErrors.constraint("Value '" + meant
                    + "' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: "
                    + "((?!^\\d+$)^[0-9a-zA-Z-_]+$)");
        }
        return reference;
    }

    private static UrlRecord required(Optional<UrlRecord> url) {
        return url.orElseThrow(LambdaErrors::noResource);
    }
}

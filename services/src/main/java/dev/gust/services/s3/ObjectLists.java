package dev.gust.services.s3;

import dev.gust.services.ports.records.Supported;
import dev.gust.storage.OrderedStore;
import dev.gust.wire.model.s3.CommonPrefix;
import dev.gust.wire.model.s3.ListObjectsOutput;
import dev.gust.wire.model.s3.ListObjectsRequest;
import dev.gust.wire.model.s3.ListObjectsV2Output;
import dev.gust.wire.model.s3.ListObjectsV2Request;
import dev.gust.wire.model.s3.Owner;
import dev.gust.wire.model.s3.S3Object;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Both forms of listing a bucket. */
final class ObjectLists {
    private static final int MOST = 1_000;

    private final OrderedStore store;

    ObjectLists(OrderedStore store) {
        this.store = store;
    }

    ListObjectsV2Output newer(BucketRecord bucket, ListObjectsV2Request input) {
        Supported.only(
                "S3",
                input,
                Set.of(
                        "Bucket",
                        "Delimiter",
                        "EncodingType",
                        "MaxKeys",
                        "Prefix",
                        "ContinuationToken",
                        "FetchOwner",
                        "StartAfter",
                        "ExpectedBucketOwner"));
        int limit = limit(input.maxKeys());
        Optional<String> after = input.continuationToken() == null
                ? given(input.startAfter())
                : Optional.of(decodedToken(input.continuationToken()));
        Listing.Result page = page(bucket, input.prefix(), input.delimiter(), after, limit);
        UnaryOperator<String> name = encoder(input.encodingType());
        boolean owner = Boolean.TRUE.equals(input.fetchOwner());
        return ListObjectsV2Output.builder()
                .isTruncated(page.last().isPresent())
                .contents(contents(page, name, owner ? new Owner(null, bucket.account()) : null))
                .name(bucket.name())
                .prefix(name.apply(Objects.requireNonNullElse(input.prefix(), "")))
                .delimiter(given(input.delimiter()).map(name).orElse(null))
                .maxKeys(limit)
                .commonPrefixes(prefixes(page, name))
                .encodingType(input.encodingType())
                .keyCount(page.objects().size() + page.commonPrefixes().size())
                .continuationToken(input.continuationToken())
                .nextContinuationToken(page.last().map(ObjectLists::token).orElse(null))
                .startAfter(given(input.startAfter()).map(name).orElse(null))
                .build();
    }

    ListObjectsOutput older(BucketRecord bucket, ListObjectsRequest input) {
        Supported.only(
                "S3",
                input,
                Set.of("Bucket", "Delimiter", "EncodingType", "Marker", "MaxKeys", "Prefix", "ExpectedBucketOwner"));
        int limit = limit(input.maxKeys());
        Listing.Result page = page(bucket, input.prefix(), input.delimiter(), given(input.marker()), limit);
        UnaryOperator<String> name = encoder(input.encodingType());
        // Without a delimiter the next marker is the last key, which the caller has already.
        boolean tellsNext = given(input.delimiter()).isPresent();
        return ListObjectsOutput.builder()
                .isTruncated(page.last().isPresent())
                .marker(name.apply(Objects.requireNonNullElse(input.marker(), "")))
                .nextMarker(tellsNext ? page.last().map(name).orElse(null) : null)
                .contents(contents(page, name, new Owner(null, bucket.account())))
                .name(bucket.name())
                .prefix(name.apply(Objects.requireNonNullElse(input.prefix(), "")))
                .delimiter(given(input.delimiter()).map(name).orElse(null))
                .maxKeys(limit)
                .commonPrefixes(prefixes(page, name))
                .encodingType(input.encodingType())
                .build();
    }

    private Listing.Result page(
            BucketRecord bucket,
            @Nullable String prefix,
            @Nullable String delimiter,
            Optional<String> after,
            int limit) {
        return store.read(reader -> Listing.page(
                reader,
                S3Store.objects(bucket),
                Objects.requireNonNullElse(prefix, ""),
                given(delimiter),
                after,
                limit));
    }

    private static List<S3Object> contents(Listing.Result page, UnaryOperator<String> name, @Nullable Owner owner) {
        return page.objects().stream()
                .map(found -> S3Object.builder()
                        .key(name.apply(found.key()))
                        .lastModified(found.object().lastModified())
                        .eTag(found.object().quotedETag())
                        .checksumAlgorithm(
                                List.copyOf(found.object().checksums().keySet()))
                        .checksumType(found.object().checksumType())
                        .size(found.object().size())
                        .storageClass("STANDARD")
                        .owner(owner)
                        .build())
                .toList();
    }

    private static List<CommonPrefix> prefixes(Listing.Result page, UnaryOperator<String> name) {
        return page.commonPrefixes().stream()
                .map(prefix -> new CommonPrefix(name.apply(prefix)))
                .toList();
    }

    private static int limit(@Nullable Integer asked) {
        if (asked == null) {
            return MOST;
        }
        if (asked < 0) {
            throw S3Errors.invalidArgument(
                    "maxKeys", asked.toString(), "Argument maxKeys must be an integer between 0 and 2147483647");
        }
        return Math.min(asked, MOST);
    }

    private static Optional<String> given(@Nullable String text) {
        return Optional.ofNullable(text).filter(each -> !each.isEmpty());
    }

    private static UnaryOperator<String> encoder(@Nullable String type) {
        if (type == null) {
            return UnaryOperator.identity();
        }
        if (!type.equals("url")) {
            throw S3Errors.invalidArgument("encoding-type", type, "Invalid Encoding Method specified in Request");
        }
        return text -> URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%2F", "/");
    }

    private static String token(String last) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8));
    }

    private static String decodedToken(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw S3Errors.invalidArgument("continuation-token", token, "The continuation token provided is incorrect");
        }
    }
}

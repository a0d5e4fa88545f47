package dev.gust.services.lambda;

import dev.gust.storage.Codec;
import dev.gust.storage.ValueReader;
import dev.gust.storage.ValueWriter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function's URL.
 *
 * @param urlId first label of its host name
 * @param qualifier the alias that it calls; null for {@code $LATEST}
 */
record UrlRecord(
        String urlId,
        String function,
        @Nullable String qualifier,
        String authType,
        String invokeMode,
        @Nullable Cors cors,
        Instant created,
        Instant lastModified) {
    /** Which foreign pages may read answers. */
    record Cors(
            boolean allowCredentials,
            List<String> allowHeaders,
            List<String> allowMethods,
            List<String> allowOrigins,
            List<String> exposeHeaders,
            @Nullable Integer maxAgeSeconds) {
        Cors {
            allowHeaders = List.copyOf(allowHeaders);
            allowMethods = List.copyOf(allowMethods);
            allowOrigins = List.copyOf(allowOrigins);
            exposeHeaders = List.copyOf(exposeHeaders);
        }
    }

    static final Codec<UrlRecord> CODEC = Codec.of(8, 1, UrlRecord::write, UrlRecord::read);

    private static void write(ValueWriter out, UrlRecord url) {
        out.text(url.urlId).text(url.function).optionalText(url.qualifier);
        out.text(url.authType).text(url.invokeMode);
        out.optional(
                url.cors,
                (writer, cors) -> writer.bool(cors.allowCredentials)
                        .texts(cors.allowHeaders)
                        .texts(cors.allowMethods)
                        .texts(cors.allowOrigins)
                        .texts(cors.exposeHeaders)
                        .optional(cors.maxAgeSeconds, (inner, seconds) -> inner.number(seconds)));
        out.instant(url.created).instant(url.lastModified);
    }

    private static UrlRecord read(ValueReader in) {
        return new UrlRecord(
                in.text(),
                in.text(),
                in.optionalText(),
                in.text(),
                in.text(),
                in.optional(reader -> new Cors(
                        reader.bool(),
                        reader.texts(),
                        reader.texts(),
                        reader.texts(),
                        reader.texts(),
                        reader.optional(inner -> (int) inner.number()))),
                in.instant(),
                in.instant());
    }
}

package dev.gust.services.cloudformation;

import dev.gust.services.cloudformation.template.TemplateText;
import dev.gust.services.ports.ObjectReader;
import dev.gust.wire.operation.CallContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the text of a template comes from: the request itself or an object. */
final class TemplateSource {
    private static final int MAXIMUM_BODY = 1_000_000;

    private final ObjectReader objects;

    TemplateSource(ObjectReader objects) {
        this.objects = objects;
    }

    /** The text of a request that must have exactly one of the two. */
    String read(CallContext context, @Nullable String body, @Nullable String url) {
        return optional(context, body, url)
                .orElseThrow(() ->
                        CloudFormationErrors.validation("Either Template URL or Template Body must be specified."));
    }

    Optional<String> optional(CallContext context, @Nullable String body, @Nullable String url) {
        if (body != null && url != null) {
            throw CloudFormationErrors.validation("Specify exactly one of TemplateBody and TemplateURL.");
        }
        if (body != null) {
            if (body.length() > MAXIMUM_BODY) {
                throw CloudFormationErrors.validation("The template is larger than " + MAXIMUM_BODY
                        + " characters: upload it and name it by TemplateURL.");
            }
            return Optional.of(body);
        }
        return url == null ? Optional.empty() : Optional.of(object(context, url));
    }

    private record Place(String bucket, String key) {}

    /** The bucket and key in a URL, in any of the forms of S3. */
    private static Place place(String url) {
        try {
            URI uri = new URI(url);
            String host = uri.getHost() == null ? "" : uri.getHost();
            String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceFirst("^/", "");
            int dot = host.indexOf(".s3");
            if ("s3".equals(uri.getScheme())) {
                return new Place(host, decoded(path));
            }
            if (dot > 0) {
                return new Place(host.substring(0, dot), decoded(path));
            }
            int slash = path.indexOf('/');
            if (slash > 0 && slash < path.length() - 1) {
                return new Place(path.substring(0, slash), decoded(path.substring(slash + 1)));
            }
        } catch (URISyntaxException e) {
            throw notS3();
        }
        throw notS3();
    }

    private static String decoded(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static RuntimeException notS3() {
        return CloudFormationErrors.validation("TemplateURL must be a supported URL.");
    }

    private String object(CallContext context, String url) {
        Place place = place(url);
        return switch (objects.read(context.account(), context.region(), place.bucket(), place.key(), null)) {
            case ObjectReader.Answer.Missing(String code, String message) ->
                throw CloudFormationErrors.validation("S3 error: " + message + " (" + code + ", bucket "
                        + place.bucket() + ", key " + place.key() + ")");
            case ObjectReader.Answer.Found(var content) -> {
                try (InputStream stream = content.open()) {
                    byte[] bytes = stream.readNBytes(TemplateText.MAXIMUM_BYTES + 1);
                    if (bytes.length > TemplateText.MAXIMUM_BYTES) {
                        throw CloudFormationErrors.validation(
                                "Template may not exceed " + TemplateText.MAXIMUM_BYTES + " bytes in size.");
                    }
                    yield new String(bytes, StandardCharsets.UTF_8);
                } catch (IOException e) {
                    throw new UncheckedIOException("reading the template " + url, e);
                }
            }
        };
    }
}

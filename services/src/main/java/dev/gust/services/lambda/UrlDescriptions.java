package dev.gust.services.lambda;

import dev.gust.wire.model.lambda.Cors;
import dev.gust.wire.model.lambda.CreateFunctionUrlConfigResponse;
import dev.gust.wire.model.lambda.FunctionUrlAuthType;
import dev.gust.wire.model.lambda.FunctionUrlConfig;
import dev.gust.wire.model.lambda.GetFunctionUrlConfigResponse;
import dev.gust.wire.model.lambda.InvokeMode;
import dev.gust.wire.model.lambda.UpdateFunctionUrlConfigResponse;
import dev.gust.wire.operation.CallContext;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells function URLs to callers. */
final class UrlDescriptions {
    private UrlDescriptions() {}

    /** {@code http://ID.lambda-url.REGION.localhost:PORT/}; the host names the URL, as on AWS. */
    static String address(UrlRecord url, FunctionReference reference, CallContext context) {
        URI endpoint = context.endpoint();
        String port = endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort();
        return endpoint.getScheme() + "://" + url.urlId() + '.' + UrlSurface.KIND + '.' + reference.region()
                + ".localhost" + port + '/';
    }

    static CreateFunctionUrlConfigResponse created(UrlRecord url, FunctionReference reference, CallContext context) {
        return CreateFunctionUrlConfigResponse.builder()
                .functionUrl(address(url, reference, context))
                .functionArn(reference.arn().toString())
                .authType(authType(url))
                .cors(cors(url.cors()))
                .creationTime(url.created().toString())
                .invokeMode(invokeMode(url))
                .build();
    }

    static GetFunctionUrlConfigResponse told(UrlRecord url, FunctionReference reference, CallContext context) {
        return GetFunctionUrlConfigResponse.builder()
                .functionUrl(address(url, reference, context))
                .functionArn(reference.arn().toString())
                .authType(authType(url))
                .cors(cors(url.cors()))
                .creationTime(url.created().toString())
                .lastModifiedTime(url.lastModified().toString())
                .invokeMode(invokeMode(url))
                .build();
    }

    static UpdateFunctionUrlConfigResponse updated(UrlRecord url, FunctionReference reference, CallContext context) {
        return UpdateFunctionUrlConfigResponse.builder()
                .functionUrl(address(url, reference, context))
                .functionArn(reference.arn().toString())
                .authType(authType(url))
                .cors(cors(url.cors()))
                .creationTime(url.created().toString())
                .lastModifiedTime(url.lastModified().toString())
                .invokeMode(invokeMode(url))
                .build();
    }

    static FunctionUrlConfig listed(UrlRecord url, FunctionReference reference, CallContext context) {
        return FunctionUrlConfig.builder()
                .functionUrl(address(url, reference, context))
                .functionArn(reference.arn().toString())
                .creationTime(url.created().toString())
                .lastModifiedTime(url.lastModified().toString())
                .cors(cors(url.cors()))
                .authType(authType(url))
                .invokeMode(invokeMode(url))
                .build();
    }

    static UrlRecord.@Nullable Cors cors(@Nullable Cors cors) {
        return cors == null
                ? null
                : new UrlRecord.Cors(
                        Boolean.TRUE.equals(cors.allowCredentials()),
                        cors.allowHeaders(),
                        cors.allowMethods(),
                        cors.allowOrigins(),
                        cors.exposeHeaders(),
                        cors.maxAge());
    }

    private static @Nullable Cors cors(UrlRecord.@Nullable Cors cors) {
        return cors == null
                ? null
                : Cors.builder()
                        .allowCredentials(cors.allowCredentials() ? Boolean.TRUE : null)
                        .allowHeaders(orAbsent(cors.allowHeaders()))
                        .allowMethods(orAbsent(cors.allowMethods()))
                        .allowOrigins(orAbsent(cors.allowOrigins()))
                        .exposeHeaders(orAbsent(cors.exposeHeaders()))
                        .maxAge(cors.maxAgeSeconds())
                        .build();
    }

    private static @Nullable List<String> orAbsent(List<String> items) {
        return items.isEmpty() ? null : items;
    }

    private static FunctionUrlAuthType authType(UrlRecord url) {
        return FunctionUrlAuthType.valueOf(url.authType());
    }

    private static InvokeMode invokeMode(UrlRecord url) {
        return InvokeMode.valueOf(url.invokeMode());
    }
}

package dev.gust.services.lambda;

import dev.gust.base.Arn;
import dev.gust.wire.model.lambda.Architecture;
import dev.gust.wire.model.lambda.LayerVersionContentOutput;
import dev.gust.wire.model.lambda.LayerVersionsListItem;
import dev.gust.wire.operation.CallContext;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells versions of layers to callers. */
final class LayerDescriptions {
    private LayerDescriptions() {}

    static Arn arn(Scope scope, String name) {
        return Arn.of("lambda", scope.region(), scope.account(), "layer:" + name);
    }

    static LayerVersionsListItem item(Scope scope, LayerVersionRecord version) {
        return LayerVersionsListItem.builder()
                .layerVersionArn(Layers.versionArn(scope, version).toString())
                .version(version.version())
                .description(version.description())
                .createdDate(FunctionDescriptions.time(version.created()))
                .compatibleRuntimes(orAbsent(version.runtimes()))
                .licenseInfo(version.license().isEmpty() ? null : version.license())
                .compatibleArchitectures(orAbsent(version.architectures().stream()
                        .map(LayerDescriptions::architecture)
                        .toList()))
                .build();
    }

    static LayerVersionContentOutput content(CallContext context, LayerVersionRecord version) {
        return LayerVersionContentOutput.builder()
                .location(CodeDownloads.url(context, version.code().packageId()))
                .codeSha256(version.code().sha256())
                .codeSize(version.code().size())
                .build();
    }

    private static Architecture architecture(String wireValue) {
        return Arrays.stream(Architecture.values())
                .filter(each -> each.wireValue().equals(wireValue))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(wireValue + " is no architecture"));
    }

    private static <T> @Nullable List<T> orAbsent(List<T> items) {
        return items.isEmpty() ? null : items;
    }
}

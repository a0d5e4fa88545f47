package dev.gust.services.lambda;

import dev.gust.services.lambda.VersionRecord.Code;
import dev.gust.storage.Codec;
import java.time.Instant;
import java.util.List;

/** A published version of a layer. */
record LayerVersionRecord(
        String layer,
        long version,
        String description,
        String license,
        List<String> runtimes,
        List<String> architectures,
        Code code,
        Instant created) {
    static final Codec<LayerVersionRecord> CODEC = Codec.of(
            7,
            1,
            (out, layer) -> out.text(layer.layer)
                    .number(layer.version)
                    .text(layer.description)
                    .text(layer.license)
                    .texts(layer.runtimes)
                    .texts(layer.architectures)
                    .text(layer.code.packageId())
                    .text(layer.code.sha256())
                    .number(layer.code.size())
                    .instant(layer.created),
            in -> new LayerVersionRecord(
                    in.text(),
                    in.number(),
                    in.text(),
                    in.text(),
                    in.texts(),
                    in.texts(),
                    new Code(in.text(), in.text(), in.number()),
                    in.instant()));

    LayerVersionRecord {
        runtimes = List.copyOf(runtimes);
        architectures = List.copyOf(architectures);
    }
}

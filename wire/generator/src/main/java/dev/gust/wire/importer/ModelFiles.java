package dev.gust.wire.importer;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Finds AWS's service model files, which every botocore carries in its {@code data} folder. */
final class ModelFiles {
    private ModelFiles() {}

    /** The newest model of a service in a data folder. */
    static JsonValue.Obj newest(Path data, String service) throws IOException, JsonSyntaxException {
        Path folder = data.resolve(service);
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("There is no folder " + folder + " with models of " + service);
        }
        try (Stream<Path> versions = Files.list(folder)) {
            Path version = versions.filter(Files::isDirectory)
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new IllegalArgumentException(folder + " holds no version of a model"));
            return read(version);
        }
    }

    /** The data folder of a botocore on this machine: Debian's package, or that of a Python. */
    static Optional<Path> installed() throws IOException {
        List<Path> candidates = List.of(Path.of("/usr/lib/python3/dist-packages/botocore/data"));
        for (Path candidate : candidates) {
            if (Files.isDirectory(candidate)) {
                return Optional.of(candidate);
            }
        }
        return ofPython();
    }

    private static Optional<Path> ofPython() throws IOException {
        Process python = new ProcessBuilder(
                        "python3", "-c", "import botocore, os; print(os.path.join(botocore.__path__[0], 'data'))")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream output = python.getInputStream()) {
            String path = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
            return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
        }
    }

    private static JsonValue.Obj read(Path version) throws IOException, JsonSyntaxException {
        Path packed = version.resolve("service-2.json.gz");
        Path plain = version.resolve("service-2.json");
        try (InputStream in = Files.exists(packed)
                ? new GZIPInputStream(Files.newInputStream(packed))
                : Files.newInputStream(plain)) {
            return (JsonValue.Obj) JsonText.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}

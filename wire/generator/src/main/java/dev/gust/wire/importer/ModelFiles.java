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
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Finds AWS's service model files, which every botocore carries in its {@code data} folder. */
final class ModelFiles {
    private static final Pattern VERSION = Pattern.compile("(?m)^__version__ = ['\"]([0-9.]+[0-9])['\"]");

    private ModelFiles() {}

    /** The newest model of a service in a data folder. */
    static JsonValue.Obj newest(Path data, String service) throws IOException, JsonSyntaxException {
        Path folder = data.resolve(service);
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    "botocore has no service by the name '" + service + "': there is no folder " + folder
                            + ". Names are those of 'aws help', such as sqs or resource-groups.");
        }
        try (Stream<Path> versions = Files.list(folder)) {
            Path version = versions.filter(Files::isDirectory)
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new IllegalArgumentException(folder + " holds no version of a model"));
            return read(version);
        }
    }

    /** A botocore's data folder, and its version, which is that of AWS's models. */
    record Source(Path data, Runtime.Version version) {}

    /** The newest botocore on this machine: one that was installed for functions, Debian's, or that of the Python in use. */
    static Optional<Source> installed(Path packs) throws IOException {
        Stream<Path> candidates = Stream.of(
                packs.resolve("botocore/data"), Path.of("/usr/lib/python3/dist-packages/botocore/data"), ofPython());
        return candidates
                .filter(Files::isDirectory)
                .flatMap(data -> version(data).map(version -> new Source(data, version)).stream())
                .max(Comparator.comparing(Source::version));
    }

    /** What the package of a data folder says of itself, if it says anything. */
    static Optional<Runtime.Version> version(Path data) {
        try {
            Matcher matcher = VERSION.matcher(Files.readString(data.resolveSibling("__init__.py")));
            return matcher.find() ? Optional.of(Runtime.Version.parse(matcher.group(1))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Path ofPython() throws IOException {
        Process python = new ProcessBuilder(
                        "python3", "-c", "import botocore, os; print(os.path.join(botocore.__path__[0], 'data'))")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream output = python.getInputStream()) {
            String path = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
            return Path.of(path.isEmpty() ? "no such folder" : path);
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

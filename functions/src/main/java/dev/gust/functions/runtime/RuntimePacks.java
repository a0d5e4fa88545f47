package dev.gust.functions.runtime;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The AWS SDKs that come with the runtimes, as on AWS: {@code runtimes/nodejs/node_modules} and {@code runtimes/python} in one folder, or
 * the interpreter's own packages. They are loaded ahead, so that functions start with them.
 */
public final class RuntimePacks {
    /** Inside environments. */
    private static final String INSIDE = "/var/packs/";

    /** Loaded into each Node.js environment of the pool: the clients that most functions use share nearly all of their code. */
    private static final List<String> PRELOADED_NODE_MODULES = List.of(
            "@aws-sdk/client-dynamodb",
            "@aws-sdk/lib-dynamodb",
            "@aws-sdk/client-s3",
            "@aws-sdk/client-sqs",
            "@aws-sdk/client-lambda");

    private final Optional<Path> folder;
    private final List<Path> pythonFolders;

    /** @param pythonFolders where the interpreter itself looks for packages */
    public RuntimePacks(Optional<Path> folder, List<Path> pythonFolders) {
        this.folder = folder.map(path -> path.resolve("runtimes")).filter(Files::isDirectory);
        this.pythonFolders = List.copyOf(pythonFolders);
    }

    /** What is mounted at /var/packs. */
    public Optional<Path> folder() {
        return folder;
    }

    /** The Python modules that the zygote loads. */
    public List<String> pythonModules() {
        return pythonPack().isPresent()
                ? List.of("boto3", "botocore.session", "botocore.httpsession", "botocore.endpoint")
                : List.of();
    }

    public List<String> pythonPaths() {
        return folder.filter(path -> Files.isDirectory(path.resolve("python")))
                .map(path -> List.of(INSIDE + "python"))
                .orElse(List.of());
    }

    /** The Node.js modules to load ahead, by their paths inside. */
    public List<String> nodeModules() {
        Optional<Path> modules = folder.map(path -> path.resolve("nodejs/node_modules"));
        return modules.isEmpty()
                ? List.of()
                : PRELOADED_NODE_MODULES.stream()
                        .filter(name -> Files.isDirectory(modules.get().resolve(name)))
                        .map(name -> INSIDE + "nodejs/node_modules/" + name)
                        .toList();
    }

    /** The SDK of a family and its version. */
    public Optional<String> describe(Family family) {
        return switch (family) {
            case PYTHON -> pythonPack();
            case NODEJS -> nodePack();
            case JAVA, CUSTOM -> Optional.empty();
        };
    }

    private Optional<String> nodePack() {
        return folder.map(path -> path.resolve("nodejs/node_modules/@aws-sdk/client-dynamodb/package.json"))
                .filter(Files::isRegularFile)
                .flatMap(RuntimePacks::packageVersion)
                .map(version -> "AWS SDK for JavaScript " + version);
    }

    private static Optional<String> packageVersion(Path file) {
        try {
            return JsonText.parse(Files.readString(file)) instanceof JsonValue.Obj description
                    ? description.string("version")
                    : Optional.empty();
        } catch (IOException | JsonSyntaxException e) {
            return Optional.empty();
        }
    }

    private Optional<String> pythonPack() {
        List<Path> folders = new ArrayList<>(pythonFolders);
        folder.ifPresent(path -> folders.addFirst(path.resolve("python")));
        for (Path candidate : folders) {
            if (!Files.isDirectory(candidate.resolve("boto3"))) {
                continue;
            }
            try (Stream<Path> entries = Files.list(candidate)) {
                return Optional.of(entries.map(path -> path.getFileName().toString())
                        .filter(name -> name.startsWith("boto3-"))
                        .map(name -> "boto3 " + name.replaceAll("^boto3-|\\.(dist|egg)-info$", ""))
                        .findFirst()
                        .orElse("boto3"));
            } catch (IOException e) {
                return Optional.of("boto3");
            }
        }
        return Optional.empty();
    }
}

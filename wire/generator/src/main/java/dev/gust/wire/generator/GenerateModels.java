package dev.gust.wire.generator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code GenerateModels MODELS_FOLDER OUTPUT_FOLDER}: writes the Java of every compact model. Does nothing when neither a
 * model nor this generator has changed since, so that the compiler after it finds nothing to do either.
 */
public final class GenerateModels {
    private GenerateModels() {}

    public static void main(String[] arguments) throws IOException {
        generate(Path.of(arguments[0]), Path.of(arguments[1]));
    }

    static void generate(Path modelsFolder, Path output) throws IOException {
        List<Path> files = modelFiles(modelsFolder);
        List<String> texts = new ArrayList<>();
        for (Path file : files) {
            texts.add(Files.readString(file));
        }
        Map<String, String> sources = new LinkedHashMap<>();
        List<CompactModel> models = new ArrayList<>();
        for (String text : texts) {
            CompactModel model = CompactModel.read(text);
            models.add(model);
            sources.putAll(sources(model));
        }
        sources.put("dev/gust/wire/model/ServiceModels.java", ModelSource.services(models));
        sources.put("dev/gust/wire/model/package-info.java", """
                /** The list of all modelled services. */
                @org.jspecify.annotations.NullMarked
                package dev.gust.wire.model;
                """);
        write(sources, output);
    }

    /** The Java of one model, by the path of each file. */
    public static Map<String, String> sources(String compactModel) {
        return sources(CompactModel.read(compactModel));
    }

    private static Map<String, String> sources(CompactModel model) {
        Map<String, String> sources = new LinkedHashMap<>();
        String folder = model.packageName().replace('.', '/') + '/';
        for (Shape shape : model.shapes()) {
            String file = folder + JavaNames.type(shape.name()) + ".java";
            String source = switch (shape.type()) {
                case "structure" -> shape.isError() ? ErrorSource.of(model, shape) : RecordSource.of(model, shape);
                case "union" -> UnionSource.of(model, shape);
                case "enum" -> EnumSource.of(model, shape);
                default -> "";
            };
            if (!source.isEmpty() && sources.put(file, source) != null) {
                throw new IllegalArgumentException("Two shapes of " + model.id() + " become " + file + "; rename one");
            }
        }
        sources.put(folder + model.name() + ".java", ModelSource.contract(model));
        sources.put(folder + model.name() + "Shapes.java", TableSource.of(model));
        sources.put(folder + model.name() + "Model.java", ModelSource.model(model));
        if (model.shapes().stream().anyMatch(Shape::isError)) {
            sources.put(folder + model.name() + "Exception.java", ModelSource.exception(model));
        }
        sources.put(folder + "package-info.java", ModelSource.packageInfo(model));
        return sources;
    }

    private static void write(Map<String, String> sources, Path output) throws IOException {
        String hash = hash(sources);
        Path stamp = output.resolveSibling(output.getFileName() + ".stamp");
        if (Files.exists(stamp) && Files.readString(stamp).equals(hash)) {
            return;
        }
        Files.deleteIfExists(stamp);
        deleteAll(output);
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = output.resolve(source.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
        }
        Files.writeString(stamp, hash);
    }

    private static List<Path> modelFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static String hash(Map<String, String> sources) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Map.Entry<String, String> source : sources.entrySet()) {
                digest.update((source.getKey() + '\0' + source.getValue() + '\0').getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

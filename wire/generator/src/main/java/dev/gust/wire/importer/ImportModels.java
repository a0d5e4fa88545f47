package dev.gust.wire.importer;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code ImportModels MODELS_FOLDER [--from DATA_FOLDER] [SERVICE...]}: writes {@code MODELS_FOLDER/ID.json} for each service
 * that has settings under {@code MODELS_FOLDER/import}, or for those named.
 */
public final class ImportModels {
    private static final String EVERYTHING = """
            {
              "source": "SERVICE",
              "operations": [
                "*"
              ]
            }
            """;

    /** The version of the botocore that the models were made of last. */
    private static final String VERSION = "botocore.version";

    private final Path models;
    private final Path data;

    private ImportModels(Path models, Path data) {
        this.models = models;
        this.data = data;
    }

    public static void main(String[] arguments) throws IOException, JsonSyntaxException {
        try {
            Path models = Path.of(arguments[0]);
            List<String> services = new ArrayList<>();
            Optional<Path> data = Optional.empty();
            for (int i = 1; i < arguments.length; i++) {
                if (arguments[i].equals("--from") && i + 1 < arguments.length) {
                    i++;
                    data = Optional.of(Path.of(arguments[i]));
                } else if (arguments[i].startsWith("-")) {
                    throw new IllegalArgumentException("There is no option " + arguments[i] + "; see --help.");
                } else {
                    services.add(arguments[i]);
                }
            }
            ImportModels imports = new ImportModels(models, data.isPresent() ? data.get() : newest(models));
            for (String service : services.isEmpty() ? imports.all() : services) {
                imports.take(service);
            }
        } catch (IllegalArgumentException e) {
            System.err.println("gust: " + e.getMessage());
            System.exit(1);
        }
    }

    /** An older botocore would take away what AWS has added since, without a word. */
    private static Path newest(Path models) throws IOException {
        ModelFiles.Source source = ModelFiles.installed(Path.of(System.getProperty("gust.packs", "none")))
                .orElseThrow(() ->
                        new IllegalArgumentException("No botocore was found, whose data folder holds AWS's models."
                                + " Install one (pip install botocore), or name its data folder with --from."));
        Path file = models.resolve("import").resolve(VERSION);
        Runtime.Version last = Runtime.Version.parse(Files.readString(file).strip());
        if (source.version().compareTo(last) < 0) {
            throw new IllegalArgumentException("The newest botocore here, " + source.version() + " in " + source.data()
                    + ", is older than " + last + ", which the models were made of: operations would be lost."
                    + " Install a newer one (pip install --upgrade botocore), or name one with --from.");
        }
        Files.writeString(file, source.version() + "\n");
        return source.data();
    }

    /** Imports a service by botocore's name for it, which is also what the project calls it, but for the hyphens. */
    private void take(String service) throws IOException, JsonSyntaxException {
        String id = service.replace("-", "").toLowerCase(Locale.ROOT);
        Path settingsFile = models.resolve("import").resolve(id + ".json");
        boolean fresh = !Files.exists(settingsFile);
        ImportSettings settings = fresh
                ? ImportSettings.parse(EVERYTHING.replace("SERVICE", service))
                : ImportSettings.read(settingsFile);
        JsonValue.Obj compact = new ServiceImport(id, settings, ModelFiles.newest(data, settings.source())).compact();
        if (fresh) {
            Files.writeString(settingsFile, EVERYTHING.replace("SERVICE", service));
            System.out.println(row(id, (JsonValue.Obj) compact.get("service").orElseThrow()));
        }
        Files.writeString(models.resolve(id + ".json"), CompactText.write(compact));
    }

    /** What a new service still needs by hand: the gateway's table is written so that no model is loaded to pass it over. */
    private static String row(String id, JsonValue.Obj service) {
        boolean query =
                service.get("protocols").map(JsonValue::toJson).orElse("").contains("awsQuery");
        return "New: wire/models/import/" + id + ".json names every operation; keep there what Gust is to serve.\n"
                + "Add to server.gateway.ServiceTable, and the path it is known by if it has one:\n    row(\"" + id
                + "\", " + quoted(service.string("signingName")) + ", " + quoted(service.string("endpointPrefix"))
                + ", "
                + quoted(service.string("targetPrefix")) + ", "
                + quoted(query ? service.string("version") : Optional.empty()) + ", null),";
    }

    private static String quoted(Optional<String> name) {
        return name.map(text -> '"' + text + '"').orElse("NONE");
    }

    private List<String> all() throws IOException {
        try (Stream<Path> files = Files.list(models.resolve("import"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .sorted()
                    .toList();
        }
    }
}

package dev.gust.wire.importer;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code ImportModels MODELS_FOLDER [--from DATA_FOLDER] [ID...]}: writes {@code MODELS_FOLDER/ID.json} for each service
 * that has settings under {@code MODELS_FOLDER/import}, or for those named.
 */
public final class ImportModels {
    private static final String EVERYTHING = """
            {
              "source": "ID",
              "operations": [
                "*"
              ]
            }
            """;

    private ImportModels() {}

    public static void main(String[] arguments) throws IOException, JsonSyntaxException {
        Path models = Path.of(arguments[0]);
        List<String> ids = new ArrayList<>();
        Path data = null;
        for (int i = 1; i < arguments.length; i++) {
            if (arguments[i].equals("--from")) {
                i++;
                data = Path.of(arguments[i]);
            } else {
                ids.add(arguments[i]);
            }
        }
        if (data == null) {
            data = ModelFiles.installed()
                    .orElseThrow(() -> new IllegalArgumentException("No botocore was found, whose data folder holds"
                            + " AWS's models. Install Debian's python3-botocore, or name a folder with --from."));
        }
        for (String id : ids.isEmpty() ? all(models) : ids) {
            Path settingsFile = models.resolve("import").resolve(id + ".json");
            boolean fresh = !Files.exists(settingsFile);
            if (fresh) {
                Files.writeString(settingsFile, EVERYTHING.replace("ID", id));
            }
            ImportSettings settings = ImportSettings.read(settingsFile);
            JsonValue.Obj compact =
                    new ServiceImport(id, settings, ModelFiles.newest(data, settings.source())).compact();
            Files.writeString(models.resolve(id + ".json"), CompactText.write(compact));
            if (fresh) {
                System.out.println(
                        row(id, (JsonValue.Obj) compact.get("service").orElseThrow()));
            }
        }
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

    private static List<String> all(Path models) throws IOException {
        try (Stream<Path> files = Files.list(models.resolve("import"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .sorted()
                    .toList();
        }
    }
}

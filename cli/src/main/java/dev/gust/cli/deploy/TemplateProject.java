package dev.gust.cli.deploy;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.Document;
import dev.gust.base.yaml.DocumentSyntaxException;
import dev.gust.base.yaml.Positions;
import dev.gust.base.yaml.TemplateJson;
import dev.gust.cli.command.CommandFailure;
import dev.gust.cli.deploy.packaging.FunctionCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A folder with a CloudFormation or SAM template, whose functions name their code by folders beside it. */
final class TemplateProject implements Project {
    static final List<String> FILE_NAMES =
            List.of("template.yaml", "template.yml", "template.json", "cloudformation.yaml", "cloudformation.yml");

    /** Where a type of resource names its code, and how an object in a bucket is written there. */
    private record Place(String property, String bucket, String key, boolean isFunction) {}

    private static final Map<String, Place> PLACES = Map.of(
            "AWS::Serverless::Function", new Place("CodeUri", "Bucket", "Key", true),
            "AWS::Serverless::LayerVersion", new Place("ContentUri", "Bucket", "Key", false),
            "AWS::Lambda::Function", new Place("Code", "S3Bucket", "S3Key", true),
            "AWS::Lambda::LayerVersion", new Place("Content", "S3Bucket", "S3Key", false));

    private final Path file;
    private final Path folder;
    private final String stackName;
    private final Document document;
    private final JsonValue.Obj root;

    private TemplateProject(Path file, Path folder, String stackName, Document document, JsonValue.Obj root) {
        this.file = file;
        this.folder = folder;
        this.stackName = stackName;
        this.document = document;
        this.root = root;
    }

    static TemplateProject read(Path file, Optional<String> stackName) throws IOException {
        String text = Files.readString(file);
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (folder == null) {
            throw new IllegalArgumentException(file + " has no folder");
        }
        try {
            Document document = file.toString().endsWith(".json") ? Document.ofJson(text) : Document.ofYaml(text);
            if (document.root() instanceof JsonValue.Obj root
                    && root.get("Resources").isPresent()) {
                String name = stackName.orElseGet(() -> nameFrom(folder));
                return new TemplateProject(file, folder, name, document, root);
            }
            throw new CommandFailure(
                    file.getFileName() + " is no template: it has no Resources",
                    "It is read from " + file + ". Nothing was deployed.",
                    "A CloudFormation or SAM template describes its resources under Resources.");
        } catch (DocumentSyntaxException e) {
            throw new CommandFailure(
                    file.getFileName() + " is not well-formed: " + e.problem() + " (" + e.position() + ")",
                    "It is read from " + file + ". Nothing was deployed.",
                    "Look at the indentation, quotes and brackets at that line.");
        }
    }

    /** A folder's name as a stack's: letters, digits and hyphens, beginning with a letter. */
    private static String nameFrom(Path folder) {
        String plain = String.valueOf(folder.getFileName())
                .replaceAll("[^A-Za-z0-9]+", "-")
                .replaceAll("^[^A-Za-z]+|-+$", "");
        return plain.isEmpty() ? "stack" : plain;
    }

    @Override
    public String stackName() {
        return stackName;
    }

    @Override
    public Map<String, String> tags() {
        return Map.of();
    }

    private Map<String, JsonValue> resources() {
        return root.get("Resources").orElse(JsonValue.Null.INSTANCE) instanceof JsonValue.Obj resources
                ? resources.members()
                : Map.of();
    }

    private static JsonValue.Obj object(Optional<JsonValue> value) {
        return value.orElse(JsonValue.Null.INSTANCE) instanceof JsonValue.Obj object ? object : TemplateJson.object();
    }

    private JsonValue.Obj globals() {
        return object(object(root.get("Globals")).get("Function"));
    }

    /** The folder or file that a resource names its code by, if it names a local one. */
    private Optional<String> localPath(JsonValue.Obj resource, Place place) {
        JsonValue.Obj properties = object(resource.get("Properties"));
        boolean serverless = resource.string("Type").orElse("").startsWith("AWS::Serverless::Function");
        Optional<JsonValue> given = properties
                .get(place.property())
                .or(() -> serverless ? globals().get(place.property()) : Optional.empty());
        if (given.isEmpty()) {
            boolean elsewhere = properties.get("InlineCode").isPresent()
                    || properties.get("ImageUri").isPresent();
            return serverless && !elsewhere ? Optional.of(".") : Optional.empty();
        }
        return given.filter(value -> value instanceof JsonValue.Str(String text)
                        && !text.startsWith("s3://")
                        && !text.startsWith("http"))
                .map(value -> ((JsonValue.Str) value).value());
    }

    @Override
    public Map<String, Code> code() {
        Map<String, Code> code = new LinkedHashMap<>();
        resources().forEach((logicalId, value) -> {
            JsonValue.Obj resource = object(Optional.of(value));
            Place place = PLACES.get(resource.string("Type").orElse(""));
            if (place != null) {
                localPath(resource, place)
                        .ifPresent(path -> code.put(logicalId, code(logicalId, resource, place, path)));
            }
        });
        return code;
    }

    private Code code(String logicalId, JsonValue.Obj resource, Place place, String path) {
        Path target = folder.resolve(path).normalize();
        if (Files.isRegularFile(target) && !target.toString().matches(".*\\.(js|mjs|cjs|ts|py)")) {
            return new Code.Archive(target);
        }
        if (!Files.isDirectory(target)) {
            throw wrong(
                    resource,
                    "the " + place.property() + " of '" + logicalId + "' names " + path + ", which is no folder",
                    "It is looked for at " + target + ".");
        }
        JsonValue.Obj properties = object(resource.get("Properties"));
        boolean serverless = resource.string("Type").orElse("").startsWith("AWS::Serverless::");
        String handler = place.isFunction() ? setting(properties, "Handler", serverless) : "";
        return new Code.Sources(new FunctionCode(
                "function '" + logicalId + "'",
                target,
                handler,
                place.isFunction() ? setting(properties, "Runtime", serverless) : "",
                List.of(),
                (what, remedy) -> wrong(resource, what, remedy)));
    }

    private String setting(JsonValue.Obj properties, String name, boolean serverless) {
        return properties
                .string(name)
                .or(() -> serverless ? globals().string(name) : Optional.empty())
                .orElse("");
    }

    private CommandFailure wrong(JsonValue at, String what, String remedy) {
        return new CommandFailure(
                file.getFileName() + ": " + what + document.positions().suffix(at),
                "It is read from " + file + ". Nothing was deployed.",
                remedy);
    }

    @Override
    public String fileName() {
        return String.valueOf(file.getFileName());
    }

    @Override
    public Positions positions() {
        return document.positions();
    }

    @Override
    public JsonValue.Obj template(String bucket, Map<String, String> keys) {
        new References(root, document.positions()).check(fileName());
        Map<String, JsonValue> resources = new LinkedHashMap<>(resources());
        keys.forEach((logicalId, key) -> {
            JsonValue.Obj resource = object(Optional.ofNullable(resources.get(logicalId)));
            Place place = PLACES.get(resource.string("Type").orElse(""));
            if (place != null) {
                JsonValue.Obj properties = object(resource.get("Properties"))
                        .with(place.property(), TemplateJson.object(place.bucket(), bucket, place.key(), key));
                resources.put(logicalId, resource.with("Properties", properties));
            }
        });
        return root.with("Resources", new JsonValue.Obj(resources));
    }
}

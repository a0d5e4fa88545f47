package dev.gust.cli.deploy.serverless;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.Document;
import dev.gust.base.yaml.DocumentSyntaxException;
import dev.gust.base.yaml.Positions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A {@code serverless.yml} with its variables resolved and its upper levels checked. */
public record Service(Path folder, Section root, Naming naming, Map<String, Section> functions) {
    /** The file's names, in the order in which they are looked for. */
    public static final List<String> FILE_NAMES = List.of("serverless.yml", "serverless.yaml", "serverless.json");

    private static final Set<String> KNOWN = Set.of(
            "configValidationMode",
            "custom",
            "frameworkVersion",
            "functions",
            "package",
            "params",
            "plugins",
            "provider",
            "resources",
            "service",
            "useDotenv",
            "variablesResolutionMode");
    private static final Set<String> UNSUPPORTED =
            Set.of("app", "build", "dashboard", "layers", "org", "outputs", "stages", "state");
    private static final Set<String> PROVIDER = Set.of(
            "apiGateway",
            "apiName",
            "architecture",
            "deploymentBucket",
            "deploymentMethod",
            "disableRollback",
            "endpointType",
            "environment",
            "ephemeralStorageSize",
            "eventBridge",
            "httpApi",
            "iam",
            "iamManagedPolicies",
            "iamRoleStatements",
            "lambdaHashingVersion",
            "layers",
            "logRetentionInDays",
            "memorySize",
            "name",
            "profile",
            "region",
            "role",
            "runtime",
            "stackName",
            "stackTags",
            "stage",
            "tags",
            "timeout",
            "tracing",
            "versionFunctions");
    private static final Set<String> PROVIDER_UNSUPPORTED = Set.of(
            "alb",
            "apiKeys",
            "cloudFront",
            "deploymentPrefix",
            "ecr",
            "kinesis",
            "kmsKeyArn",
            "logs",
            "notificationArns",
            "resourcePolicy",
            "rollbackConfiguration",
            "s3",
            "snapStart",
            "stackParameters",
            "stackPolicy",
            "usagePlan",
            "vpc",
            "vpcEndpointIds",
            "websocketsApiName",
            "websocketsApiRouteSelectionExpression");

    /** Plugins whose work Gust does by itself. */
    private static final Set<String> NEEDLESS_PLUGINS = Set.of(
            "serverless-dotenv-plugin",
            "serverless-dynamodb",
            "serverless-dynamodb-local",
            "serverless-esbuild",
            "serverless-localstack",
            "serverless-offline",
            "serverless-plugin-typescript",
            "serverless-python-requirements");

    public Service {
        functions = Collections.unmodifiableMap(new LinkedHashMap<>(functions));
    }

    /** What the command line and the server say. */
    public record Settings(
            Map<String, String> options,
            Map<String, String> environment,
            String account,
            String region,
            Exports exports) {
        /** Asks for the output of a deployed stack. */
        public interface Exports {
            Optional<String> output(String stack, String name);
        }

        public Settings {
            options = Map.copyOf(options);
            environment = Map.copyOf(environment);
        }
    }

    /** The file in a folder, if it has one. */
    public static Optional<Path> fileIn(Path folder) {
        return FILE_NAMES.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    public static Service read(Path file, Settings settings) throws IOException {
        Document document = document(file);
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException(file + " has no folder");
        }
        String stage = stage(document, folder, settings);
        String region = settings.options().getOrDefault("region", region(document, folder, settings, stage));
        JsonValue.Obj resolved = new Variables(folder, document, world(settings, stage, region)).resolveAll();
        Section root = new Section("", resolved, document.positions()).check(KNOWN, UNSUPPORTED);
        Section provider = root.section("provider")
                .orElseThrow(() -> root.wrong(resolved, "'provider' is missing", "Add provider.name: aws."))
                .check(PROVIDER, PROVIDER_UNSUPPORTED);
        String name = provider.requireText("name");
        if (!name.equals("aws")) {
            throw provider.wrong(
                    provider.require("name"),
                    "Gust deploys for the provider aws, not for " + name,
                    "Set provider.name to aws.");
        }
        root.texts("plugins").stream()
                .filter(plugin -> !NEEDLESS_PLUGINS.contains(plugin))
                .findFirst()
                .ifPresent(plugin -> {
                    throw root.wrong(
                            root.require("plugins"),
                            "Gust runs no plugins, and the service names " + plugin,
                            "Leave it out, or deploy with npx serverless@3 against this server.");
                });
        String service =
                root.value("service").orElse(JsonValue.of("")) instanceof JsonValue.Str(String text) ? text : "";
        if (!service.matches("[A-Za-z][0-9A-Za-z-]*")) {
            throw root.wrong(
                    root.value("service").orElse(resolved),
                    "'service' must be a name of letters, digits and hyphens",
                    "Write for example service: notes.");
        }
        return new Service(folder, root, new Naming(service, stage), root.sections("functions"));
    }

    private static Document document(Path file) throws IOException {
        String text = Files.readString(file);
        try {
            Document document =
                    file.toString().endsWith(".json") ? Document.ofJson(text) : Document.ofYamlWithAliases(text);
            if (document.root() instanceof JsonValue.Obj) {
                return document;
            }
            throw new ConfigurationException(file.getFileName() + " is not a mapping", "It begins with service: NAME.");
        } catch (DocumentSyntaxException e) {
            throw new ConfigurationException(
                    file.getFileName() + " is not well-formed YAML: " + e.problem() + " (" + e.position() + ")",
                    "Look at the indentation, quotes and brackets at that line.");
        }
    }

    /** The stage decides what other variables mean, so it is worked out before them. */
    private static String stage(Document document, Path folder, Settings settings) {
        return settings.options()
                .getOrDefault("stage", provider(document, folder, settings, "stage", "dev", "dev", "us-east-1"));
    }

    private static String region(Document document, Path folder, Settings settings, String stage) {
        return provider(document, folder, settings, "region", settings.region(), stage, settings.region());
    }

    private static String provider(
            Document document,
            Path folder,
            Settings settings,
            String name,
            String absent,
            String stage,
            String region) {
        JsonValue.Obj root = (JsonValue.Obj) document.root();
        return root.get("provider")
                .flatMap(provider -> provider instanceof JsonValue.Obj object ? object.get(name) : Optional.empty())
                .map(value -> new Variables(folder, document, world(settings, stage, region)).resolve(value))
                .filter(JsonValue.Str.class::isInstance)
                .map(value -> ((JsonValue.Str) value).value())
                .orElse(absent);
    }

    private static Variables.World world(Settings settings, String stage, String region) {
        return new Variables.World(
                settings.options(),
                settings.environment(),
                settings.account(),
                region,
                stage,
                "gust",
                settings.exports()::output);
    }

    Section provider() {
        return root.sectionOrEmpty("provider");
    }

    /** Where the values of the file stand. */
    public Positions positions() {
        return root.positions();
    }

    /** The stack's name. */
    public String stackName() {
        return provider().text("stackName").orElseGet(naming::stack);
    }

    /** Which region the service is for, where it says so. */
    public Optional<String> region() {
        return provider().text("region");
    }

    public Map<String, String> stackTags() {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("STAGE", naming.stage());
        Section given = provider().sectionOrEmpty("stackTags");
        given.members().members().keySet().forEach(name -> given.text(name).ifPresent(text -> tags.put(name, text)));
        return tags;
    }

    /** What a function needs to be packaged. */
    public record Handler(
            String function,
            String handler,
            String runtime,
            List<String> patterns,
            Optional<String> artifact,
            Section at) {
        public Handler {
            patterns = List.copyOf(patterns);
        }

        /** An error about this function that says where it stands. */
        public ConfigurationException wrong(String problem, String remedy) {
            return at.wrong(at.value("handler").orElse(at.members()), problem, remedy);
        }
    }

    /** The functions with what their packages are made of. */
    public List<Handler> handlers() {
        Section shared = root.sectionOrEmpty("package")
                .check(
                        Set.of("patterns", "individually", "excludeDevDependencies", "artifact", "exclude", "include"),
                        Set.of("path"));
        return functions.entrySet().stream()
                .map(entry -> handler(entry.getKey(), entry.getValue(), shared))
                .toList();
    }

    private Handler handler(String key, Section function, Section shared) {
        Section own = function.sectionOrEmpty("package")
                .check(
                        Set.of("patterns", "individually", "artifact", "exclude", "include", "excludeDevDependencies"),
                        Set.of());
        List<String> patterns = new ArrayList<>();
        for (Section section : List.of(shared, own)) {
            section.texts("exclude").forEach(pattern -> patterns.add("!" + pattern));
            patterns.addAll(section.texts("include"));
            patterns.addAll(section.texts("patterns"));
        }
        return new Handler(
                key,
                function.requireText("handler"),
                function.text("runtime").or(() -> provider().text("runtime")).orElse("nodejs20.x"),
                patterns,
                own.text("artifact").or(() -> shared.text("artifact")),
                function);
    }
}

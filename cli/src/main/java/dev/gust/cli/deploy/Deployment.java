package dev.gust.cli.deploy;

import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import dev.gust.cli.aws.AwsCall;
import dev.gust.cli.aws.AwsClient;
import dev.gust.cli.aws.Operations;
import dev.gust.cli.aws.XmlTree;
import dev.gust.cli.command.CommandFailure;
import dev.gust.cli.deploy.packaging.Packager;
import dev.gust.cli.deploy.serverless.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Deploys folders, and takes stacks away. */
public final class Deployment {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AwsClient client;
    private final Path cache;
    private final Path home;
    private final Progress progress;
    private final Clock clock = Clock.system();

    /**
     * @param cache Gust's cache folder
     * @param home where Gust is installed
     */
    public Deployment(AwsClient client, Path cache, Path home, Progress progress) {
        this.client = client;
        this.cache = cache;
        this.home = home;
        this.progress = progress;
    }

    /**
     * What the user asked for.
     *
     * @param place a folder, or the file that describes it
     * @param options such as {@code stage}, for the variables of a {@code serverless.yml}
     * @param stackName another name than the project's own
     * @param parameters of a template
     */
    public record Request(
            Path place, Map<String, String> options, Optional<String> stackName, Map<String, String> parameters) {}

    public Deployed deploy(Request request) {
        long begun = clock.nanoTime();
        Operations operations = new Operations(client);
        String account = account(operations);
        Project project = project(request, operations, account);
        try (AwsClient regional = client.in(region(project))) {
            return deploy(project, request, new Operations(regional), account, begun);
        } catch (IOException e) {
            throw unreadable(request.place(), e);
        }
    }

    private String region(Project project) {
        return project instanceof ServerlessProject serverless ? serverless.region(client.region()) : client.region();
    }

    private Deployed deploy(Project project, Request request, Operations operations, String account, long begun)
            throws IOException {
        CloudFormation cloud = new CloudFormation(operations);
        DeploymentBucket bucket = new DeploymentBucket(operations, account);
        Packager packager = new Packager(cache, home, progress::begin);
        Map<String, String> keys = new LinkedHashMap<>();
        Map<String, Path> packages = new LinkedHashMap<>();
        for (Map.Entry<String, Project.Code> entry : project.code().entrySet()) {
            Packager.CodePackage made = switch (entry.getValue()) {
                case Project.Code.Sources(var function) -> packager.pack(function);
                case Project.Code.Archive(Path file) -> packager.existing(file);
            };
            keys.put(entry.getKey(), made.hash() + ".zip");
            packages.put(made.hash() + ".zip", made.zip());
        }
        String stack = request.stackName().orElseGet(project::stackName);
        JsonValue.Obj template = project.template(bucket.name(), keys);
        TemplateRefusal refusal = new TemplateRefusal(project.fileName(), template, project.positions());
        int uploaded = 0;
        for (Map.Entry<String, Path> entry : packages.entrySet()) {
            if (bucket.upload(entry.getKey(), entry.getValue())) {
                uploaded++;
                progress.step("uploaded", entry.getKey(), size(entry.getValue()));
            }
        }
        StackChange.Result result = new StackChange(cloud, progress, clock)
                .apply(new StackChange.Wanted(
                        stack, template.toJson(), project.tags(), request.parameters(), refusal::of));
        return summary(cloud, operations, stack, result, uploaded, begun);
    }

    private static String size(Path file) throws IOException {
        long bytes = Files.size(file);
        return bytes < 1_000_000 ? (bytes + 999) / 1_000 + " KB" : (bytes + 500_000) / 1_000_000 + " MB";
    }

    private Deployed summary(
            CloudFormation cloud,
            Operations operations,
            String stack,
            StackChange.Result result,
            int uploaded,
            long begun) {
        Map<String, String> physicalIds = new LinkedHashMap<>();
        cloud.resources(stack).forEach(resource -> physicalIds.put(resource.logicalId(), resource.physicalId()));
        JsonValue.Obj template = cloud.processed(stack);
        List<Deployed.Address> addresses = new ArrayList<>();
        Routes.of(template, physicalIds, client.endpoint())
                .forEach(route -> addresses.add(new Deployed.Address(route.method(), route.url())));
        List<Deployed.DeployedFunction> functions = new ArrayList<>();
        if (template.get("Resources").orElse(JsonValue.Null.INSTANCE) instanceof JsonValue.Obj resources) {
            resources.members().forEach((logicalId, value) -> {
                if (!(value instanceof JsonValue.Obj resource)) {
                    return;
                }
                String physicalId = physicalIds.getOrDefault(logicalId, "");
                switch (resource.string("Type").orElse("")) {
                    case "AWS::Lambda::Function" -> functions.add(function(resource, physicalId));
                    case "AWS::Lambda::Url" -> url(operations, physicalId).ifPresent(addresses::add);
                    default -> {}
                }
            });
        }
        return new Deployed(
                stack,
                result.toString(),
                client.endpoint(),
                operations.client().region(),
                addresses,
                functions,
                cloud.describe(stack).map(CloudFormation.StackState::outputs).orElse(Map.of()),
                uploaded,
                Duration.ofNanos(clock.nanoTime() - begun));
    }

    private static Deployed.DeployedFunction function(JsonValue.Obj resource, String name) {
        JsonValue.Obj properties =
                resource.get("Properties").orElse(JsonValue.Null.INSTANCE) instanceof JsonValue.Obj object
                        ? object
                        : new JsonValue.Obj(Map.of());
        return new Deployed.DeployedFunction(
                name,
                properties.string("Runtime").orElse(""),
                properties.string("Handler").orElse(""));
    }

    /** The URL of a function, as a path below the endpoint. */
    private Optional<Deployed.Address> url(Operations operations, String function) {
        if (function.isEmpty()) {
            return Optional.empty();
        }
        String path = "/2021-10-31/functions/" + function.replace(":", "%3A") + "/url";
        JsonValue.Obj answer = operations.call(AwsCall.rest("lambda", "GET", path, "", ""), PATIENCE);
        return answer.string("FunctionUrl")
                .map(url -> url.replaceFirst("^https?://", "").split("[./]")[0])
                .map(id -> new Deployed.Address("ANY", client.endpoint() + "/_aws/lambda-url/" + id + "/"));
    }

    /** Takes the stack of this name away, with what its buckets hold. */
    public void remove(String stack) {
        remove(stack, new Operations(client));
    }

    /** Takes away what a project was deployed as, and answers its stack's name. */
    public String remove(Request request) {
        Operations operations = new Operations(client);
        Project project = project(request, operations, account(operations));
        String stack = request.stackName().orElseGet(project::stackName);
        try (AwsClient regional = client.in(region(project))) {
            remove(stack, new Operations(regional));
        }
        return stack;
    }

    private void remove(String stack, Operations operations) {
        CloudFormation cloud = new CloudFormation(operations);
        CloudFormation.StackState state = cloud.describe(stack)
                .orElseThrow(() -> new CommandFailure(
                        "there is no stack '" + stack + "' in "
                                + operations.client().region(),
                        "Nothing was removed.",
                        "'gust deploy' prints the name of the stack that it deploys; a folder's path does as well."));
        StackBuckets buckets = new StackBuckets(operations, progress);
        cloud.resources(state.arn()).stream()
                .filter(resource -> resource.type().equals("AWS::S3::Bucket")
                        && !resource.status().startsWith("DELETE")
                        && !resource.physicalId().isEmpty())
                .forEach(resource -> buckets.empty(resource.physicalId()));
        new StackChange(cloud, progress, clock).remove(state.arn());
    }

    /** Deletes a cache folder with all that is in it. */
    public static void forget(Path cache) throws IOException {
        Packager.forget(cache);
    }

    private static String account(Operations operations) {
        XmlTree answer = operations.callXml(AwsCall.query("sts", "GetCallerIdentity", "2011-06-15", ""), PATIENCE);
        return answer.textAt("GetCallerIdentityResult", "Account").orElse("000000000000");
    }

    private Project project(Request request, Operations operations, String account) {
        Path place = request.place();
        try {
            Optional<Path> serverless = Files.isDirectory(place)
                    ? Service.fileIn(place)
                    : Optional.of(place)
                            .filter(file -> Service.FILE_NAMES.contains(String.valueOf(file.getFileName())));
            if (serverless.isPresent()) {
                CloudFormation cloud = new CloudFormation(operations);
                return ServerlessProject.read(
                        serverless.get(),
                        new Service.Settings(
                                request.options(),
                                System.getenv(),
                                account,
                                client.region(),
                                (stack, name) -> cloud.describe(stack)
                                        .flatMap(state -> Optional.ofNullable(
                                                state.outputs().get(name)))));
            }
            return TemplateProject.read(template(place), request.stackName());
        } catch (IOException e) {
            throw unreadable(place, e);
        }
    }

    private static Path template(Path place) {
        if (Files.isRegularFile(place)) {
            return place;
        }
        List<String> names = new ArrayList<>(Service.FILE_NAMES);
        names.addAll(TemplateProject.FILE_NAMES);
        return TemplateProject.FILE_NAMES.stream()
                .map(place::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        Files.isDirectory(place)
                                ? place + " holds nothing that Gust can deploy"
                                : "there is no folder " + place,
                        "Looked for: " + String.join(", ", names) + ".",
                        "Name the folder of a project, or the file of a template. examples/notes shows one."));
    }

    private static CommandFailure unreadable(Path place, IOException e) {
        return new CommandFailure(
                place + " cannot be read (" + e + ")",
                "Nothing was deployed.",
                "See that the files are there and yours to read.");
    }
}

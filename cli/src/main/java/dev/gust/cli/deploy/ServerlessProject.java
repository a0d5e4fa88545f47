package dev.gust.cli.deploy;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.Positions;
import dev.gust.base.yaml.TemplateJson;
import dev.gust.cli.command.CommandFailure;
import dev.gust.cli.deploy.packaging.FunctionCode;
import dev.gust.cli.deploy.serverless.ConfigurationException;
import dev.gust.cli.deploy.serverless.Service;
import dev.gust.cli.deploy.serverless.ServiceTemplate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** A folder with a {@code serverless.yml}. */
final class ServerlessProject implements Project {
    private final Path file;
    private final Service service;

    private ServerlessProject(Path file, Service service) {
        this.file = file;
        this.service = service;
    }

    static ServerlessProject read(Path file, Service.Settings settings) throws IOException {
        try {
            return new ServerlessProject(file, Service.read(file, settings));
        } catch (ConfigurationException e) {
            throw failure(file, e);
        }
    }

    private static CommandFailure failure(Path file, ConfigurationException problem) {
        String name = String.valueOf(file.getFileName());
        String message = String.valueOf(problem.getMessage());
        return new CommandFailure(
                message.startsWith(name) ? message : name + ": " + message,
                "It is read from " + file + ". Nothing was deployed.",
                problem.remedy());
    }

    private <T> T checked(Supplier<T> work) {
        try {
            return work.get();
        } catch (ConfigurationException e) {
            throw failure(file, e);
        }
    }

    /** The region that the file asks for. */
    String region(String otherwise) {
        return checked(() -> service.region().orElse(otherwise));
    }

    @Override
    public String stackName() {
        return checked(service::stackName);
    }

    @Override
    public Map<String, String> tags() {
        return checked(service::stackTags);
    }

    @Override
    public Map<String, Code> code() {
        Map<String, Code> code = new LinkedHashMap<>();
        for (Service.Handler handler : checked(service::handlers)) {
            if (handler.artifact().isPresent()) {
                code.put(
                        handler.function(),
                        new Code.Archive(
                                service.folder().resolve(handler.artifact().get())));
            } else {
                code.put(
                        handler.function(),
                        new Code.Sources(new FunctionCode(
                                "function '" + handler.function() + "'",
                                service.folder(),
                                handler.handler(),
                                handler.runtime(),
                                handler.patterns(),
                                (what, remedy) -> failure(file, handler.wrong(what, remedy)))));
            }
        }
        return code;
    }

    @Override
    public String fileName() {
        return String.valueOf(file.getFileName());
    }

    @Override
    public Positions positions() {
        return service.positions();
    }

    @Override
    public JsonValue.Obj template(String bucket, Map<String, String> keys) {
        Map<String, JsonValue.Obj> places = new LinkedHashMap<>();
        keys.forEach((function, key) -> places.put(function, TemplateJson.object("S3Bucket", bucket, "S3Key", key)));
        JsonValue.Obj template = checked(() -> ServiceTemplate.compile(service, places));
        new References(template, service.positions()).check(fileName());
        return template;
    }
}

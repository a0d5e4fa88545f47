package dev.gust.server.admin;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.base.settings.Setting;
import dev.gust.server.gateway.OwnPaths;
import dev.gust.storage.StorageException;
import dev.gust.storage.folder.CopyRefusedException;
import dev.gust.wire.http.HttpHandler;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.ServiceModels;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The paths that are Gust's own. All but health want the token that the server leaves in its data folder, so that only
 * who may read that folder may administer it.
 */
public final class AdminApi implements HttpHandler {
    private static final System.Logger LOG = System.getLogger(AdminApi.class.getName());
    private static final String VERSION = "0.1.0";
    private static final int BODY_BYTES = 16 * 1024;

    private final AdminView view;
    private final Runnable stop;
    private final Backups backups;

    public AdminApi(AdminView view, Runnable stop, Backups backups) {
        this.view = view;
        this.stop = stop;
        this.backups = backups;
    }

    @Override
    public HttpResponse handle(HttpRequest request) {
        String path = request.rawPath();
        return switch (path) {
            case "/_gust/health", "/_gust/health/live", "/_gust/health/ready" -> get(request, this::health);
            case OwnPaths.POLLED_HEALTH -> get(request, this::polledHealth);
            default -> isAdministrator(request) ? administer(path, request) : unknownToken();
        };
    }

    private HttpResponse administer(String path, HttpRequest request) {
        return switch (path) {
            case "/_gust/info" -> get(request, this::info);
            case "/_gust/credentials" -> get(request, this::credentials);
            case "/_gust/config" -> get(request, this::config);
            case "/_gust/backup" -> request.method().equals("POST") ? backUp(request) : get(request, backups::progress);
            case "/_gust/stop" -> post(request, this::stop);
            default ->
                failure(
                        404,
                        "there is no " + request.method() + " /_gust/ path of this name",
                        "This server is of another version than what asks, or the path is misspelt.",
                        "Use the gust command that belongs to this server.");
        };
    }

    /** An answer is only given when everything it stands on is there, so live and ready are the same. */
    private JsonValue.Obj health() {
        return object("status", JsonValue.of("ready"), "version", JsonValue.of(VERSION));
    }

    /** In the shape that scripts poll which were written for LocalStack. */
    private JsonValue.Obj polledHealth() {
        Map<String, JsonValue> services = new LinkedHashMap<>();
        for (String id : ServiceModels.ids()) {
            services.put(localStackName(id), JsonValue.of(view.services().contains(id) ? "running" : "disabled"));
        }
        return object(
                "services",
                new JsonValue.Obj(services),
                "edition",
                JsonValue.of("community"),
                "version",
                JsonValue.of(VERSION));
    }

    private static String localStackName(String id) {
        return switch (id) {
            case "cognitoidp" -> "cognito-idp";
            case "monitoring" -> "cloudwatch";
            case "states" -> "stepfunctions";
            default -> id;
        };
    }

    private JsonValue.Obj info() {
        return object(
                "endpoint",
                JsonValue.of(view.endpoint().toString()),
                "version",
                JsonValue.of(VERSION),
                "pid",
                JsonValue.of(ProcessHandle.current().pid()),
                "dataFolder",
                JsonValue.of(view.dataFolder().toString()),
                "isolation",
                JsonValue.of(view.isolation().get()),
                "services",
                JsonValue.array(
                        view.services().stream().sorted().map(JsonValue::of).toList()));
    }

    private JsonValue.Obj credentials() {
        return object(
                "accessKeyId",
                JsonValue.of(view.root().key().id()),
                "secretAccessKey",
                JsonValue.of(view.root().key().secret()),
                "accountId",
                JsonValue.of(view.root().account()),
                "region",
                JsonValue.of(view.region()));
    }

    private JsonValue.Obj config() {
        List<JsonValue> settings = new ArrayList<>();
        for (Setting setting : view.settings()) {
            settings.add(object(
                    "key",
                    JsonValue.of(setting.key()),
                    "value",
                    JsonValue.of(setting.value()),
                    "default",
                    JsonValue.of(setting.standard()),
                    "source",
                    JsonValue.of(setting.source()),
                    "meaning",
                    JsonValue.of(setting.meaning())));
        }
        return object("settings", JsonValue.array(settings));
    }

    private JsonValue.Obj stop() {
        stop.run();
        return object("stopping", JsonValue.of(ProcessHandle.current().pid()));
    }

    private HttpResponse backUp(HttpRequest request) {
        Optional<Path> target = backupTarget(request);
        if (target.isEmpty()) {
            return failure(
                    400,
                    "the body names no folder",
                    "Nothing was copied.",
                    "Send {\"directory\": \"/an/absolute/path\"}, the folder that the backup is to become.");
        }
        try {
            return backups.make(target.get())
                    .map(made -> answer(200, made))
                    .orElseGet(() -> failure(
                            409,
                            "another backup is being made",
                            "One at a time: nothing was begun.",
                            "Try again when it is done; GET /_gust/backup tells how far it is."));
        } catch (CopyRefusedException e) {
            return failure(409, message(e), "Nothing was copied.", "Name a new folder, or an empty one.");
        } catch (StorageException e) {
            LOG.log(Level.ERROR, "event=backup-failed target=\"{0}\" reason=\"{1}\"", target.get(), e.getMessage());
            return failure(
                    500,
                    message(e),
                    "The folder was not made. The server and its data are as they were.",
                    "See that the server's user may write there and that there is room, and try again.");
        }
    }

    /** An absolute one, since nobody knows what this process's working folder is. */
    private static Optional<Path> backupTarget(HttpRequest request) {
        try {
            String body = new String(request.body().readAll(BODY_BYTES), StandardCharsets.UTF_8);
            return JsonText.parse(body) instanceof JsonValue.Obj wish
                    ? wish.string("directory").map(Path::of).filter(Path::isAbsolute)
                    : Optional.empty();
        } catch (IOException | JsonSyntaxException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }

    private boolean isAdministrator(HttpRequest request) {
        String given = request.headers().first("Authorization").orElse("");
        return MessageDigest.isEqual(
                given.getBytes(StandardCharsets.ISO_8859_1),
                ("Bearer " + view.token()).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static HttpResponse unknownToken() {
        return failure(
                401,
                "the admin token is missing or wrong",
                "Everything under /_gust/ but health is for whoever may read the server's data folder.",
                "Send 'Authorization: Bearer TOKEN' with the token in server.json of the data folder, as gust commands do.");
    }

    /** Makes an answer's body. */
    private interface Content {
        JsonValue.Obj make();
    }

    private static HttpResponse get(HttpRequest request, Content content) {
        return request.method().equals("GET") || request.method().equals("HEAD")
                ? answer(200, content.make())
                : wrongMethod("GET");
    }

    private static HttpResponse post(HttpRequest request, Content content) {
        return request.method().equals("POST") ? answer(200, content.make()) : wrongMethod("POST");
    }

    private static HttpResponse wrongMethod(String right) {
        return failure(405, "the method is not " + right, "Nothing was done.", "Send it as " + right + '.');
    }

    private static HttpResponse failure(int status, String error, String meaning, String remedy) {
        return answer(
                status,
                object("error", JsonValue.of(error), "meaning", JsonValue.of(meaning), "remedy", JsonValue.of(remedy)));
    }

    private static HttpResponse answer(int status, JsonValue.Obj body) {
        return new HttpResponse(
                status, HttpHeaders.of("Content-Type", "application/json"), Payload.utf8(body.toJson() + '\n'));
    }

    private static JsonValue.Obj object(Object... namesAndValues) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], (JsonValue) namesAndValues[i + 1]);
        }
        return new JsonValue.Obj(members);
    }
}

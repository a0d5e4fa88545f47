package dev.gust.cli;

import dev.gust.base.instance.CacheFolder;
import dev.gust.base.instance.RunningServer;
import dev.gust.base.time.Clock;
import dev.gust.cli.aws.AwsCall;
import dev.gust.cli.aws.AwsClient;
import dev.gust.cli.aws.Operations;
import dev.gust.cli.command.Command;
import dev.gust.cli.command.CommandFailure;
import dev.gust.cli.command.Option;
import dev.gust.cli.command.Output;
import dev.gust.cli.deploy.Deployed;
import dev.gust.cli.deploy.Deployment;
import dev.gust.cli.http.HttpAnswer;
import dev.gust.cli.http.HttpSender;
import dev.gust.wire.http.HttpHeaders;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The first thing a new user runs: a cloud, an application in it, and its answers. */
final class DemoCommand extends Command {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int REQUEST_WIDTH = 38;
    private static final int SHOWN = 90;

    private final Option port =
            option("--port", "N", "where a cloud is started if none runs (default: 4566; 0: any free one)");
    private final ServerOptions server = new ServerOptions(this);
    private final Clock clock = Clock.system();

    DemoCommand() {
        super(
                "demo",
                "Start the cloud if none runs, deploy examples/notes, call it, and show what happened.",
                "gust demo",
                "gust demo --port 0 --data /tmp/notes");
    }

    @Override
    public int run(Output to) {
        long begun = clock.nanoTime();
        Path home = DeployCommand.home();
        Optional<RunningServer> before = server.ifRunning();
        RunningServer cloud = before.orElseGet(() -> LocalCloud.start(home, server.folder(), port.text("4566")));
        to.out()
                .println(to.bold("1. The cloud") + (before.isPresent() ? " runs at " : " has started at ")
                        + cloud.endpoint() + ", its data in " + server.folder());
        to.out()
                .println(to.bold("2. Deploying examples/notes")
                        + ": a small HTTP API in JavaScript, with a table, a bucket and a schedule");
        to.out().flush();
        try (AwsClient client = TargetOptions.client(cloud, "")) {
            Deployed deployed = new Deployment(client, CacheFolder.standard(), home, new Steps(to, false))
                    .deploy(new Deployment.Request(
                            home.resolve("examples/notes"), Map.of(), Optional.empty(), Map.of()));
            to.err().flush();
            to.out()
                    .println("   " + (deployed.isUnchanged() ? "nothing to change" : deployed.result()) + " in "
                            + DeployReport.seconds(deployed.took()));
            String notes = notes(deployed);
            to.out().println(to.bold("3. Calling it") + " at " + notes);
            call(to, notes);
            to.out()
                    .println(to.bold("4. Invoking the other function")
                            + ", which a schedule calls every hour: it puts the notes into the bucket");
            invoke(to, client);
            to.out().println();
            to.out()
                    .println(to.bold("All of it took "
                                    + DeployReport.seconds(Duration.ofNanos(clock.nanoTime() - begun)))
                            + ". The functions ran as sandboxed processes, and what you saw is on disk.");
            next(to, notes);
        }
        return 0;
    }

    private static String notes(Deployed deployed) {
        return deployed.addresses().stream()
                .filter(address -> address.method().equals("POST"))
                .map(Deployed.Address::url)
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        "examples/notes has no route that takes a POST",
                        "It was deployed, and the demo does not know it any more.",
                        "Restore examples/notes, or look at what 'gust deploy examples/notes' prints."));
    }

    private void call(Output to, String notes) {
        URI address = URI.create(notes);
        try (HttpSender http = HttpSender.to(address)) {
            request(to, http, "POST", address.getRawPath(), "{\"text\":\"Hello, Gust\"}");
            request(to, http, "POST", address.getRawPath(), "{\"text\":\"Written to disk\"}");
            request(to, http, "GET", address.getRawPath(), "");
        }
    }

    private void request(Output to, HttpSender http, String method, String path, String body) {
        long begun = clock.nanoTime();
        try {
            HttpAnswer answer = http.send(
                    method,
                    path,
                    HttpHeaders.of("Content-Type", "application/json"),
                    body.getBytes(StandardCharsets.UTF_8),
                    PATIENCE);
            String asked = method + " " + path.substring(path.lastIndexOf('/')) + " " + body;
            show(to, asked, answer.status() + " " + answer.body(), clock.nanoTime() - begun);
            if (!answer.isSuccess()) {
                throw new CommandFailure(
                        "the API answered with status " + answer.status(),
                        answer.body(),
                        "See what the function logged: gust logs notes-dev-api");
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    "the API does not answer (" + e.getMessage() + ")",
                    "It was deployed, and the request to " + path + " failed.",
                    "See what the function logged: gust logs notes-dev-api");
        }
    }

    private void invoke(Output to, AwsClient client) {
        long begun = clock.nanoTime();
        Operations operations = new Operations(client);
        HttpAnswer answer = operations.raw(
                AwsCall.rest("lambda", "POST", "/2015-03-31/functions/notes-dev-archive/invocations", "", "{}"),
                PATIENCE);
        show(to, "invoke notes-dev-archive", answer.body(), clock.nanoTime() - begun);
        if (answer.headers().first("X-Amz-Function-Error").isPresent()) {
            throw new CommandFailure(
                    "the function notes-dev-archive failed",
                    answer.body(),
                    "See what it logged: gust logs notes-dev-archive");
        }
    }

    private static void show(Output to, String asked, String answered, long nanos) {
        String line = answered.length() > SHOWN ? answered.substring(0, SHOWN) + " ..." : answered;
        to.out()
                .println("   " + asked + " ".repeat(Math.max(1, REQUEST_WIDTH - asked.length()))
                        + to.dim(nanos / 1_000_000 + " ms  ") + line);
        to.out().flush();
    }

    private void next(Output to, String notes) {
        Path home = DeployCommand.home();
        String gust = home.equals(Path.of("").toAbsolutePath())
                ? "./gust"
                : home.resolve("gust").toString();
        String data = server.isNamed() ? " --data " + server.folder() : "";
        to.out().println("The cloud goes on. Try:");
        to.out().println();
        for (String line : new String[] {
            "curl " + notes,
            "curl -H 'content-type: application/json' -d '{\"text\":\"Mine\"}' " + notes,
            gust + " logs notes-dev-api --follow" + data,
            gust + " deploy " + home.resolve("examples/notes") + data + "     # after a change in api.mjs",
            "eval \"$(" + gust + " env" + data + ")\"; aws dynamodb list-tables; aws s3 ls",
            gust + " remove notes-dev" + data,
            gust + " stop" + data
        }) {
            to.out().println("  " + line);
        }
    }
}

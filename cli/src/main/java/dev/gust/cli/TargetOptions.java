package dev.gust.cli;

import dev.gust.base.instance.RunningServer;
import dev.gust.base.time.Clock;
import dev.gust.cli.aws.AwsClient;
import dev.gust.cli.command.Command;
import dev.gust.cli.command.CommandFailure;
import dev.gust.cli.command.Option;
import dev.gust.wire.auth.AccessKey;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Whom a command sends AWS operations to: the server of a data folder with its own key, or any endpoint that is named. */
final class TargetOptions {
    private final ServerOptions server;
    private final Option endpoint;
    private final Option region;

    TargetOptions(Command command) {
        this.endpoint = command.option(
                "--endpoint",
                "URL",
                "another endpoint, with the key in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (default: test)");
        this.region = command.option("--region", "REGION", "the region (default: AWS_REGION, else the server's)");
        this.server = new ServerOptions(command);
    }

    /** The region that was asked for on the command line. */
    Optional<String> region() {
        return region.text();
    }

    AwsClient client() {
        Map<String, String> environment = System.getenv();
        String wanted = region.text(environment.getOrDefault("AWS_REGION", ""));
        if (endpoint.isGiven()) {
            AccessKey key = new AccessKey(
                    environment.getOrDefault("AWS_ACCESS_KEY_ID", "test"),
                    environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "test"),
                    environment.get("AWS_SESSION_TOKEN"));
            return new AwsClient(
                    address(endpoint.required()), key, wanted.isEmpty() ? "us-east-1" : wanted, Clock.system());
        }
        return client(server.server(), wanted);
    }

    /** Calls a server with its own key, in its own region where no other is wanted. */
    static AwsClient client(RunningServer running, String region) {
        Credentials own = Credentials.of(running);
        AccessKey key = new AccessKey(own.accessKeyId(), own.secretAccessKey());
        return new AwsClient(running.endpoint(), key, region.isEmpty() ? own.region() : region, Clock.system());
    }

    private static URI address(String text) {
        try {
            URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new CommandFailure(
                "'" + text + "' is no endpoint",
                "--endpoint names a server by its URL.",
                "Write it as http://127.0.0.1:4566.");
    }
}

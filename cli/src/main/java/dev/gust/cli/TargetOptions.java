package dev.gust.cli;

import dev.gust.base.instance.RunningServer;
import dev.gust.base.time.Clock;
import dev.gust.cli.aws.AwsClient;
import dev.gust.wire.auth.AccessKey;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whom a command sends AWS operations to: the server of a data folder with its own key, or any endpoint that is named. */
final class TargetOptions {
    @Mixin
    private ServerOptions server;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description =
                    "another endpoint, with the key in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (default: test)")
    private @Nullable URI endpoint;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            description = "the region (default: AWS_REGION, else the server's)")
    private @Nullable String region;

    AwsClient client() {
        Map<String, String> environment = System.getenv();
        String wanted = region != null ? region : environment.getOrDefault("AWS_REGION", "");
        if (endpoint != null) {
            AccessKey key = new AccessKey(
                    environment.getOrDefault("AWS_ACCESS_KEY_ID", "test"),
                    environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "test"),
                    environment.get("AWS_SESSION_TOKEN"));
            return new AwsClient(endpoint, key, wanted.isEmpty() ? "us-east-1" : wanted, Clock.system());
        }
        RunningServer running = server.server();
        Credentials own = Credentials.of(running);
        AccessKey key = new AccessKey(own.accessKeyId(), own.secretAccessKey());
        return new AwsClient(running.endpoint(), key, wanted.isEmpty() ? own.region() : wanted, Clock.system());
    }
}

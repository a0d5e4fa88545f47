package dev.gust.cli;

import dev.gust.base.instance.RunningServer;
import dev.gust.base.json.JsonValue;
import dev.gust.cli.command.CommandFailure;
import java.time.Duration;

/** The access key that a server hands to those who may administer it. */
record Credentials(String accessKeyId, String secretAccessKey, String accountId, String region) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    static Credentials of(RunningServer server) {
        try (AdminClient admin = new AdminClient(server)) {
            JsonValue.Obj answer = admin.get("credentials", PATIENCE);
            return new Credentials(
                    member(answer, "accessKeyId"),
                    member(answer, "secretAccessKey"),
                    member(answer, "accountId"),
                    member(answer, "region"));
        }
    }

    private static String member(JsonValue.Obj answer, String name) {
        return answer.string(name)
                .orElseThrow(() -> new CommandFailure(
                        "the server's credentials lack " + name,
                        "This gust and the running server are of different versions.",
                        "Stop the server and start it again with this gust."));
    }
}

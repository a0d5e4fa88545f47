package dev.gust.cli;

import dev.gust.base.instance.CacheFolder;
import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import dev.gust.cli.aws.AwsClient;
import dev.gust.cli.command.Command;
import dev.gust.cli.command.Option;
import dev.gust.cli.command.Output;
import dev.gust.cli.deploy.Deployment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

final class RemoveCommand extends Command {
    private final Option name = parameter("NAME|DIR", "the stack's name, or the folder that was deployed");
    private final Option stage =
            option("--stage", "STAGE", "the stage of a serverless.yml (default: its own, else dev)");
    private final TargetOptions target = new TargetOptions(this);
    private final OutputOptions output = new OutputOptions(this);

    RemoveCommand() {
        super(
                "remove",
                "Take away what was deployed, with the data in its tables and buckets.",
                "gust remove notes-dev",
                "gust remove examples/notes");
    }

    @Override
    public int run(Output to) {
        Clock clock = Clock.system();
        long begun = clock.nanoTime();
        try (AwsClient client = target.client()) {
            Deployment deployment =
                    new Deployment(client, CacheFolder.standard(), DeployCommand.home(), new Steps(to, output.json()));
            String stack = remove(deployment);
            Duration took = Duration.ofNanos(clock.nanoTime() - begun);
            if (output.json()) {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                members.put("removed", JsonValue.of(stack));
                members.put("milliseconds", JsonValue.of(took.toMillis()));
                to.out().println(new JsonValue.Obj(members).toJson());
            } else {
                to.out().println(to.bold("removed " + stack) + " in " + DeployReport.seconds(took));
            }
            return 0;
        }
    }

    private String remove(Deployment deployment) {
        Path place = Path.of(name.required()).toAbsolutePath().normalize();
        if (!Files.exists(place)) {
            deployment.remove(name.required());
            return name.required();
        }
        Map<String, String> options = new LinkedHashMap<>();
        stage.text().ifPresent(text -> options.put("stage", text));
        target.region().ifPresent(text -> options.put("region", text));
        return deployment.remove(new Deployment.Request(place, options, Optional.empty(), Map.of()));
    }
}

package dev.gust.cli;

import dev.gust.base.instance.CacheFolder;
import dev.gust.base.json.JsonText;
import dev.gust.cli.aws.AwsClient;
import dev.gust.cli.command.Command;
import dev.gust.cli.command.CommandFailure;
import dev.gust.cli.command.Option;
import dev.gust.cli.command.Output;
import dev.gust.cli.deploy.Deployed;
import dev.gust.cli.deploy.Deployment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

final class DeployCommand extends Command {
    private final Option folder =
            optionalParameter("DIR", "a project's folder, or its template (default: this folder)");
    private final Option stage =
            option("--stage", "STAGE", "the stage of a serverless.yml (default: its own, else dev)");
    private final Option stack = option("--stack", "NAME", "another name for the stack");
    private final Option parameters = option("--parameters", "KEY=VALUE,...", "the parameters of a template");
    private final TargetOptions target = new TargetOptions(this);
    private final OutputOptions output = new OutputOptions(this);

    DeployCommand() {
        super(
                "deploy",
                "Deploy a project: a folder with a serverless.yml, or with a SAM or CloudFormation template.",
                "gust deploy examples/notes",
                "gust deploy . --stage test --endpoint http://127.0.0.1:4566");
    }

    @Override
    public int run(Output to) {
        try (AwsClient client = target.client()) {
            Steps steps = new Steps(to, output.json());
            Deployed deployed = new Deployment(client, CacheFolder.standard(), home(), steps).deploy(request());
            if (output.json()) {
                to.out().println(JsonText.writePretty(deployed.asJson()));
            } else {
                new DeployReport(to).print(deployed);
            }
            return 0;
        }
    }

    /** Where the launcher script lies. */
    static Path home() {
        return Path.of(System.getProperty("gust.home", "."));
    }

    private Deployment.Request request() {
        Map<String, String> options = new LinkedHashMap<>();
        stage.text().ifPresent(text -> options.put("stage", text));
        target.region().ifPresent(text -> options.put("region", text));
        return new Deployment.Request(
                Path.of(folder.text(".")).toAbsolutePath().normalize(), options, stack.text(), parameters());
    }

    private Map<String, String> parameters() {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : parameters.text("").split(",")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                pairs.put(pair.substring(0, equals).strip(), pair.substring(equals + 1));
            } else if (!pair.isBlank()) {
                throw new CommandFailure(
                        "'" + pair + "' is no parameter",
                        "--parameters takes pairs of names and values. Nothing was deployed.",
                        "Write --parameters Table=notes,Limit=5.");
            }
        }
        return pairs;
    }
}

package dev.gust.cli;

import dev.gust.base.instance.RunningServer;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.cli.command.Command;
import dev.gust.cli.command.CommandFailure;
import dev.gust.cli.command.Option;
import dev.gust.cli.command.Output;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

final class EnvCommand extends Command {
    /** How exports are written. */
    enum Shell {
        POSIX,
        FISH,
        POWERSHELL
    }

    private final Option profile = option("--profile", "NAME", "print a profile for ~/.aws/config instead of exports");
    private final Option shell =
            option("--shell", "SHELL", "write exports for posix, fish or powershell (default: posix)");
    private final Option javaScriptV2 =
            flag("--javascript-v2", "also point the AWS SDK for JavaScript v2, and with it the Serverless Framework 3");
    private final ServerOptions options = new ServerOptions(this);
    private final OutputOptions output = new OutputOptions(this);

    EnvCommand() {
        super(
                "env",
                "Print what points AWS tools at this server.",
                "eval \"$(gust env)\"",
                "gust env --profile gust >> ~/.aws/config; aws --profile gust s3 ls");
    }

    @Override
    public int run(Output to) {
        RunningServer server = options.server();
        Credentials credentials = Credentials.of(server);
        PrintWriter out = to.out();
        Map<String, String> variables = variables(server, credentials);
        if (javaScriptV2.isGiven()) {
            variables.put(
                    "NODE_OPTIONS", JavaScriptV2.nodeOptions(System.getenv().getOrDefault("NODE_OPTIONS", "")));
        }
        if (output.json()) {
            Map<String, JsonValue> members = new LinkedHashMap<>();
            variables.forEach((name, value) -> members.put(name, JsonValue.of(value)));
            out.println(JsonText.writePretty(new JsonValue.Obj(members)));
        } else if (profile.isGiven()) {
            String name = profile.required();
            out.println(name.equals("default") ? "[default]" : "[profile " + name + "]");
            out.println("region = " + credentials.region());
            out.println("endpoint_url = " + server.endpoint());
            out.println("aws_access_key_id = " + credentials.accessKeyId());
            out.println("aws_secret_access_key = " + credentials.secretAccessKey());
        } else {
            Shell wanted = shell();
            variables.forEach((name, value) -> out.println(export(wanted, name, value)));
        }
        return 0;
    }

    private Shell shell() {
        String name = shell.text("posix");
        return Arrays.stream(Shell.values())
                .filter(known -> known.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        "there is no shell '" + name + "'",
                        "--shell says how exports are written.",
                        "It takes posix, fish or powershell."));
    }

    private static Map<String, String> variables(RunningServer server, Credentials credentials) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("AWS_ENDPOINT_URL", server.endpoint().toString());
        variables.put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
        variables.put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
        variables.put("AWS_REGION", credentials.region());
        // There is one host for all: streaming-127.0.0.1 is nobody's name.
        variables.put("AWS_DISABLE_HOST_PREFIX_INJECTION", "true");
        // The AWS CLI and boto3 read only the older name.
        variables.put("AWS_DEFAULT_REGION", credentials.region());
        return variables;
    }

    static String export(Shell shell, String name, String value) {
        return switch (shell) {
            case POSIX -> "export " + name + "='" + value.replace("'", "'\\''") + "'";
            case FISH -> "set -gx " + name + " '" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
            case POWERSHELL -> "$env:" + name + " = '" + value.replace("'", "''") + "'";
        };
    }
}

package dev.gust.cli;

import dev.gust.base.instance.RunningServer;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "env",
        description = "Print what points AWS tools at this server.",
        footer = {"", "  eval \"$(gust env)\"", "  gust env --profile gust >> ~/.aws/config; aws --profile gust s3 ls"})
final class EnvCommand implements Runnable {
    /** How exports are written. */
    enum Shell {
        POSIX,
        FISH,
        POWERSHELL
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions options;

    @Mixin
    private OutputOptions output;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "print a profile for ~/.aws/config instead of exports")
    private @Nullable String profile;

    @Option(
            names = "--shell",
            paramLabel = "SHELL",
            defaultValue = "posix",
            description = "write exports for: ${COMPLETION-CANDIDATES} (default: posix)")
    private Shell shell;

    @Override
    public void run() {
        RunningServer server = options.server();
        Credentials credentials = Credentials.of(server);
        PrintWriter out = spec.commandLine().getOut();
        Map<String, String> variables = variables(server, credentials);
        if (output.json()) {
            Map<String, JsonValue> members = new LinkedHashMap<>();
            variables.forEach((name, value) -> members.put(name, JsonValue.of(value)));
            out.println(JsonText.writePretty(new JsonValue.Obj(members)));
        } else if (profile != null) {
            out.println(profile.equals("default") ? "[default]" : "[profile " + profile + "]");
            out.println("region = " + credentials.region());
            out.println("endpoint_url = " + server.endpoint());
            out.println("aws_access_key_id = " + credentials.accessKeyId());
            out.println("aws_secret_access_key = " + credentials.secretAccessKey());
        } else {
            variables.forEach((name, value) -> out.println(export(shell, name, value)));
        }
    }

    private static Map<String, String> variables(RunningServer server, Credentials credentials) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("AWS_ENDPOINT_URL", server.endpoint().toString());
        variables.put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
        variables.put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
        variables.put("AWS_REGION", credentials.region());
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

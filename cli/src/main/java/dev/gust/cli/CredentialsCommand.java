package dev.gust.cli;

import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "credentials", description = "Print the access key of the data folder's own root user.")
final class CredentialsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions options;

    @Mixin
    private OutputOptions output;

    @Override
    public void run() {
        Credentials credentials = Credentials.of(options.server());
        PrintWriter out = spec.commandLine().getOut();
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("accessKeyId", JsonValue.of(credentials.accessKeyId()));
        members.put("secretAccessKey", JsonValue.of(credentials.secretAccessKey()));
        members.put("accountId", JsonValue.of(credentials.accountId()));
        members.put("region", JsonValue.of(credentials.region()));
        if (output.json()) {
            out.println(JsonText.writePretty(new JsonValue.Obj(members)));
        } else {
            out.println("access key id      " + credentials.accessKeyId());
            out.println("secret access key  " + credentials.secretAccessKey());
            out.println("account            " + credentials.accountId());
            out.println("region             " + credentials.region());
        }
    }
}

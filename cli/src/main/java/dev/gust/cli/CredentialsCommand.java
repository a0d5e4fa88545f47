package dev.gust.cli;

import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.cli.command.Command;
import dev.gust.cli.command.Output;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

final class CredentialsCommand extends Command {
    private final ServerOptions options = new ServerOptions(this);
    private final OutputOptions output = new OutputOptions(this);

    CredentialsCommand() {
        super("credentials", "Print the access key of the data folder's own root user.");
    }

    @Override
    public int run(Output to) {
        Credentials credentials = Credentials.of(options.server());
        PrintWriter out = to.out();
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
        return 0;
    }
}

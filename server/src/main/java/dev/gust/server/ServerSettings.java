package dev.gust.server;

import dev.gust.base.instance.DataFolder;
import dev.gust.base.settings.SettingsReader;
import dev.gust.server.gateway.RequestLog;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where the server listens and keeps its data.
 *
 * @param dataFolder empty text stands for the user's state folder
 * @param ephemeral whether the data goes with the process
 * @param region the one that `gust env` exports
 * @param names further names that the server goes by, besides localhost and addresses
 */
public record ServerSettings(
        String host,
        int port,
        Path dataFolder,
        boolean ephemeral,
        String region,
        List<String> names,
        RequestLog.Detail requestLog) {
    private static final String STATE_FOLDER = "";

    public ServerSettings {
        names = List.copyOf(names);
    }

    static ServerSettings from(SettingsReader settings) {
        String data = settings.text(
                "data", STATE_FOLDER, "The data folder; the user's state folder when empty. One server at a time.");
        boolean ephemeral = settings.flag("ephemeral", false, "Keep the data in a folder that goes with the process.");
        if (ephemeral && !data.isEmpty()) {
            settings.refuse("data and ephemeral are both set: data in a folder of yours does not go with the process.");
        }
        return new ServerSettings(
                settings.text(
                        "host",
                        "127.0.0.1",
                        "The address to listen on. On another than loopback the development keys are refused."),
                settings.number("port", 4566, 0, 65535, "The port to listen on; 0 takes any free one."),
                data.isEmpty()
                        ? DataFolder.standard()
                        : Path.of(data).toAbsolutePath().normalize(),
                ephemeral,
                settings.text("region", "us-east-1", "The region that `gust env` and `gust credentials` name."),
                names(settings.text(
                        "http.names",
                        "",
                        "Further host names that the server goes by, separated by commas. Other names are refused.")),
                settings.choice(
                        "log.requests",
                        RequestLog.Detail.class,
                        RequestLog.Detail.ERRORS,
                        "Which requests get a line in the log."));
    }

    private static List<String> names(String list) {
        return Arrays.stream(list.split(","))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .toList();
    }
}

package dev.gust.server;

import dev.gust.base.settings.Setting;
import dev.gust.base.settings.SettingsException;
import dev.gust.base.settings.SettingsReader;
import dev.gust.base.settings.SettingsSource;
import dev.gust.server.http.HttpSettings;
import dev.gust.services.dynamodb.TableSettings;
import dev.gust.services.lambda.LambdaSettings;
import dev.gust.storage.folder.DataFolderSettings;
import java.util.List;
import java.util.Set;

/**
 * Every component's settings, read and checked together.
 *
 * @param inForce all of them as text, for people
 */
public record Settings(
        ServerSettings server,
        HttpSettings http,
        DataFolderSettings data,
        FunctionHosting functions,
        LambdaSettings lambda,
        TableSettings tables,
        List<Setting> inForce) {
    /** Variables of the launcher script, which are no settings of the server. */
    public static final Set<String> LAUNCHER_VARIABLES = Set.of(
            "GUST_AOT",
            "GUST_BUILD",
            "GUST_CACHE",
            "GUST_JAVA_HOME",
            "GUST_JAVA_OPTIONS",
            "GUST_MAVEN",
            "GUST_SETTINGS");

    private static final long MEGABYTE = 1024 * 1024;

    public Settings {
        inForce = List.copyOf(inForce);
    }

    /** @param sources the strongest first */
    public static Settings read(List<SettingsSource> sources) throws SettingsException {
        SettingsReader reader = new SettingsReader(sources);
        ServerSettings server = ServerSettings.from(reader);
        HttpSettings http = HttpSettings.from(reader);
        DataFolderSettings data = data(reader);
        FunctionHosting functions = FunctionHosting.from(reader);
        LambdaSettings lambda = FunctionLimits.from(reader);
        TableSettings tables = TableSettings.from(reader);
        return new Settings(server, http, data, functions, lambda, tables, reader.finish());
    }

    private static DataFolderSettings data(SettingsReader settings) {
        DataFolderSettings usual = DataFolderSettings.defaults();
        long reserve = settings.bytes(
                "store.reserve",
                usual.store().reserveBytes(),
                0,
                1024 * 1024 * MEGABYTE,
                "Free disk space below which writes are refused, so that the store never meets a full disk.");
        long telemetry = settings.bytes(
                "telemetry.quota",
                usual.telemetry().quotaBytes(),
                MEGABYTE,
                1024 * 1024 * MEGABYTE,
                "Disk space for function logs, metrics and traces; beyond it the oldest go.");
        long usage = settings.bytes(
                "usage.quota",
                usual.usage().quotaBytes(),
                MEGABYTE,
                1024 * 1024 * MEGABYTE,
                "Disk space for the record of what functions used, from which bills are made; beyond it the oldest go.");
        return usual.withReserveBytes(reserve).withTelemetryBytes(telemetry).withUsageBytes(usage);
    }
}

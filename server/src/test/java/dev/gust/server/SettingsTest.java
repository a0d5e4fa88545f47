package dev.gust.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gust.base.settings.SettingsException;
import dev.gust.server.CommandLine.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static Settings read(Map<String, String> environment, String... arguments)
            throws UsageException, SettingsException {
        return Settings.read(CommandLine.parse(arguments, environment).sources());
    }

    @Test
    void theCommandLineGoesBeforeTheEnvironmentAndThatBeforeTheFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("g.properties"), "port=1\nhost=127.0.0.2\nregion=eu-west-1\n");
        Settings settings = read(
                Map.of("GUST_PORT", "2", "GUST_HOST", "127.0.0.3", "GUST_SETTINGS", file.toString()),
                "start",
                "--port=3",
                "--set",
                "http.requests=7");
        assertThat(settings.server().port()).isEqualTo(3);
        assertThat(settings.server().host()).isEqualTo("127.0.0.3");
        assertThat(settings.server().region()).isEqualTo("eu-west-1");
        assertThat(settings.http().requestsInFlight()).isEqualTo(7);
    }

    @Test
    void tellsAllProblemsAtOnce(@TempDir Path folder) throws IOException, UsageException {
        Path file = Files.writeString(folder.resolve("g.properties"), "http.idle-timeout=never\n");
        String[] arguments = {"start", "--port", "x", "--data", "d", "--ephemeral", "--settings", file.toString()};
        CommandLine line = CommandLine.parse(arguments, Map.of("GUST_PROT", "1"));
        SettingsException refusal = catchThrowableOfType(SettingsException.class, () -> Settings.read(line.sources()));
        assertThat(refusal.problems())
                .containsExactly(
                        "data and ephemeral are both set: data in a folder of yours does not go with the process.",
                        "port, set by the command line, is 'x', but must be 0 to 65535.",
                        "http.idle-timeout, set by " + file + ", is 'never', but must be 1s to 1h.",
                        "GUST_PROT, set by the environment, is no setting (did you mean port?). docs/settings.md lists them all.");
    }

    @Test
    void refusesArgumentsThatMakeNoSense() {
        assertThatThrownBy(() -> read(Map.of(), "start", "--port")).hasMessage("the option --port wants a value");
        assertThatThrownBy(() -> read(Map.of(), "start", "--prot", "1")).hasMessage("there is no option --prot");
        assertThatThrownBy(() -> CommandLine.parse(new String[] {"start", "now"}, Map.of())
                        .refuseMoreThan(0))
                .hasMessage("start does not know what to do with 'now'");
        assertThatThrownBy(() -> read(Map.of(), "--set", "port")).hasMessage("--set wants KEY=VALUE, not 'port'");
        assertThatThrownBy(() -> read(Map.of(), "--settings", "/no/such"))
                .hasMessageStartingWith("the settings file /no/such cannot be read");
    }
}

package dev.gust.base.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {
    enum Colour {
        RED,
        DARK_BLUE
    }

    private static SettingsReader reader(SettingsSource... sources) {
        return new SettingsReader(List.of(sources));
    }

    private static SettingsSource given(String... keysAndValues) {
        Map<String, String> values = new java.util.HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return SettingsSource.of("the command line", values);
    }

    @Test
    void theStrongestSourceWins(@TempDir Path folder) throws IOException, SettingsException {
        Path file =
                Files.writeString(folder.resolve("gust.properties"), "http.port = 1\nhttp.host = file\na.b-c = x\n");
        SettingsReader reader = reader(
                given("http.port", "3"),
                SettingsSource.environment(
                        Map.of("GUST_HTTP_PORT", "2", "GUST_A_B_C", "y", "GUST_JAVA_HOME", "z", "HOME", "/"),
                        Set.of("GUST_JAVA_HOME")),
                SettingsSource.file(file));
        assertThat(reader.number("http.port", 0, 0, 65535, "port")).isEqualTo(3);
        assertThat(reader.text("http.host", "none", "host")).isEqualTo("file");
        assertThat(reader.text("a.b-c", "none", "abc")).isEqualTo("y");
        assertThat(reader.text("unset", "none", "unset")).isEqualTo("none");
        assertThat(reader.finish())
                .extracting(Setting::source)
                .containsExactly("the command line", file.toString(), "the environment", "the default");
    }

    @Test
    void readsEveryKind() throws SettingsException {
        SettingsReader reader =
                reader(given("bytes", "64KB", "time", "250ms", "flag", "true", "colour", "dark-blue", "token", "abc"));
        assertThat(reader.bytes("bytes", 1, 0, 1 << 20, "")).isEqualTo(65536);
        assertThat(reader.duration("time", Duration.ofSeconds(1), Duration.ZERO, Duration.ofMinutes(1), ""))
                .isEqualTo(Duration.ofMillis(250));
        assertThat(reader.flag("flag", false, "")).isTrue();
        assertThat(reader.choice("colour", Colour.class, Colour.RED, "")).isEqualTo(Colour.DARK_BLUE);
        assertThat(reader.secret("token", "")).isEqualTo("abc");
        assertThat(reader.finish())
                .extracting(Setting::value)
                .containsExactly("64KB", "250ms", "true", "dark-blue", "********");
    }

    @Test
    void tellsEveryProblemAtOnce() {
        SettingsReader reader = reader(
                given("port", "70000", "time", "5", "flag", "yes", "bytes", "9999999999999TB", "prot", "1"),
                SettingsSource.environment(Map.of("GUST_NONSENSE", "1"), Set.of()));
        reader.number("port", 1, 0, 65535, "");
        reader.duration("time", Duration.ofSeconds(1), Duration.ZERO, Duration.ofMinutes(1), "");
        reader.flag("flag", false, "");
        reader.bytes("bytes", 1, 0, 1 << 20, "");
        reader.refuse("port and flag do not go together.");
        assertThat(catchThrowableOfType(SettingsException.class, reader::finish).problems())
                .containsExactly(
                        "port, set by the command line, is '70000', but must be 0 to 65535.",
                        "time, set by the command line, is '5', but must be 0ms to 1m.",
                        "flag, set by the command line, is 'yes', but must be true or false.",
                        "bytes, set by the command line, is '9999999999999TB', but must be 0 to 1MB.",
                        "port and flag do not go together.",
                        "prot, set by the command line, is no setting (did you mean port?). docs/settings.md lists them all.",
                        "GUST_NONSENSE, set by the environment, is no setting. docs/settings.md lists them all.");
    }
}

package dev.gust.base.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataFolderTest {
    private static final Path HOME = Path.of("/home/ada");

    @Test
    void isTheNamedFolderFirst() {
        assertThat(DataFolder.standard(Map.of("GUST_DATA", "/srv/gust", "XDG_STATE_HOME", "/state"), "Linux", HOME))
                .isEqualTo(Path.of("/srv/gust"));
    }

    @Test
    void followsTheOperatingSystem() {
        assertThat(DataFolder.standard(Map.of(), "Linux", HOME)).isEqualTo(HOME.resolve(".local/state/gust"));
        assertThat(DataFolder.standard(Map.of("XDG_STATE_HOME", "/state"), "Linux", HOME))
                .isEqualTo(Path.of("/state/gust"));
        assertThat(DataFolder.standard(Map.of(), "Mac OS X", HOME))
                .isEqualTo(HOME.resolve("Library/Application Support/gust"));
    }

    @Test
    void ignoresARelativeStateFolder() {
        assertThat(DataFolder.standard(Map.of("XDG_STATE_HOME", "state"), "Linux", HOME))
                .isEqualTo(HOME.resolve(".local/state/gust"));
    }
}

package dev.gust.base.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheFolderTest {
    private static final Path HOME = Path.of("/home/ada");

    @Test
    void isTheNamedFolderFirst() {
        assertThat(CacheFolder.standard(Map.of("GUST_CACHE", "/c", "XDG_CACHE_HOME", "/x"), HOME))
                .isEqualTo(Path.of("/c"));
        assertThat(CacheFolder.standard(Map.of("XDG_CACHE_HOME", "/x"), HOME)).isEqualTo(Path.of("/x/gust"));
        assertThat(CacheFolder.standard(Map.of(), HOME)).isEqualTo(HOME.resolve(".cache/gust"));
    }
}

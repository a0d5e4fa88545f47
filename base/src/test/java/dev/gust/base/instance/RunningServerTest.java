package dev.gust.base.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningServerTest {
    private static final RunningServer SERVER = new RunningServer(URI.create("http://127.0.0.1:4566"), 42, "secret");

    @Test
    void isReadBackAsWritten(@TempDir Path folder) throws IOException {
        SERVER.write(folder);
        assertThat(RunningServer.read(folder)).contains(SERVER);
    }

    @Test
    void replacesTheNoteOfAKilledServer(@TempDir Path folder) throws IOException {
        new RunningServer(URI.create("http://127.0.0.1:1"), 1, "old").write(folder);
        SERVER.write(folder);
        assertThat(RunningServer.read(folder)).contains(SERVER);
    }

    @Test
    void isForItsOwnerOnly(@TempDir Path folder) throws IOException {
        SERVER.write(folder);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve(RunningServer.FILE_NAME))))
                .isEqualTo("rw-------");
    }

    @Test
    void isGoneOnceRemoved(@TempDir Path folder) throws IOException {
        SERVER.write(folder);
        RunningServer.remove(folder);
        assertThat(RunningServer.read(folder)).isEmpty();
    }

    @Test
    void saysWhatToDoAboutADamagedNote(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve(RunningServer.FILE_NAME), "{\"endpoint\":3");
        assertThatThrownBy(() -> RunningServer.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("delete it and start the server again");
    }
}

package dev.gust.storage.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.storage.Commit;
import dev.gust.storage.FormatTooNewException;
import dev.gust.storage.Key;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.Write;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path temporary;

    private Path path() {
        return temporary.resolve("data");
    }

    private DataFolder open() {
        return DataFolder.open(
                path(), DataFolderSettings.defaults().withReserveBytes(0), Clock.system(), Randomness.secure());
    }

    @Test
    void keepsItsContentAcrossOpenings() {
        try (DataFolder folder = open()) {
            folder.store().commit(Commit.of(Write.put(Key.of("a"), new byte[] {1})));
        }
        try (DataFolder folder = open()) {
            assertThat(folder.store().get(Key.of("a"))).isPresent();
        }
    }

    @Test
    void refusesASecondOpeningInTheSameProcess() {
        try (DataFolder folder = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessageContaining(folder.path().toString());
        }
    }

    @Test
    void leavesFoldersWithOtherThingsAlone() throws Exception {
        Files.createDirectories(path());
        Files.writeString(path().resolve("thesis.txt"), "");
        assertThatThrownBy(this::open)
                .isInstanceOf(StorageFailedException.class)
                .hasMessageContaining("holds other things (thesis.txt)");
        Files.move(path().resolve("thesis.txt"), path().resolve(".hidden"));
        open().close();
    }

    @Test
    void saysWhyAFolderCannotBeMade() throws Exception {
        Files.writeString(path(), "");
        assertThatThrownBy(this::open).hasMessageContaining("there is a file in its place");
    }

    @Test
    void tellsWhichProcessHasTheFolder() throws Exception {
        Files.createDirectories(path());
        Process holder = LockHolder.start(path());
        try {
            assertThatThrownBy(this::open)
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessageContaining("in use by process " + holder.pid())
                    .hasMessageContaining("--data");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        open().close();
    }

    @Test
    void refusesAFolderOfANewerGust() throws Exception {
        open().close();
        Files.writeString(path().resolve("format"), "2\n");

        assertThatThrownBy(this::open).isInstanceOf(FormatTooNewException.class).hasMessageContaining("newer Gust");
    }

    @Test
    void refusesAFolderOfSomethingElse() throws Exception {
        Files.createDirectories(path());
        Files.writeString(path().resolve("format"), "a poem\n");

        assertThatThrownBy(this::open)
                .isInstanceOf(StorageFailedException.class)
                .hasMessageContaining("a poem");
        Files.delete(path().resolve("format"));
        open().close();
    }
}

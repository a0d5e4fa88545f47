package dev.gust.cli.deploy.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.cli.command.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages of functions in Python and of layers; nothing here needs more than the JDK and python3. */
class PackagerTest {
    @TempDir
    private Path folder;

    @TempDir
    private Path cache;

    private final List<String> said = new ArrayList<>();

    private Packager packager() {
        return new Packager(cache, folder, said::add);
    }

    private FunctionCode layer(String... patterns) {
        return new FunctionCode(
                "layer 'l'", folder, "", "", List.of(patterns), (what, remedy) -> new CommandFailure(what, "", remedy));
    }

    private void file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private List<String> names(Packager.CodePackage made) throws IOException {
        try (ZipFile zip = new ZipFile(made.zip().toFile())) {
            return zip.stream().map(Object::toString).toList();
        }
    }

    @Test
    void givesTheSameBytesForTheSameContent() throws Exception {
        file("a.txt", "one");
        Packager.CodePackage first = packager().pack(layer());
        byte[] bytes = Files.readAllBytes(first.zip());
        Files.delete(first.zip());
        Files.setLastModifiedTime(folder.resolve("a.txt"), FileTime.from(Instant.EPOCH));
        Packager.CodePackage second = packager().pack(layer());
        assertThat(second.hash()).isEqualTo(first.hash());
        assertThat(Files.readAllBytes(second.zip())).isEqualTo(bytes);
    }

    @Test
    void givesAnotherHashForOtherContent() throws Exception {
        file("a.txt", "one");
        Packager.CodePackage first = packager().pack(layer());
        file("a.txt", "two");
        assertThat(packager().pack(layer()).hash()).isNotEqualTo(first.hash());
    }

    @Test
    void keepsWhatIsExecutable() throws Exception {
        file("bootstrap", "#!/bin/sh");
        file("data.txt", "x");
        assertThat(folder.resolve("bootstrap").toFile().setExecutable(true)).isTrue();
        Path zip = packager().pack(layer()).zip();
        try (FileSystem opened = FileSystems.newFileSystem(
                URI.create("jar:" + zip.toUri()), Map.of("enablePosixFileAttributes", "true"))) {
            assertThat(Files.getPosixFilePermissions(opened.getPath("bootstrap")))
                    .contains(PosixFilePermission.OTHERS_EXECUTE);
            assertThat(Files.getPosixFilePermissions(opened.getPath("data.txt")))
                    .contains(PosixFilePermission.OTHERS_READ)
                    .doesNotContain(PosixFilePermission.OWNER_EXECUTE);
        }
    }

    @Test
    void makesAPackageOnce() throws Exception {
        file("a.txt", "one");
        packager().pack(layer());
        packager().pack(layer());
        assertThat(said).containsExactly("packaging layer 'l' (1 file)");
    }

    @Test
    void leavesOutWhatNoPackageTakes() throws Exception {
        for (String name : List.of("a.py", "serverless.yml", ".env", ".git/config", "b/__pycache__/a.pyc", "b/c.txt")) {
            file(name, "x");
        }
        assertThat(names(packager().pack(layer()))).containsExactly("a.py", "b/c.txt");
    }

    @Test
    void lastPatternDecides() throws Exception {
        for (String name : List.of("a.txt", "tests/a.txt", "tests/keep.txt")) {
            file(name, "x");
        }
        assertThat(names(packager().pack(layer("!tests/**", "tests/keep.txt"))))
                .containsExactly("a.txt", "tests/keep.txt");
    }

    @Test
    void refusesAnArchiveThatIsNotThere() {
        assertThatThrownBy(() -> packager().existing(folder.resolve("x.zip")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("x.zip is not there");
    }
}

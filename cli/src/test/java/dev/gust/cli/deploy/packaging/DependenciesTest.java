package dev.gust.cli.deploy.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gust.cli.command.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What functions depend on, fetched without a network: from beside the project, or in vain. */
class DependenciesTest {
    @TempDir
    private Path folder;

    @TempDir
    private Path cache;

    private final List<String> said = new ArrayList<>();

    private FunctionCode code(String runtime) {
        return new FunctionCode(
                "function 'f'",
                folder,
                "f.handler",
                runtime,
                List.of(),
                (what, remedy) -> new CommandFailure(what, "", remedy));
    }

    private Packager packager() {
        return new Packager(cache, folder, said::add);
    }

    private static void assumeWorks(String... command) throws IOException, InterruptedException {
        Process asked = new ProcessBuilder(command).redirectErrorStream(true).start();
        asked.getInputStream().readAllBytes();
        assumeTrue(asked.waitFor() == 0, String.join(" ", command) + " does not work here");
    }

    /** The smallest archive that pip installs. */
    private void wheel(String name) throws IOException {
        String info = name + "-1.0.dist-info/";
        Map<String, String> files = Map.of(
                name + "/__init__.py",
                "WORD = 'here'\n",
                info + "METADATA",
                "Metadata-Version: 2.1\nName: " + name + "\nVersion: 1.0\n",
                info + "WHEEL",
                "Wheel-Version: 1.0\nGenerator: gust\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
                info + "RECORD",
                name + "/__init__.py,,\n" + info + "METADATA,,\n" + info + "WHEEL,,\n" + info + "RECORD,,\n");
        try (ZipOutputStream out =
                new ZipOutputStream(Files.newOutputStream(folder.resolve(name + "-1.0-py3-none-any.whl")))) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void putsWhatRequirementsAskForIntoThePackageOnce() throws Exception {
        assumeWorks("python3", "-m", "pip", "--version");
        wheel("vendored");
        Files.writeString(folder.resolve("requirements.txt"), "# comment\n./vendored-1.0-py3-none-any.whl\n");
        Files.writeString(
                folder.resolve("f.py"), "import vendored\n\ndef handler(event, context):\n    return vendored.WORD\n");
        Packager.CodePackage made = packager().pack(code("python3.12"));
        try (ZipFile zip = new ZipFile(made.zip().toFile())) {
            assertThat(zip.getEntry("vendored/__init__.py")).isNotNull();
            assertThat(zip.getEntry("f.py")).isNotNull();
        }
        assertThat(packager().pack(code("python3.12")).hash()).isEqualTo(made.hash());
        assertThat(said.stream().filter(line -> line.contains("with pip"))).hasSize(1);
    }

    @Test
    void saysWhatNpmCouldNotFetch() throws Exception {
        assumeWorks("npm", "--version");
        Files.writeString(folder.resolve("package.json"), "{\"dependencies\": {\"left-pad\": \"1.3.0\"}}");
        Files.writeString(folder.resolve(".npmrc"), "registry=http://127.0.0.1:9/\nfetch-retries=0\n");
        Files.writeString(folder.resolve("f.mjs"), "import pad from 'left-pad';\nexport const handler = pad;\n");
        CommandFailure failure =
                catchThrowableOfType(CommandFailure.class, () -> packager().pack(code("nodejs20.x")));
        assertThat(failure.whatHappened()).startsWith("npm could not fetch the dependencies of " + folder);
        assertThat(failure.meaning()).contains("left-pad");
        assertThat(failure.remedy()).contains("Without a network");
        assertThat(said)
                .containsExactly("fetching the dependencies of " + folder.getFileName() + "/package.json with npm");
    }
}

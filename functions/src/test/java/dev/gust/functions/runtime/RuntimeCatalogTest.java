package dev.gust.functions.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.functions.RuntimeAvailability;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of runtimes on machines unlike this one. */
class RuntimeCatalogTest {
    private static final RuntimePacks NO_PACKS = new RuntimePacks(Optional.empty(), List.of());

    @Test
    void saysWhatToInstallWhereThereIsNothing() {
        RuntimeCatalog catalog = new RuntimeCatalog(List.of(), NO_PACKS);
        for (String identifier : List.of("java21", "python3.12", "nodejs22.x")) {
            assertThat(catalog.availability(identifier))
                    .isInstanceOfSatisfying(
                            RuntimeAvailability.Missing.class,
                            missing -> assertThat(missing.whatToInstall()).contains(identifier, "apt install"));
        }
        assertThat(catalog.availability("provided.al2023")).isInstanceOf(RuntimeAvailability.Available.class);
        assertThat(catalog.availability("java1")).isInstanceOf(RuntimeAvailability.Unknown.class);
    }

    @Test
    void saysWhenAnotherVersionStandsIn() {
        Interpreter java = new Interpreter(Family.JAVA, Path.of("/usr/lib/jvm/java/bin/java"), "25.0.3");
        RuntimeCatalog catalog = new RuntimeCatalog(List.of(java), NO_PACKS);
        assertThat(substitution(catalog, "java25")).isEmpty();
        assertThat(substitution(catalog, "java8.al2"))
                .contains(
                        "java8.al2 runs on Java 25.0.3 (/usr/lib/jvm/java/bin/java), the nearest that is installed on this machine.");
    }

    @Test
    void showsAJavaThatIsElsewhereInsideEnvironments() {
        Interpreter usual = new Interpreter(Family.JAVA, Path.of("/usr/lib/jvm/java/bin/java"), "25.0.3");
        Interpreter elsewhere = new Interpreter(Family.JAVA, Path.of("/opt/java/openjdk/bin/java"), "25.0.3");
        assertThat(JavaInstallations.program(usual)).isEqualTo(usual.path());
        assertThat(JavaInstallations.program(elsewhere)).isEqualTo(Path.of("/var/lang/java/bin/java"));
        assertThat(JavaInstallations.mounts(elsewhere)).containsEntry("/var/lang/java", Path.of("/opt/java/openjdk"));
    }

    private static Optional<String> substitution(RuntimeCatalog catalog, String identifier) {
        return catalog.availability(identifier) instanceof RuntimeAvailability.Available available
                ? available.substitution()
                : Optional.empty();
    }
}

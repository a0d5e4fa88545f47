package dev.gust.checks.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindsJavaTest {
    @TempDir
    private Path folder;

    private FakeCheckout checkout;

    @BeforeEach
    void layOut() throws Exception {
        checkout = new FakeCheckout(folder.resolve("with a space"));
    }

    @Test
    void takesTheOneThatIsNamed() throws Exception {
        FakeCheckout.Outcome outcome = checkout.run("env");
        assertThat(outcome.output()).contains("java " + checkout.root().resolve("java/bin/java"));
        assertThat(outcome.output()).contains("dev.gust.cli.Gust env", "lib/gust-base.jar");
        assertThat(outcome.status()).isZero();
    }

    @Test
    void refusesANamedOneThatIsTooOld() throws Exception {
        checkout.set("GUST_JAVA_HOME", checkout.java("old", 17).toString());
        FakeCheckout.Outcome outcome = checkout.run("env");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.output()).contains("GUST_JAVA_HOME is", "no JDK 25 or newer");
    }

    @Test
    void passesOverAnOldJavaHome() throws Exception {
        checkout.unset("GUST_JAVA_HOME");
        checkout.set("JAVA_HOME", checkout.java("old", 17).toString());
        assertThat(checkout.run("env").output())
                .doesNotContain(checkout.root().resolve("old").toString());
    }

    @Test
    void takesANewerJavaHome() throws Exception {
        checkout.unset("GUST_JAVA_HOME");
        checkout.set("JAVA_HOME", checkout.java("newer", 27).toString());
        assertThat(checkout.run("env").output())
                .contains("java " + checkout.root().resolve("newer/bin/java"));
    }

    @Test
    void takesANewEnoughOneFromThePath() throws Exception {
        Path newer = checkout.java("newer", 26);
        Path bin = Files.createDirectories(checkout.root().resolve("bin"));
        Files.createSymbolicLink(bin.resolve("java"), newer.resolve("bin/java"));
        checkout.unset("GUST_JAVA_HOME");
        checkout.set("PATH", bin + ":" + System.getenv("PATH"));
        assertThat(checkout.run("env").output()).contains("java " + newer.resolve("bin/java"));
    }

    @Test
    void aPackagesOwnRuntimeComesFirst() throws Exception {
        Files.delete(checkout.root().resolve("pom.xml"));
        checkout.write("VERSION", "1.2.3\n");
        checkout.write("lib/gust-base.jar", "");
        checkout.java("runtime", 25);
        assertThat(checkout.run("env").output())
                .contains("java " + checkout.root().resolve("runtime/bin/java"));
        assertThat(checkout.run("version").output()).isEqualTo("gust 1.2.3\n");
        assertThat(checkout.run("test").output()).contains("this is a package");
        assertThat(checkout.mavenCalls()).isEmpty();
    }

    @Test
    void runsThroughALink() throws Exception {
        Path link = folder.resolve("gust");
        Files.createSymbolicLink(link, checkout.root().resolve("gust"));
        Process process = new ProcessBuilder(link.toString(), "version").start();
        assertThat(FakeCheckout.end(process).output()).matches("gust \\d+\\.\\d+\\.\\d+\n");
    }
}

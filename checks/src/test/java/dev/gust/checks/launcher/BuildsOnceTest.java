package dev.gust.checks.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildsOnceTest {
    @TempDir
    private Path folder;

    private FakeCheckout checkout;

    @BeforeEach
    void layOut() throws Exception {
        checkout = new FakeCheckout(folder.resolve("checkout"));
    }

    @Test
    void buildsOnFirstUseAndNotAgain() throws Exception {
        assertThat(checkout.run("start").output()).contains("Building Gust", "dev.gust.server.Main start");
        assertThat(checkout.run("start").output())
                .doesNotContain("Building Gust")
                .contains("dev.gust.server.Main start");
        assertThat(checkout.mavenCalls()).hasSize(1);
    }

    @Test
    void buildsAgainWhenASourceChanged() throws Exception {
        checkout.run("start");
        Path source = checkout.root().resolve("base/src/main/java/A.java");
        Files.setLastModifiedTime(source, FileTime.from(Instant.parse("2100-01-01T00:00:00Z")));
        checkout.run("start");
        assertThat(checkout.mavenCalls()).hasSize(2);
    }

    @Test
    void commandsAreContentWithAnyBuild() throws Exception {
        checkout.run("start");
        checkout.write("base/src/main/java/B.java", "class B {}\n");
        checkout.run("env");
        assertThat(checkout.mavenCalls()).hasSize(1);
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        checkout.maven("sleep 0.3\nmkdir -p distribution/target/lib\n: >distribution/target/lib/gust-base.jar\n");
        Process first = checkout.start("build");
        Process second = checkout.start("build");
        assertThat(FakeCheckout.end(first).status()).isZero();
        assertThat(FakeCheckout.end(second).status()).isZero();
        assertThat(checkout.mavenCalls()).hasSize(1);
    }

    @Test
    void leavesTheJarsOfARunningServerAlone() throws Exception {
        checkout.run("build");
        Path running = checkout.root().resolve("distribution/target/gust").toRealPath();
        checkout.write("base/src/main/java/B.java", "class B {}\n");
        checkout.run("build");
        assertThat(running.resolve("lib/gust-base.jar")).exists();
        assertThat(checkout.root().resolve("distribution/target/gust").toRealPath())
                .isNotEqualTo(running);
    }

    @Test
    void aFailedBuildSaysWhyAndIsTriedAgain() throws Exception {
        checkout.maven("echo '[INFO] Building'\necho '[ERROR] A.java: cannot find symbol'\nexit 1\n");
        FakeCheckout.Outcome outcome = checkout.run("start");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.output())
                .contains("the build failed", "A.java: cannot find symbol", "build.log")
                .doesNotContain("dev.gust.server.Main");
        checkout.run("start");
        assertThat(checkout.mavenCalls()).hasSize(2);
    }

    @Test
    void saysThatMavenIsMissing() throws Exception {
        checkout.set("GUST_MAVEN", "no-such-maven");
        FakeCheckout.Outcome outcome = checkout.run("start");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.output()).contains("Maven was not found", "Install it");
    }
}

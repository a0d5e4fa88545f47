package dev.gust.checks.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code gust test} makes of what Maven leaves behind. */
class TotalsTest {
    @TempDir
    private Path folder;

    private FakeCheckout checkout;

    @BeforeEach
    void layOut() throws Exception {
        checkout = new FakeCheckout(folder.resolve("checkout"));
    }

    @Test
    void addsUpTheModules() throws Exception {
        checkout.maven(report("base", 3, 0, 1, "") + report("storage", 4, 0, 0, ""));
        FakeCheckout.Outcome outcome = checkout.run("test");
        assertThat(outcome.output()).endsWith("\n6 passed, 0 failed, 1 skipped\n");
        assertThat(outcome.status()).isZero();
    }

    @Test
    void namesWhatFailed() throws Exception {
        checkout.maven(report("base", 3, 1, 0, "<testcase name=\"adds\" classname=\"ATest\">\n<failure>no</failure>"));
        FakeCheckout.Outcome outcome = checkout.run("test");
        assertThat(outcome.output()).contains("ATest.adds").endsWith("\n2 passed, 1 failed, 0 skipped\n");
        assertThat(outcome.status()).isEqualTo(1);
    }

    @Test
    void failsWhenNothingRan() throws Exception {
        checkout.maven("exit 0\n");
        FakeCheckout.Outcome outcome = checkout.run("test");
        assertThat(outcome.output()).contains("No test ran.").endsWith("\n0 passed, 0 failed, 0 skipped\n");
        assertThat(outcome.status()).isEqualTo(1);
    }

    @Test
    void failsWhenATestProcessDied() throws Exception {
        checkout.maven(report("base", 3, 0, 0, "")
                + "echo '[ERROR] The forked VM terminated without properly saying goodbye.'\n");
        FakeCheckout.Outcome outcome = checkout.run("test");
        assertThat(outcome.output()).contains("Maven reports errors", "The forked VM terminated");
        assertThat(outcome.status()).isEqualTo(1);
    }

    @Test
    void failsWhenTheBuildFails() throws Exception {
        checkout.maven(report("base", 3, 0, 0, "") + "echo '[ERROR] cannot find symbol'\nexit 1\n");
        FakeCheckout.Outcome outcome = checkout.run("test");
        assertThat(outcome.output()).contains("The build failed:", "cannot find symbol");
        assertThat(outcome.status()).isEqualTo(1);
    }

    @Test
    void forgetsTheReportsOfAnEarlierRun() throws Exception {
        checkout.maven(report("base", 3, 0, 0, ""));
        checkout.run("test");
        checkout.maven(report("storage", 4, 0, 0, ""));
        assertThat(checkout.run("test").output()).endsWith("\n4 passed, 0 failed, 0 skipped\n");
    }

    @Test
    void namesClientsThatCouldNotBeInstalled() throws Exception {
        checkout.write("distribution/share/doctor", "provide() { echo 'aws.missing=no network' >\"$1\"; }\n");
        checkout.maven(report("base", 1, 0, 0, ""));
        assertThat(checkout.run("test").output()).contains("were skipped: aws; no network");
    }

    @Test
    void longRunsSaySo() throws Exception {
        checkout.maven(report("base", 1, 0, 0, ""));
        checkout.run("check", "--long");
        assertThat(checkout.mavenCalls().getFirst()).contains("verify", "-Dgust.long=true");
    }

    /** Shell commands that leave the report of one test class. */
    private static String report(String module, int tests, int failures, int skipped, String body) {
        String folder = module + "/target/surefire-reports";
        return "mkdir -p " + folder + "\ncat >" + folder + "/TEST-A.xml <<'END'\n"
                + "<?xml version=\"1.0\"?>\n<testsuite xmlns:xsi=\"x\" name=\"A\" time=\"0.053\" tests=\"" + tests
                + "\" errors=\"0\" skipped=\"" + skipped + "\" failures=\"" + failures + "\">\n" + body
                + "\n</testsuite>\nEND\n";
    }
}

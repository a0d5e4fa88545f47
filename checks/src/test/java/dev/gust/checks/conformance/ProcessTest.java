package dev.gust.checks.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server's life as its user sees it: started, interrupted, killed, started where it cannot be. */
class ProcessTest {
    private static final Duration ORDERLY = Duration.ofSeconds(5);
    private static final Duration PROMPT = Duration.ofSeconds(20);

    @TempDir
    private Path data;

    @Test
    void interruptStopsItInOrder() throws Exception {
        try (GustProcess server = GustProcess.start(data)) {
            server.signal("INT");
            server.awaitExit(ORDERLY);
            assertThat(data.resolve("server.json")).doesNotExist();
        }
    }

    @Test
    void stopCommandStopsIt() throws Exception {
        try (GustProcess server = GustProcess.start(data)) {
            Process stop = GustProcess.command(List.of("stop", "--data", data.toString()))
                    .start();
            assertThat(stop.waitFor()).isZero();
            server.awaitExit(ORDERLY);
        }
    }

    @Test
    void saysWhereItAnswersAndWithWhichKey() throws Exception {
        try (GustProcess server = GustProcess.start(data)) {
            assertThat(server.awaitOutput("gust is ready")).contains(server.endpoint(), data.toString());
        }
    }

    @Test
    void keepsItsOwnKeyOverAKill() throws Exception {
        String before;
        try (GustProcess server = GustProcess.start(data)) {
            before = credentials();
            server.kill();
        }
        try (GustProcess again = GustProcess.start(data)) {
            assertThat(credentials()).isEqualTo(before);
            assertThat(again.awaitOutput("gust is ready")).isNotEmpty();
        }
    }

    @Test
    void refusesAFolderThatAnotherServerHas() throws Exception {
        try (GustProcess first = GustProcess.start(data);
                GustProcess second =
                        GustProcess.launch(data, List.of("start", "--port", "0", "--data", data.toString()))) {
            assertThat(second.awaitExit(PROMPT)).isNotZero();
            assertThat(second.output()).contains(data.toString(), Long.toString(first.pid()));
        }
    }

    @Test
    void saysWhoHasThePort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                GustProcess server = GustProcess.launch(
                        data,
                        List.of(
                                "start",
                                "--port",
                                Integer.toString(taken.getLocalPort()),
                                "--data",
                                data.toString()))) {
            assertThat(server.awaitExit(PROMPT)).isNotZero();
            assertThat(server.output())
                    .contains(
                            Integer.toString(taken.getLocalPort()),
                            Long.toString(ProcessHandle.current().pid()));
        }
    }

    private String credentials() throws Exception {
        Process process = GustProcess.command(List.of("credentials", "--json", "--data", data.toString()))
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return printed;
    }
}

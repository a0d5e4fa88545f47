package dev.gust.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.instance.RunningServer;
import dev.gust.base.time.Clock;
import dev.gust.server.RunningGust.Answer;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.Payload;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What requests meet on their way, and the paths that are Gust's own. */
class GatewayOverHttpTest {
    private static final String IDENTITY = "Action=GetCallerIdentity&Version=2011-06-15";

    @TempDir
    private static Path folder;

    private static RunningGust gust;

    @BeforeAll
    static void start() throws Exception {
        gust = new RunningGust(folder, Clock.system(), "http.names", "gust.example.com", "http.body-timeout", "1s");
    }

    @AfterAll
    static void stop() {
        gust.close();
    }

    private static Answer identity(String... headers) throws IOException {
        return gust.send(RunningGust.signed(gust.query(IDENTITY, headers), RunningGust.TEST, "sts", Clock.system()));
    }

    @Test
    void everyAnswerNamesItsRequest() throws IOException {
        assertThat(identity().headers().get("x-amzn-RequestId")).matches("[0-9a-f-]{36}");
        assertThat(gust.get("/_gust/health").headers().get("x-amzn-RequestId")).isNotEmpty();
        assertThat(gust.get("/some-bucket/key").headers()).containsKeys("x-amz-request-id", "x-amz-id-2");
    }

    @ParameterizedTest
    @CsvSource({
        "kms, TrentService.Encrypt, KMS, Encrypt",
        "xray, '', XRay, BatchGetTraces",
    })
    void whatIsNotBuiltIsRefusedByName(String service, String target, String sdkId, String operation)
            throws IOException {
        HttpHeaders headers =
                HttpHeaders.of("Host", gust.endpoint().getAuthority(), "Content-Type", "application/json");
        HttpRequest request = new HttpRequest(
                "POST",
                target.isEmpty() ? "/Traces" : "/",
                "",
                target.isEmpty() ? headers : headers.plus("X-Amz-Target", target),
                Payload.utf8(target.isEmpty() ? "{\"TraceIds\":[]}" : "{\"KeyId\":\"k\",\"Plaintext\":\"aGVsbG8=\"}"),
                "");
        Answer answer = gust.send(RunningGust.signed(request, RunningGust.TEST, service, Clock.system()));
        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.body()).contains("the operation " + operation + " of " + sdkId);
    }

    @Test
    void aServiceThatNobodyKnowsIsRefusedByName() throws IOException {
        HttpRequest request = gust.query("Action=DescribeInstances&Version=2016-11-15");
        Answer answer = gust.send(RunningGust.signed(request, RunningGust.TEST, "ec2", Clock.system()));
        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.body()).contains("Gust does not have the service 'ec2'");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "sts.us-east-1.localhost.localstack.cloud:4566, 200",
        "gust, 200",
        "gust.example.com, 200",
        "192.168.1.7:4566, 200",
        "attacker.example.org, 403",
        "localhost.example.org, 403",
    })
    void answersToItsOwnNamesOnly(String host, int status) throws IOException {
        HttpRequest request = new HttpRequest(
                "POST",
                "/",
                "",
                HttpHeaders.of("Host", host, "Content-Type", "application/x-www-form-urlencoded"),
                Payload.utf8(IDENTITY),
                "");
        Answer answer = gust.send(RunningGust.signed(request, RunningGust.TEST, "sts", Clock.system()));
        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void keepsForeignPagesAway() throws IOException {
        Answer foreign = identity("Origin", "https://attacker.example.org");
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.headers()).doesNotContainKey("Access-Control-Allow-Origin");
        assertThat(identity("Origin", "null").status()).isEqualTo(403);
        assertThat(identity("Sec-Fetch-Site", "cross-site").status()).isEqualTo(403);
        assertThat(identity("Sec-Fetch-Site", "same-site").status()).isEqualTo(200);
    }

    @Test
    void letsPagesOfThisMachineIn() throws IOException {
        Answer local = identity("Origin", "http://localhost:3000");
        assertThat(local.status()).isEqualTo(200);
        assertThat(local.headers()).containsEntry("Access-Control-Allow-Origin", "http://localhost:3000");
        HttpRequest preflight = new HttpRequest(
                "OPTIONS",
                "/",
                "",
                HttpHeaders.of(
                        "Origin", "http://localhost:3000",
                        "X-Amz-Target", "AmazonSQS.SendMessage",
                        "Access-Control-Request-Method", "POST",
                        "Access-Control-Request-Headers", "authorization,x-amz-date"),
                Payload.empty(),
                "");
        Answer allowed = gust.send(preflight);
        assertThat(allowed.status()).isEqualTo(200);
        assertThat(allowed.headers()).containsEntry("Access-Control-Allow-Headers", "authorization,x-amz-date");
    }

    @Test
    void saysThatItIsHealthyToAnybody() throws IOException {
        assertThat(gust.get("/_gust/health").body()).contains("\"status\":\"ready\"");
        assertThat(gust.get("/_gust/health/ready").status()).isEqualTo(200);
        assertThat(gust.get("/_localstack/health").body()).contains("\"sts\":\"running\"", "\"services\":{");
    }

    @Test
    void administersOnlyForWhoeverMayReadTheFolder() throws IOException {
        assertThat(gust.get("/_gust/credentials").status()).isEqualTo(401);
        assertThat(gust.get("/_gust/credentials", "Authorization", "Bearer guess")
                        .status())
                .isEqualTo(401);
        String token = RunningServer.read(folder).orElseThrow().token();
        Answer credentials = gust.get("/_gust/credentials", "Authorization", "Bearer " + token);
        assertThat(credentials.status()).isEqualTo(200);
        assertThat(credentials.body())
                .contains(
                        gust.server.root().key().secret(),
                        "\"accountId\":\"000000000000\"",
                        "\"region\":\"us-east-1\"");
        assertThat(gust.get("/_gust/info", "Authorization", "Bearer " + token).body())
                .contains("\"isolation\":\"Functions run as ");
        assertThat(gust.get("/_gust/config", "Authorization", "Bearer " + token).body())
                .contains("\"key\":\"http.names\",\"value\":\"gust.example.com\"", "\"source\":\"this test\"");
        assertThat(gust.get("/_gust/stop", "Authorization", "Bearer " + token).status())
                .isEqualTo(405);
        assertThat(gust.get("/_gust/nonsense", "Authorization", "Bearer " + token)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void anUnsignedFormThatDoesNotComeIsAnsweredAsSuch() throws IOException {
        try (Socket socket =
                new Socket(gust.endpoint().getHost(), gust.endpoint().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("""
                    POST / HTTP/1.1\r
                    Host: localhost\r
                    Content-Type: application/x-www-form-urlencoded\r
                    Content-Length: 50\r
                    Connection: close\r
                    \r
                    Action=""".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("RequestTimeout");
        }
    }

    private static Answer backUp(String body) throws IOException {
        String token = RunningServer.read(folder).orElseThrow().token();
        return gust.send(new HttpRequest(
                "POST",
                "/_gust/backup",
                "",
                HttpHeaders.of("Authorization", "Bearer " + token, "Content-Type", "application/json"),
                Payload.utf8(body),
                ""));
    }

    @Test
    void backsUpToANewFolderOnly(@TempDir Path elsewhere) throws IOException {
        Path target = elsewhere.resolve("backup");
        Answer made = backUp("{\"directory\":\"" + target + "\"}");
        assertThat(made.status()).as(made.body()).isEqualTo(200);
        assertThat(made.body()).contains("\"directory\":\"" + target + '"', "\"files\":");
        assertThat(target.resolve("store")).isDirectory();
        assertThat(target.resolve("credentials.json")).exists();
        assertThat(target.resolve("server.json")).doesNotExist();
        assertThat(backUp("{\"directory\":\"" + target + "\"}").status()).isEqualTo(409);
        assertThat(backUp("{\"directory\":\"relative\"}").status()).isEqualTo(400);
        assertThat(backUp("nonsense").status()).isEqualTo(400);
        assertThat(backUp("{\"directory\":\"/proc/no\"}").status()).isEqualTo(500);
    }

    @Test
    void keepsItsSecretsFromOthers() throws IOException {
        for (String file : new String[] {"credentials.json", "server.json"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
                    .isEqualTo("rw-------");
        }
    }
}

package dev.gust.checks.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.Randomness;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that the AWS command line sends and fetches in parts, over a kill of the server between them. */
class LargeObjectTest {
    private static final int SIZE = 20 * 1024 * 1024 + 11;

    @TempDir
    private Path folder;

    @Test
    void comesBackAsItWasSentAlsoAfterAKill() throws Exception {
        byte[] content = new byte[SIZE];
        Randomness.seeded(7).nextBytes(content);
        Path sent = Files.write(folder.resolve("sent"), content);
        Path fetched = folder.resolve("fetched");
        Path data = folder.resolve("data");
        String begun;
        try (GustProcess server = GustProcess.start(data)) {
            aws(server, "s3 mb s3://films");
            aws(server, "s3 cp --no-progress " + sent + " s3://films/whole");
            assertThat(aws(server, "s3api head-object --bucket films --key whole --query ETag --output text"))
                    .matches("\"[0-9a-f]{32}-3\"");
            begun = aws(
                    server, "s3api create-multipart-upload --bucket films --key begun --query UploadId --output text");
            aws(
                    server,
                    "s3api upload-part --bucket films --key begun --part-number 1 --body " + sent + " --upload-id "
                            + begun);
            server.kill();
        }
        try (GustProcess server = GustProcess.start(data)) {
            aws(server, "s3 cp --no-progress s3://films/whole " + fetched);
            assertThat(fetched).hasSameBinaryContentAs(sent);
            String upload = " --bucket films --key begun --upload-id " + begun;
            String parts =
                    aws(server, "s3api list-parts --query {Parts:Parts[].{PartNumber:PartNumber,ETag:ETag}}" + upload);
            Path list = Files.writeString(folder.resolve("parts.json"), parts);
            aws(server, "s3api complete-multipart-upload --multipart-upload file://" + list + upload);
            aws(server, "s3 cp --no-progress s3://films/begun " + fetched);
            assertThat(fetched).hasSameBinaryContentAs(sent);
        }
    }

    private static String aws(GustProcess server, String command) throws Exception {
        RealClient.Outcome outcome =
                RealClient.aws().with(server.endpoint(), "test", "test").run(command.split(" ", -1));
        assertThat(outcome.status()).as(command + ": " + outcome.errors()).isZero();
        return outcome.output().strip();
    }
}

package dev.gust.cli.deploy;

import dev.gust.cli.aws.AwsCall;
import dev.gust.cli.aws.Operations;
import dev.gust.cli.command.CommandFailure;
import dev.gust.cli.http.HttpAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The bucket that packages are uploaded to, each under its content's hash, so that none is uploaded twice. */
final class DeploymentBucket {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int NOT_FOUND = 404;
    private static final String FIRST_REGION = "us-east-1";

    private final Operations operations;
    private final String name;

    DeploymentBucket(Operations operations, String account) {
        this.operations = operations;
        this.name = "gust-deployments-" + account + "-" + operations.client().region();
    }

    String name() {
        return name;
    }

    /** Whether the package had to be sent. */
    boolean upload(String key, Path file) {
        String path = "/" + name + "/" + key;
        if (send("HEAD", path, new byte[0]).isSuccess()) {
            return false;
        }
        byte[] bytes = read(file);
        HttpAnswer answer = send("PUT", path, bytes);
        if (answer.status() == NOT_FOUND) {
            create();
            answer = send("PUT", path, bytes);
        }
        if (!answer.isSuccess()) {
            throw Operations.refused(AwsCall.rest("s3", "PUT", path, "", ""), answer);
        }
        return true;
    }

    private void create() {
        String region = operations.client().region();
        String place = region.equals(FIRST_REGION)
                ? ""
                : "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><LocationConstraint>"
                        + region + "</LocationConstraint></CreateBucketConfiguration>";
        HttpAnswer answer = send("PUT", "/" + name, place.getBytes(StandardCharsets.UTF_8));
        // Another deploy may have been quicker.
        if (!answer.isSuccess() && !Operations.Refusal.of(answer).code().equals("BucketAlreadyOwnedByYou")) {
            throw Operations.refused(AwsCall.rest("s3", "PUT", "/" + name, "", ""), answer);
        }
    }

    private HttpAnswer send(String method, String path, byte[] body) {
        return operations.any(AwsCall.rest("s3", method, path, "", ""), body, PATIENCE);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CommandFailure(
                    "the package " + file + " cannot be read (" + e.getMessage() + ")",
                    "It was to be uploaded. Nothing was deployed.",
                    "Deploy again; if it names an artifact of yours, see that it is there.");
        }
    }
}

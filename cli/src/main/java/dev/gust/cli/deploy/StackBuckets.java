package dev.gust.cli.deploy;

import dev.gust.cli.aws.AwsCall;
import dev.gust.cli.aws.Operations;
import dev.gust.cli.aws.XmlTree;
import dev.gust.wire.auth.UriEscapes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Empties the buckets of a stack, since one that holds objects cannot be deleted. */
final class StackBuckets {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Operations operations;
    private final Progress progress;

    StackBuckets(Operations operations, Progress progress) {
        this.operations = operations;
        this.progress = progress;
    }

    void empty(String bucket) {
        int emptied = 0;
        while (true) {
            XmlTree page = operations.callXml(AwsCall.rest("s3", "GET", "/" + bucket, "list-type=2", ""), PATIENCE);
            List<String> keys = page.children().stream()
                    .filter(child -> child.name().equals("Contents"))
                    .map(object -> object.textAt("Key").orElse(""))
                    .toList();
            if (keys.isEmpty()) {
                break;
            }
            for (String key : keys) {
                String latin = new String(key.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
                operations.raw(
                        AwsCall.rest("s3", "DELETE", "/" + bucket + "/" + UriEscapes.escape(latin, true), "", ""),
                        PATIENCE);
                emptied++;
            }
        }
        if (emptied > 0) {
            progress.step("emptied", bucket, emptied + (emptied == 1 ? " object" : " objects"));
        }
    }
}

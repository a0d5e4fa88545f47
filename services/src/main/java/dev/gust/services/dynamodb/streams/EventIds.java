package dev.gust.services.dynamodb.streams;

import dev.gust.services.dynamodb.table.StreamRecords.Position;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The id of a record's event: the same at every reading. */
final class EventIds {
    private EventIds() {}

    static String of(String streamId, Position position) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((streamId + position.sequenceNumber()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}

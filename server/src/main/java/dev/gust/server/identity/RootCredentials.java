package dev.gust.server.identity;

import dev.gust.base.Ids;
import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.wire.auth.AccessKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The root user of a data folder: made with the folder, kept in a file that only its owner reads.
 *
 * @param account the account whose root it is; the same as that of the development keys, so that both see one world
 */
public record RootCredentials(AccessKey key, String account) {
    public static final String ACCOUNT = "000000000000";

    private static final String FILE_NAME = "credentials.json";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /** The folder's root user; a new one for a folder that has none. */
    public static RootCredentials of(Path dataFolder, Ids ids) throws IOException {
        Path file = dataFolder.resolve(FILE_NAME);
        try {
            return parse(file, Files.readString(file));
        } catch (NoSuchFileException e) {
            RootCredentials made = new RootCredentials(new AccessKey("AKIA" + ids.upper(16), ids.mixed(40)), ACCOUNT);
            made.write(file);
            return made;
        }
    }

    private void write(Path file) throws IOException {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("accessKeyId", JsonValue.of(key.id()));
        members.put("secretAccessKey", JsonValue.of(key.secret()));
        members.put("accountId", JsonValue.of(account));
        byte[] text = (JsonText.writePretty(new JsonValue.Obj(members)) + '\n').getBytes(StandardCharsets.UTF_8);
        Path draft = file.resolveSibling(FILE_NAME + ".new");
        Files.deleteIfExists(draft);
        try (FileChannel channel = FileChannel.open(
                draft,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            channel.write(ByteBuffer.wrap(text));
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        // The name is on disk only when the folder is.
        try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static RootCredentials parse(Path file, String text) throws IOException {
        try {
            if (JsonText.parse(text) instanceof JsonValue.Obj members) {
                return new RootCredentials(
                        new AccessKey(
                                members.string("accessKeyId").orElseThrow(),
                                members.string("secretAccessKey").orElseThrow()),
                        members.string("accountId").orElseThrow());
            }
        } catch (JsonSyntaxException | java.util.NoSuchElementException e) {
            throw new IOException(damaged(file), e);
        }
        throw new IOException(damaged(file));
    }

    private static String damaged(Path file) {
        return file + " does not hold the root user's credentials. Bring it back from a backup, or delete it: the next "
                + "start makes a new root user for the same data.";
    }
}

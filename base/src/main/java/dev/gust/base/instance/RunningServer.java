package dev.gust.base.instance;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The note a ready server leaves in its data folder. Whoever can read it may administer the server, so it is readable by its owner only.
 *
 * @param endpoint where it answers
 * @param pid its process
 * @param token sent as {@code Authorization: Bearer TOKEN} to everything under {@code /_gust/}
 */
public record RunningServer(URI endpoint, long pid, String token) {
    /** The note's name inside the data folder. */
    public static final String FILE_NAME = "server.json";

    /** Leaves the note; a reader sees the whole of it or none. */
    public void write(Path dataFolder) throws IOException {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("endpoint", JsonValue.of(endpoint.toString()));
        members.put("pid", JsonValue.of(pid));
        members.put("token", JsonValue.of(token));
        Path draft = dataFolder.resolve(FILE_NAME + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, JsonText.writePretty(new JsonValue.Obj(members)) + "\n");
        Files.move(draft, dataFolder.resolve(FILE_NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The note in this folder, or nothing when no server left one. A note of a server that was killed may still be there. */
    public static Optional<RunningServer> read(Path dataFolder) throws IOException {
        Path file = dataFolder.resolve(FILE_NAME);
        try {
            return Optional.of(parse(file, Files.readString(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Takes the note away, at the end of an orderly stop. */
    public static void remove(Path dataFolder) throws IOException {
        Files.deleteIfExists(dataFolder.resolve(FILE_NAME));
    }

    private static RunningServer parse(Path file, String text) throws IOException {
        try {
            if (JsonText.parse(text) instanceof JsonValue.Obj note
                    && note.string("endpoint").isPresent()
                    && note.get("pid").orElse(JsonValue.Null.INSTANCE) instanceof JsonValue.Num pid
                    && note.string("token").isPresent()) {
                return new RunningServer(
                        URI.create(note.string("endpoint").get()),
                        pid.value().longValueExact(),
                        note.string("token").get());
            }
        } catch (JsonSyntaxException | ArithmeticException | IllegalArgumentException e) {
            throw new IOException(damaged(file), e);
        }
        throw new IOException(damaged(file));
    }

    private static String damaged(Path file) {
        return file + " is not a server's note; delete it and start the server again";
    }
}

package dev.gust.cli;

import dev.gust.base.instance.CacheFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Objects;

/**
 * What points the AWS SDK for JavaScript v2 at a server. It does not read {@code AWS_ENDPOINT_URL}; a small file that Node.js
 * loads before the program does it for it. The Serverless Framework 3 is made on that SDK.
 */
final class JavaScriptV2 {
    private static final String NAME = "javascript-v2.cjs";

    private JavaScriptV2() {}

    /** The value of {@code NODE_OPTIONS} that loads the file, besides the options that are set already. */
    static String nodeOptions(String before) {
        String ours = "--require \"" + file().toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        if (before.contains(ours)) {
            return before;
        }
        return before.isBlank() ? ours : before + ' ' + ours;
    }

    /** The file in the cache folder, written when it is not there or is another release's. */
    private static Path file() {
        Path file = CacheFolder.standard().resolve(NAME);
        try (InputStream in = Objects.requireNonNull(JavaScriptV2.class.getResourceAsStream(NAME), NAME)) {
            byte[] wanted = in.readAllBytes();
            if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), wanted)) {
                Files.createDirectories(file.getParent());
                Path fresh = Files.createTempFile(file.getParent(), NAME, ".new");
                Files.write(fresh, wanted);
                Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }
}

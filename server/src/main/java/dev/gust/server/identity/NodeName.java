package dev.gust.server.identity;

import dev.gust.base.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * This server's name among those that share a store, kept in its data folder: a server that died takes up its own leases
 * again at once, where another would have to wait until they run out.
 */
public final class NodeName {
    private NodeName() {}

    public static String of(Path folder, Ids ids) throws IOException {
        Path file = folder.resolve("node");
        if (Files.exists(file)) {
            String name = Files.readString(file).strip();
            if (!name.isEmpty()) {
                return name;
            }
        }
        String name = "node-" + ids.lower(12);
        Files.writeString(file, name + '\n');
        return name;
    }
}

package dev.gust.functions.host;

import dev.gust.functions.FunctionSpec;
import dev.gust.functions.code.PackageId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The extensions that a function's layers bring: the programs that will be at /opt/extensions. Packages never change, so each is looked at once. */
final class ExtensionFiles {
    private static final System.Logger LOG = System.getLogger(ExtensionFiles.class.getName());
    private static final int REMEMBERED = 10_000;

    private final Path packages;
    private final Map<PackageId, Set<String>> known = new ConcurrentHashMap<>();

    ExtensionFiles(Path packages) {
        this.packages = packages;
    }

    Set<String> of(FunctionSpec spec) {
        Set<String> names = new TreeSet<>();
        for (PackageId layer : spec.layers()) {
            if (known.size() > REMEMBERED) {
                known.clear();
            }
            names.addAll(known.computeIfAbsent(layer, this::look));
        }
        return names;
    }

    private Set<String> look(PackageId layer) {
        Path folder = packages.resolve(layer.value()).resolve("extensions");
        Set<String> names = new TreeSet<>();
        if (!Files.isDirectory(folder)) {
            return names;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Files.isRegularFile(file)) {
                    names.add(file.getFileName().toString());
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "layer=" + layer.value() + " extensions=unreadable", e);
        }
        return Set.copyOf(names);
    }
}

package dev.gust.functions.host;

import dev.gust.functions.FunctionSpec;
import dev.gust.functions.code.PackageId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Whether a Python function names AWS's SDK anywhere in its code. One that does not starts from a process that never loaded it, which is a
 * third quicker; one that loads it all the same, in a way that cannot be seen, only waits for it as it would without Gust. Packages never
 * change, so each is looked at once.
 */
final class PythonSdkUse {
    private static final System.Logger LOG = System.getLogger(PythonSdkUse.class.getName());
    private static final int REMEMBERED = 10_000;
    /** What is larger is taken to need it: looking through all of it would take longer than it could spare. */
    private static final int MOST_FILES = 400;

    private static final long MOST_BYTES = 2_000_000;

    private final Path packages;
    private final Map<PackageId, Boolean> known = new ConcurrentHashMap<>();

    PythonSdkUse(Path packages) {
        this.packages = packages;
    }

    boolean of(FunctionSpec spec) {
        return uses(spec.code()) || spec.layers().stream().anyMatch(this::uses);
    }

    private boolean uses(PackageId code) {
        if (known.size() > REMEMBERED) {
            known.clear();
        }
        return known.computeIfAbsent(code, this::look);
    }

    private boolean look(PackageId code) {
        long bytes = 0;
        int files = 0;
        try (Stream<Path> tree = Files.walk(packages.resolve(code.value()))) {
            for (Iterator<Path> left =
                            tree.filter(path -> path.toString().endsWith(".py")).iterator();
                    left.hasNext(); ) {
                Path file = left.next();
                bytes += Files.size(file);
                if (++files > MOST_FILES || bytes > MOST_BYTES || names(file)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.WARNING, "package=" + code.value() + " python=unreadable", e);
            return true;
        }
    }

    private static boolean names(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        return text.contains("boto") || text.contains("aws_lambda_powertools") || text.contains("aws_xray_sdk");
    }
}

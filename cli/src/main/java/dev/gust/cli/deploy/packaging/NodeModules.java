package dev.gust.cli.deploy.packaging;

import dev.gust.base.Suggestion;
import dev.gust.cli.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the user's own JavaScript imports. Only statements at the beginning of a line count: one that stands deeper may be in a
 * try block, and missing on purpose.
 */
final class NodeModules {
    private static final Set<String> BUILT_IN = Set.of(
            "assert",
            "async_hooks",
            "buffer",
            "child_process",
            "cluster",
            "console",
            "constants",
            "crypto",
            "dgram",
            "diagnostics_channel",
            "dns",
            "domain",
            "events",
            "fs",
            "http",
            "http2",
            "https",
            "inspector",
            "module",
            "net",
            "os",
            "path",
            "perf_hooks",
            "process",
            "punycode",
            "querystring",
            "readline",
            "repl",
            "stream",
            "string_decoder",
            "sys",
            "timers",
            "tls",
            "trace_events",
            "tty",
            "url",
            "util",
            "v8",
            "vm",
            "wasi",
            "worker_threads",
            "zlib");
    private static final Set<String> OF_THE_RUNTIME = Set.of("@aws-sdk", "@smithy", "@aws-crypto", "@aws");
    private static final List<String> ENDINGS =
            List.of("", ".js", ".mjs", ".cjs", ".json", ".node", "/index.js", "/index.mjs", "/index.cjs");
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/");
    private static final Pattern IMPORT = Pattern.compile(
            "(?m)^(?:import\\s+(?:[^'\";]+?\\s+from\\s+)?|export\\s+[^'\";]*?\\s+from\\s+|(?:const|let|var)\\s+[^=;]+=\\s*require\\(\\s*|require\\(\\s*)"
                    + "['\"]([^'\"]+)['\"]");
    private static final int MOST_FILES = 2_000;

    private final FunctionCode code;
    private final Optional<Path> modules;

    NodeModules(FunctionCode code, Optional<Path> modules) {
        this.code = code;
        this.modules = modules;
    }

    /** The user's own files that are loaded with this one; refuses when one of them, or a module, is not there. */
    Set<Path> reachableFrom(Path entry) throws IOException {
        Set<Path> seen = new LinkedHashSet<>(List.of(entry));
        Deque<Path> left = new ArrayDeque<>(List.of(entry));
        while (!left.isEmpty() && seen.size() < MOST_FILES) {
            Path file = left.removeFirst();
            String name = file.toString();
            if (name.endsWith(".json") || name.endsWith(".node")) {
                continue;
            }
            String text = withoutComments(Files.readString(file));
            Matcher imports = IMPORT.matcher(text);
            while (imports.find()) {
                int line = 1
                        + (int) text.substring(0, imports.start(1))
                                .chars()
                                .filter(c -> c == '\n')
                                .count();
                resolve(file, line, imports.group(1)).filter(seen::add).ifPresent(left::addLast);
            }
        }
        return seen;
    }

    /** Comments become as many lines of nothing, so that lines keep their numbers. */
    private static String withoutComments(String text) {
        return COMMENT.matcher(text)
                .replaceAll(comment -> "\n".repeat((int)
                        comment.group().chars().filter(c -> c == '\n').count()));
    }

    /** The user's own file that an import means, if it means one. */
    private Optional<Path> resolve(Path file, int line, String wanted) throws IOException {
        if (wanted.startsWith(".") || wanted.startsWith("/")) {
            Path parent = file.toAbsolutePath().getParent();
            Path target = (parent == null ? file : parent).resolve(wanted).normalize();
            Optional<Path> found = ENDINGS.stream()
                    .map(ending -> Path.of(target + ending))
                    .filter(Files::isRegularFile)
                    .findFirst();
            if (found.isEmpty() && !Files.isDirectory(target)) {
                throw missing(file, line, wanted, "there is no such file" + nearest(target), "Correct the path.");
            }
            return found;
        }
        String[] parts = wanted.split("/");
        String name = wanted.startsWith("@") && parts.length > 1 ? parts[0] + "/" + parts[1] : parts[0];
        boolean known = wanted.startsWith("node:")
                || wanted.startsWith("#")
                || BUILT_IN.contains(parts[0])
                || OF_THE_RUNTIME.contains(parts[0])
                || installed(file, name);
        if (!known) {
            throw missing(
                    file,
                    line,
                    wanted,
                    "no such module is installed",
                    name.equals("aws-sdk")
                            ? "The runtimes of today have version 3: import from '@aws-sdk/client-...', or run 'npm install aws-sdk' in "
                                    + code.folder() + "."
                            : "Run 'npm install " + name + "' in " + code.folder() + ", and deploy again.");
        }
        return Optional.empty();
    }

    private boolean installed(Path file, String name) {
        Stream<Path> above = Stream.iterate(
                file.toAbsolutePath().getParent(),
                folder -> folder != null && folder.startsWith(code.folder()),
                Path::getParent);
        return Stream.concat(above, modules.stream())
                .anyMatch(folder -> Files.exists(folder.resolve("node_modules").resolve(name)));
    }

    private static String nearest(Path target) throws IOException {
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return "";
        }
        String name = String.valueOf(target.getFileName());
        try (Stream<Path> entries = Files.list(folder)) {
            return Suggestion.suffix(
                    name,
                    entries.map(entry -> String.valueOf(entry.getFileName()))
                            .map(entry -> name.contains(".") ? entry : entry.replaceFirst("\\.[a-z]+$", ""))
                            .sorted()
                            .limit(1_000)
                            .toList());
        }
    }

    private CommandFailure missing(Path file, int line, String wanted, String why, String remedy) {
        return new CommandFailure(
                code.name() + " imports '" + wanted + "' in " + code.folder().relativize(file) + ", line " + line
                        + ", and " + why,
                "The function would fail when it is loaded. Nothing was deployed.",
                remedy);
    }
}

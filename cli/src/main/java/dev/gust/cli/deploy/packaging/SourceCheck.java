package dev.gust.cli.deploy.packaging;

import dev.gust.base.Suggestion;
import dev.gust.cli.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds a user's mistakes before they are deployed: a handler that is not there, a syntax error, a missing module. */
final class SourceCheck {
    private static final List<String> SCRIPTS = List.of(".js", ".mjs", ".cjs");
    private static final List<String> TYPESCRIPT = List.of(".ts", ".mts", ".cts");
    private static final int MOST_SUGGESTIONS = 1_000;

    /** Where an export may come from that is not written out: another module's, or what a call returns. */
    private static final String INDIRECT =
            "export\\s*\\*|module\\.exports\\s*=\\s*(require|[\\w.]+\\()|__exportStar|__reExport|Object\\.assign\\(\\s*(module\\.)?exports";

    private static final Pattern NODE_PLACE = Pattern.compile("(?m)^(.+):(\\d+)$");
    private static final Pattern NODE_ERROR = Pattern.compile("(?m)^SyntaxError: (.*)$");

    private final Path cache;

    SourceCheck(Path cache) {
        this.cache = cache;
    }

    /** The handler's path without the exported name: {@code src/notes} of {@code src/notes.create}. */
    static String base(FunctionCode code) {
        int dot = code.handler().lastIndexOf('.');
        if (dot <= code.handler().lastIndexOf('/')) {
            throw code.wrong(
                    "the handler '" + code.handler() + "' of " + code.name() + " names no function",
                    "Write it as FILE.FUNCTION, for example notes.handler for the function 'handler' of notes.mjs.");
        }
        return code.handler().substring(0, dot);
    }

    private static String export(FunctionCode code) {
        return code.handler().substring(base(code).length() + 1);
    }

    /** The TypeScript file of a handler that has no JavaScript beside it. */
    Optional<Path> typescript(FunctionCode code) {
        if (code.handler().isEmpty() || script(code, SCRIPTS).isPresent()) {
            return Optional.empty();
        }
        return script(code, TYPESCRIPT);
    }

    private static Optional<Path> script(FunctionCode code, List<String> endings) {
        String base = base(code);
        return endings.stream()
                .map(ending -> code.folder().resolve(base + ending))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** @param modules where dependencies were fetched to */
    void check(FunctionCode code, Optional<Path> modules) throws IOException {
        if (code.handler().isEmpty()) {
            return;
        }
        if (code.isNode()) {
            Path file = script(code, SCRIPTS).orElseThrow(() -> missing(code, SCRIPTS));
            for (Path source : new NodeModules(code, modules).reachableFrom(file)) {
                checkNodeSyntax(code, source);
            }
            checkExport(code, file);
        } else if (code.isPython()) {
            Path file = Stream.of(
                            base(code).replace('.', '/') + ".py", base(code).replace('.', '/') + "/__init__.py")
                    .map(code.folder()::resolve)
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow(() -> missing(code, List.of(".py")));
            new PythonModules(code, modules, cache).check(file);
            requireWord(code, file, export(code), "import\\s*\\*");
        }
    }

    private static CommandFailure missing(FunctionCode code, List<String> endings) {
        String file = base(code) + endings.getFirst();
        Path parent = code.folder().resolve(file).getParent();
        List<String> others = new ArrayList<>();
        if (parent != null && Files.isDirectory(parent)) {
            try (Stream<Path> entries = Files.list(parent)) {
                entries.map(entry -> code.folder().relativize(entry).toString())
                        .filter(name -> Stream.concat(endings.stream(), TYPESCRIPT.stream())
                                .anyMatch(name::endsWith))
                        .sorted()
                        .limit(MOST_SUGGESTIONS)
                        .forEach(others::add);
            } catch (IOException e) {
                // The suggestion is a courtesy.
                others.clear();
            }
        }
        String looked =
                endings.size() == 1 ? file : base(code) + " with the ending " + String.join(", ", endings) + " or .ts";
        return code.wrong(
                "the handler '" + code.handler() + "' of " + code.name() + " names a file that is not there"
                        + Suggestion.suffix(file, others),
                "It is looked for in " + code.folder() + " as " + looked + ".");
    }

    /** A file that was found correct is not checked again until it changes. */
    private void checkNodeSyntax(FunctionCode code, Path file) throws IOException {
        if (file.toString().endsWith(".json") || file.toString().endsWith(".node")) {
            return;
        }
        Path mark = cache.resolve("checked").resolve(FileTree.hash(List.of(file)) + "-" + file.getFileName());
        if (Files.exists(mark)) {
            return;
        }
        Tool.Result result = Tool.run(code.folder(), Map.of(), List.of("node", "--check", file.toString()));
        if (!result.isSuccess()) {
            Matcher place = NODE_PLACE.matcher(result.output());
            Matcher error = NODE_ERROR.matcher(result.output());
            String line = place.find() ? ", line " + place.group(2) : "";
            String what = error.find() ? error.group(1) : result.tail();
            String excerpt = place.reset().find() && error.reset().find() && place.end() < error.start()
                    ? result.output().substring(place.end(), error.start()).stripTrailing()
                    : "";
            throw new CommandFailure(
                    code.name() + " has a syntax error in " + code.folder().relativize(file) + line + ": " + what
                            + excerpt.replace("\n", "\n    "),
                    "Node.js cannot load the file. Nothing was deployed.",
                    what.contains("import statement outside a module")
                            ? "Name the file .mjs, or write \"type\": \"module\" into package.json."
                            : "Correct it and deploy again.");
        }
        Files.createDirectories(mark.getParent() == null ? cache : mark.getParent());
        Files.writeString(mark, "");
    }

    void checkExport(FunctionCode code, Path file) throws IOException {
        requireWord(code, file, export(code), INDIRECT);
    }

    private static void requireWord(FunctionCode code, Path file, String word, String unless) throws IOException {
        String text = Files.readString(file);
        if (isThere(text, word) || Pattern.compile(unless).matcher(text).find()) {
            return;
        }
        List<String> exported = new ArrayList<>();
        Matcher names = Pattern.compile(
                        "(?m)^(?:export\\s+(?:async\\s+)?(?:function\\*?|const|let|class)\\s+|(?:module\\.)?exports\\.|(?:async\\s+)?def\\s+)([\\w$]+)")
                .matcher(text);
        while (names.find()) {
            exported.add(names.group(1));
        }
        throw code.wrong(
                "the handler '" + code.handler() + "' of " + code.name() + " is not there: "
                        + code.folder().relativize(file) + " has no '" + word + "'"
                        + Suggestion.suffix(word, exported),
                exported.isEmpty()
                        ? "Export a function of that name."
                        : "It has: " + String.join(", ", exported)
                                + ". Name one of them, or export a function of that name.");
    }

    private static boolean isThere(String text, String word) {
        return Pattern.compile("(?<![\\w$])" + Pattern.quote(word) + "(?![\\w$])")
                .matcher(text)
                .find();
    }
}

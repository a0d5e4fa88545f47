package dev.gust.cli.deploy.packaging;

import dev.gust.cli.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Has Python itself look at the user's own sources: whether they can be read, and whether there is what they import. */
final class PythonModules {
    /**
     * Follows the imports that stand outside any block (one inside may be missing on purpose) through the user's own files. Prints
     * what is wrong first: its kind, the file, the line, and what.
     */
    private static final String PROGRAM = """
            import ast, importlib.util, os, sys
            folder, entry, runtime = sys.argv[1], sys.argv[2], {"boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3"}
            places = [folder] + sys.argv[3:]
            def stop(*parts):
                print("\\t".join(str(part) for part in parts)); sys.exit(1)
            def own(name):
                path = os.path.join(folder, *name.split("."))
                return next((f for f in (path + ".py", os.path.join(path, "__init__.py")) if os.path.isfile(f)), None)
            def there(top):
                if top in sys.stdlib_module_names or top in sys.builtin_module_names or top in runtime:
                    return True
                for place in places:
                    if any(entry == top or entry.startswith(top + ".") for entry in os.listdir(place)):
                        return True
                return importlib.util.find_spec(top) is not None
            seen, left = set(), [entry]
            while left:
                file = left.pop()
                if file in seen:
                    continue
                seen.add(file)
                try:
                    with open(file, encoding="utf-8") as source:
                        tree = ast.parse(source.read(), file)
                except SyntaxError as e:
                    stop("syntax", file, e.lineno, e.msg, (e.text or "").strip())
                for node in tree.body:
                    names = []
                    if isinstance(node, ast.Import):
                        names = [alias.name for alias in node.names]
                    elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                        names = [node.module]
                    for name in names:
                        if own(name):
                            left.append(own(name))
                        elif not there(name.split(".")[0]):
                            stop("module", file, node.lineno, name)
            """;

    private final FunctionCode code;
    private final Optional<Path> modules;
    private final Path cache;

    PythonModules(FunctionCode code, Optional<Path> modules, Path cache) {
        this.code = code;
        this.modules = modules;
        this.cache = cache;
    }

    void check(Path entry) throws IOException {
        List<Path> sources = FileTree.files(code.folder(), ".py");
        Path mark = cache.resolve("checked")
                .resolve(FileTree.hash(sources) + "-"
                        + FileTree.hash(entry + modules.map(Path::toString).orElse("")));
        if (Files.exists(mark)) {
            return;
        }
        List<String> command =
                new ArrayList<>(List.of("python3", "-c", PROGRAM, code.folder().toString(), entry.toString()));
        modules.map(Path::toString).ifPresent(command::add);
        Tool.Result result = Tool.run(code.folder(), Map.of(), command);
        if (!result.isSuccess()) {
            throw failure(result);
        }
        Files.createDirectories(cache.resolve("checked"));
        Files.writeString(mark, "");
    }

    private CommandFailure failure(Tool.Result result) {
        String[] parts = result.output().strip().split("\t", -1);
        if (parts.length < 4) {
            return new CommandFailure(
                    code.name() + " could not be checked",
                    "Python said:\n  " + result.tail(),
                    "See that python3 is 3.10 or newer ('gust doctor').");
        }
        String place = code.folder().relativize(Path.of(parts[1])) + ", line " + parts[2];
        if (parts[0].equals("syntax")) {
            String excerpt = parts.length > 4 && !parts[4].isEmpty() ? "\n    " + parts[4] : "";
            return new CommandFailure(
                    code.name() + " has a syntax error in " + place + ": " + parts[3] + excerpt,
                    "Python cannot load the file. Nothing was deployed.",
                    "Correct it and deploy again.");
        }
        return new CommandFailure(
                code.name() + " imports '" + parts[3] + "' in " + place + ", and no such module is installed",
                "The function would fail when it is loaded. Nothing was deployed.",
                "Add the package that has it to " + code.folder().resolve("requirements.txt") + ", and deploy again.");
    }
}

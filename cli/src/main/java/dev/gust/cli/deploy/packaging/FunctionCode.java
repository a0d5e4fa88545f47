package dev.gust.cli.deploy.packaging;

import dev.gust.cli.command.CommandFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;

/**
 * What a package is made of.
 *
 * @param name as errors call it: {@code function 'create'}
 * @param folder everything in it belongs to the package, but for what the patterns exclude
 * @param handler as the function names it; empty for a layer
 * @param patterns globs in order, a leading exclamation mark excludes
 * @param problem words an error about this function, of what is wrong and what to do, with the place of its definition
 */
public record FunctionCode(
        String name,
        Path folder,
        String handler,
        String runtime,
        List<String> patterns,
        BiFunction<String, String, CommandFailure> problem) {
    public FunctionCode {
        patterns = List.copyOf(patterns);
    }

    boolean isNode() {
        return runtime.startsWith("nodejs");
    }

    boolean isPython() {
        return runtime.startsWith("python");
    }

    CommandFailure wrong(String what, String remedy) {
        return problem.apply(what, remedy);
    }
}

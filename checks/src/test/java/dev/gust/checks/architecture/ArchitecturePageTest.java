package dev.gust.checks.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** ARCHITECTURE.md speaks of classes and methods that are there. */
class ArchitecturePageTest {
    private static final Path PAGE = Path.of("ARCHITECTURE.md");

    /** {@code delivery.EventRouter}, {@code Gateway.handle}: packages where it says them, a class, a method where it says one. */
    private static final Pattern NAME =
            Pattern.compile("`(?<packages>(?:[a-z]+\\.)*)(?<type>[A-Z]\\w*[a-z]\\w*)(?:\\.(?<method>[a-z]\\w*))?`");

    @Test
    void everyClassAndMethodThatItNamesExists() {
        List<Path> sources = SourceFiles.ending(".java");
        String page = String.join("\n", SourceFiles.lines(PAGE).orElseThrow());
        List<String> missing = new ArrayList<>();
        List<MatchResult> names = NAME.matcher(page).results().toList();
        for (MatchResult name : names) {
            if (sources.stream().noneMatch(source -> isMeant(source, name)) && !isGenerated(name)) {
                missing.add(name.group());
            }
        }
        assertThat(names).as("names on the page").hasSizeGreaterThan(40);
        assertThat(missing).as("what ARCHITECTURE.md names and is not there").isEmpty();
    }

    /** Shapes of the wire are made from models. */
    private static boolean isGenerated(MatchResult name) {
        return SourceFiles.ending(".json").stream()
                .filter(file -> file.startsWith("wire/models"))
                .flatMap(file -> SourceFiles.lines(file).orElse(List.of()).stream())
                .anyMatch(line -> line.startsWith("\"" + name.group("type") + "\":"));
    }

    private static boolean isMeant(Path source, MatchResult name) {
        String file = name.group("packages").replace('.', '/') + name.group("type") + ".java";
        if (!source.toString().replace('\\', '/').endsWith('/' + file)) {
            return false;
        }
        String method = name.group("method");
        return method == null
                || SourceFiles.lines(source).orElse(List.of()).stream()
                        .anyMatch(line -> line.contains(' ' + method + '('));
    }
}

package dev.gust.checks.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every promise of SPECIFICATION.md names a check, and every check that it names is there. */
class SpecificationPageTest {
    private static final Path PAGE = Path.of("SPECIFICATION.md");
    private static final Path BENCHMARKS = Path.of("checks/src/test/java/dev/gust/checks/benchmarks");

    /** {@code auth.*Test}, {@code conformance.DeployTest}, {@code contract.OrderedStoreContract}: one or several classes of tests. */
    private static final Pattern TEST = Pattern.compile("`((?:[a-z]+\\.)*[A-Z*]\\w*)`");

    private static final Pattern BENCHMARK = Pattern.compile("`(?:\\./)?gust bench ([a-z-]+)`");

    private final List<Path> tests = SourceFiles.ending(".java").stream()
            .filter(file -> slashes(file).contains("src/test/java"))
            .toList();
    private final List<String> benchmarks = SourceFiles.ending("Benchmark.java").stream()
            .filter(file -> file.startsWith(BENCHMARKS))
            .flatMap(file -> SourceFiles.lines(file).orElse(List.of()).stream())
            .toList();

    @Test
    void everyPromiseNamesChecksThatExist() {
        List<String> missing = new ArrayList<>();
        int promises = 0;
        for (String line : SourceFiles.lines(PAGE).orElseThrow()) {
            if (!line.startsWith("| ") || line.startsWith("| Promise |") || line.startsWith("| | Goal |")) {
                continue;
            }
            promises++;
            String[] cells = line.split("\\|");
            String check = cells[cells.length - 1];
            if (!TEST.matcher(check).find() && !BENCHMARK.matcher(check).find()) {
                missing.add("no check: " + line);
            }
            missing.addAll(missing(check));
        }
        assertThat(promises).as("promises on the page").isGreaterThan(60);
        assertThat(missing).as("what SPECIFICATION.md names and is not there").isEmpty();
    }

    private List<String> missing(String check) {
        List<String> missing = new ArrayList<>();
        Matcher test = TEST.matcher(check);
        while (test.find()) {
            String file = "(?:.*/)?" + test.group(1).replace(".", "/").replace("*", "\\w+") + "\\.java";
            if (tests.stream().noneMatch(path -> slashes(path).matches(file))) {
                missing.add(test.group());
            }
        }
        Matcher benchmark = BENCHMARK.matcher(check);
        while (benchmark.find()) {
            String named = "return \"" + benchmark.group(1) + "\";";
            if (benchmarks.stream().noneMatch(line -> line.contains(named))) {
                missing.add(benchmark.group());
            }
        }
        return missing;
    }

    private static String slashes(Path path) {
        return path.toString().replace('\\', '/');
    }
}

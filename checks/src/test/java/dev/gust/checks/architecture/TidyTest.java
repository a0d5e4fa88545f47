package dev.gust.checks.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.checks.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules of CONVENTIONS.md that a program can check. */
class TidyTest {
    private static final int FILE_LINES = 500;
    /** C keeps what belongs to one program in one file, as is usual there. */
    private static final int C_FILE_LINES = 1200;

    private static final int METHOD_LINES = 70;
    private static final Pattern EMPTY_NAMES = Pattern.compile("(Utils?|Helpers?|Manager|Impl|Common|Misc)(?![a-z])");

    private static final List<Path> JAVA = SourceFiles.ending(".java");
    private static final JavaMethods METHODS = JavaMethods.of(JAVA);

    @Test
    void filesAreOneIdea() {
        Set<String> offenders = new TreeSet<>();
        for (Path file : SourceFiles.all()) {
            int limit = limit(file);
            int lines =
                    limit == 0 ? 0 : SourceFiles.lines(file).orElse(List.of()).size();
            if (lines > limit) {
                offenders.add(file.toString());
            }
        }
        assertThat(Exceptions.of("file").judge(offenders))
                .as(
                        "files longer than %d lines (C: %d); an idea of its own gets a file of its own",
                        FILE_LINES, C_FILE_LINES)
                .isEmpty();
    }

    @Test
    void methodsFitAScreen() {
        Set<String> offenders = METHODS.methods().stream()
                .filter(method -> method.lines() > METHOD_LINES)
                .map(method -> method.file() + "#" + method.name())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(METHODS.methods()).hasSizeGreaterThan(100);
        assertThat(Exceptions.of("method").judge(offenders))
                .as("methods longer than %d lines", METHOD_LINES)
                .isEmpty();
    }

    @Test
    void namesSaySomething() {
        Set<String> offenders = METHODS.types().stream()
                .filter(type -> EMPTY_NAMES.matcher(type.name()).find())
                .map(type -> type.file() + "#" + type.name())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(Exceptions.of("name").judge(offenders))
                .as("types named by a word that says nothing (%s)", EMPTY_NAMES)
                .isEmpty();
    }

    @Test
    void everyPackageIsNullMarkedAndSaysWhatItIsFor() {
        Set<String> offenders = new TreeSet<>();
        for (Path folder : JAVA.stream()
                .filter(file -> file.toString().contains("src/main/java/"))
                .map(Path::getParent)
                .collect(Collectors.toSet())) {
            Path info = folder.resolve("package-info.java");
            if (!Files.exists(Repository.root().resolve(info))) {
                offenders.add(folder + " (no package-info.java)");
                continue;
            }
            String text = String.join("\n", SourceFiles.lines(info).orElseThrow());
            if (!text.contains("@NullMarked")) {
                offenders.add(info + " (not @NullMarked)");
            }
            if (!text.startsWith("/**")) {
                offenders.add(info + " (does not say what the package is for)");
            }
        }
        assertThat(offenders).isEmpty();
    }

    @Test
    void testsNeitherSleepNorStandDisabled() {
        assertThat(places(
                        file -> file.toString().contains("src/test/"),
                        "Thread\\.sleep\\(|@Disabled\\b|TimeUnit\\.[A-Z]+\\.sleep"))
                .isEmpty();
    }

    /** Whoever builds may use another registry: addresses come from the tools' own configuration. */
    @Test
    void namesNoRegistry() {
        String hosts = String.join(
                "|",
                "registry\\.npmjs",
                "registry\\.yarnpkg",
                "repo1?\\.maven\\.(apache\\.)?org",
                "central\\.sonatype",
                "pypi\\.org",
                "files\\.pythonhosted",
                "deb\\.debian",
                "proxy\\.golang",
                "index-url");
        assertThat(places(file -> true, hosts)).isEmpty();
    }

    /** What a reader of the repository cannot follow: paths of one machine, numbers of tickets. */
    @Test
    void namesNoWorkplace() {
        assertThat(places(file -> true, "(?<![\\w.])/work/|/tmp/issue|(?i:\\b(issue|ticket)s? #?\\d)|\\bGH-\\d"))
                .isEmpty();
    }

    /** File, line number and line of every match, but in this file, which has to spell them. */
    private static List<String> places(Predicate<Path> files, String pattern) {
        Pattern sought = Pattern.compile(pattern);
        return SourceFiles.all().stream()
                .filter(files)
                .filter(file -> !file.endsWith("TidyTest.java"))
                .flatMap(file -> {
                    List<String> lines = SourceFiles.lines(file).orElse(List.of());
                    return IntStream.range(0, lines.size())
                            .filter(number -> sought.matcher(lines.get(number)).find())
                            .mapToObj(number -> file + ":" + (number + 1) + ": "
                                    + lines.get(number).strip());
                })
                .toList();
    }

    private static int limit(Path file) {
        String name = file.getFileName().toString();
        if (name.endsWith(".java") || name.endsWith(".sh") || name.endsWith(".js") || name.endsWith(".py")) {
            return FILE_LINES;
        }
        boolean script = !name.contains(".")
                && (file.getNameCount() == 1 || file.startsWith("checks") || file.startsWith("distribution"));
        return name.endsWith(".c") || name.endsWith(".h")
                ? C_FILE_LINES
                : script && !name.equals("LICENSE") ? FILE_LINES : 0;
    }
}

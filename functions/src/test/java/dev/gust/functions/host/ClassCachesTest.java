package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gust.functions.FunctionKey;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.FunctionsSettings;
import dev.gust.functions.RuntimeAvailability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java functions with much to load, which start with a cache of their own classes once it is made. */
class ClassCachesTest {
    /** What a function's own Java has in memory when it takes its cache. */
    private static final String USED = "own=/var/classes/classes.aot";

    private static JavaPackages packages;

    @TempDir
    Path directory;

    private TestHost host;

    @BeforeAll
    static void compile() throws IOException {
        packages = new JavaPackages();
    }

    @AfterAll
    static void clean() throws IOException {
        packages.close();
    }

    @BeforeEach
    void start() {
        host = startHere();
        assumeTrue(
                host.host.runtime("java25") instanceof RuntimeAvailability.Available java
                        && java.substitution().isEmpty(),
                "Caches of classes are there from Java 25 on");
        host.assumeLauncher();
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void functionsWithMuchToLoadStartWithACacheOfTheirClassesUntilTheyGo() throws Exception {
        FunctionSpec function = function("heavy.Heavy");
        host.host.prepare(function);
        Await.until("its cache is made", Duration.ofMinutes(2), () -> caches().size() == 1);
        assertThat(host.invoke(function, "{}").text())
                .as("first call")
                .contains(USED, "classes=500", "resource=from a file at file:/var/task/words.txt", "variable=tea");

        Object made = Files.getLastModifiedTime(caches().getFirst());
        host.close();
        host = startHere();
        assertThat(host.invoke(function, "{}").text()).as("after a restart").contains(USED);
        assertThat(Files.getLastModifiedTime(caches().getFirst())).isEqualTo(made);

        FunctionSpec changed = revision(function, "2");
        host.host.retire(function.key());
        host.host.prepare(changed);
        assertThat(host.invoke(changed, "{}").text()).as("another revision").contains(USED);
        assertThat(Files.getLastModifiedTime(caches().getFirst())).isEqualTo(made);

        host.host.retire(changed.key());
        Await.until("its cache is removed", Duration.ofMinutes(1), () -> homes().isEmpty());
    }

    @Test
    void aFunctionThatCanNotBeLoadedAheadRunsWithoutACache() throws Exception {
        FunctionSpec function = function("heavy.Refusing::handle");
        host.host.prepare(function);
        FunctionSpec other = function("heavy.Heavy");
        host.host.prepare(other);
        // One after the other: the second is made when the first has been tried.
        Await.until("the other's cache is made", Duration.ofMinutes(2), () -> caches().size() == 1);
        assertThat(homes()).hasSize(1);
        assertThat(host.invoke(function, "{}").text()).contains("not today");
    }

    @Test
    void whoWantsNoCachesHasNoneOfItsCodeRunAhead() throws Exception {
        host.close();
        host = TestHost.start(usual -> here(usual, false), TestHost.GATEWAY_PORT);
        FunctionSpec function = function("heavy.Heavy");
        host.host.prepare(function);
        assertThat(host.invoke(function, "{}").text()).doesNotContain(USED).contains("variable=tea");
        assertThat(homes()).isEmpty();
    }

    private TestHost startHere() {
        return TestHost.start(usual -> here(usual, true), TestHost.GATEWAY_PORT);
    }

    private FunctionsSettings here(FunctionsSettings usual, boolean wanted) {
        return new FunctionsSettings(
                directory,
                usual.gatewayPort(),
                usual.runtimePacks(),
                usual.maximumEnvironments(),
                usual.memoryBudgetMegabytes(),
                usual.idleExpiry(),
                usual.freezeAfter(),
                usual.maximumAge(),
                0,
                usual.outgoing(),
                usual.devices(),
                wanted,
                usual.weakestIsolation());
    }

    private FunctionSpec function(String handler) throws IOException {
        Map<String, byte[]> files = new TreeMap<>(packages.compile(sources(), List.of()));
        files.put("words.txt", "from a file".getBytes(StandardCharsets.UTF_8));
        return host.function("java25", handler, JavaPackages.zip(files))
                .withLimits(512, Duration.ofSeconds(60), 512)
                .withEnvironment(Map.of("DRINK", "tea"));
    }

    private static FunctionSpec revision(FunctionSpec function, String revision) {
        FunctionKey key = function.key();
        return new FunctionSpec(
                new FunctionKey(key.function(), key.version(), revision),
                function.name(),
                function.runtime(),
                function.handler(),
                function.code(),
                function.layers(),
                function.environment(),
                function.memoryMegabytes(),
                function.timeout(),
                function.ephemeralStorageMegabytes(),
                function.network(),
                function.devices(),
                function.logGroup());
    }

    private static Map<String, String> sources() {
        String many = IntStream.range(0, 500)
                .mapToObj(i -> "class C" + i + " {}")
                .collect(Collectors.joining("\n", "package heavy;\n", ""));
        return Map.of("heavy.Many", many, "heavy.Refusing", """
                package heavy;
                public class Refusing {
                    public Refusing() { throw new IllegalStateException("not today"); }
                    public String handle() { return ""; }
                }
                """, "heavy.Heavy", """
                package heavy;
                import com.amazonaws.services.lambda.runtime.*;
                import java.io.*;
                import java.nio.file.*;
                import java.util.*;
                public class Heavy implements RequestHandler<Map<String, Object>, String> {
                    private final List<Class<?>> loaded = new ArrayList<>();
                    private long work = 1;
                    public Heavy() throws Exception {
                        for (int i = 0; i < 500; i++) loaded.add(Class.forName("heavy.C" + i));
                        for (int i = 0; i < 300_000_000; i++) work = work * 31 + i;
                    }
                    @Override public String handleRequest(Map<String, Object> event, Context context) {
                        try (InputStream words = Heavy.class.getResourceAsStream("/words.txt")) {
                            String maps = Files.readString(Path.of("/proc/self/maps"));
                            String own = maps.contains("/classes.aot") ? "/var/classes/classes.aot" : "none";
                            return "own=" + own + " classes=" + loaded.size() + " resource=" + new String(words.readAllBytes()) + " at "
                                    + Heavy.class.getResource("/words.txt") + " variable=" + System.getenv("DRINK") + " " + (work == 0);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                }
                """);
    }

    private List<Path> homes() {
        Path folder = directory.resolve("packages/classes");
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those that are used: what is told about one is written last. */
    private List<Path> caches() {
        return homes().stream()
                .filter(home -> Files.exists(home.resolve("about.json")))
                .map(home -> home.resolve("classes.aot"))
                .filter(Files::exists)
                .toList();
    }
}

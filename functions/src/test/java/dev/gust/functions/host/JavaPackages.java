package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Packages of Java functions, compiled against the interfaces that the runtime provides, as on AWS. */
public final class JavaPackages implements AutoCloseable {
    private final Map<Map<String, String>, Map<String, byte[]>> compiled = new HashMap<>();
    private final Path folder = Files.createTempDirectory("gust-java");

    public JavaPackages() throws IOException {
        try (InputStream runtime =
                JavaPackages.class.getResourceAsStream("/dev/gust/functions/bootstrap/java/runtime.jar")) {
            assertThat(runtime).isNotNull();
            Files.copy(runtime, folder.resolve("runtime.jar"));
        }
    }

    /** Classes by their paths, of sources by the names of their classes; the same sources are compiled once. */
    public Map<String, byte[]> compile(Map<String, String> sources, List<Path> jars) throws IOException {
        Map<String, byte[]> known = compiled.get(sources);
        if (known != null) {
            return known;
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Path classes = Files.createTempDirectory(folder, "classes");
        String path = Stream.concat(Stream.of(folder.resolve("runtime.jar")), jars.stream())
                .map(Path::toString)
                .collect(Collectors.joining(":"));
        StringWriter problems = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            List<JavaFileObject> units = sources.entrySet().stream()
                    .<JavaFileObject>map(source -> new Source(source.getKey(), source.getValue()))
                    .toList();
            boolean compiled = compiler.getTask(
                            problems,
                            files,
                            null,
                            List.of("--release", "17", "-cp", path, "-g", "-nowarn"),
                            null,
                            units)
                    .call();
            assertThat(compiled).as(problems.toString()).isTrue();
        }
        Map<String, byte[]> content = new HashMap<>();
        try (Stream<Path> made = Files.walk(classes)) {
            for (Path file : made.filter(Files::isRegularFile).toList()) {
                content.put(classes.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        compiled.put(sources, content);
        return content;
    }

    public static byte[] zip(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}

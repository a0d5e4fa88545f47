package dev.gust.functions.classes;

import dev.gust.functions.code.PackageId;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * What a function's classes are found in, as AWS orders it: the package's own classes, its jars, the layers' jars. Java keeps no folder in a
 * cache, so the package's own classes are copied into a jar; its other files stay where they are, but for those that a jar behind it has too.
 *
 * @param jars by the path that they have inside, in order
 */
record ClassPath(Path task, Map<String, Path> jars) {
    static final String OWN_JAR = "code.jar";
    /** Anything else would have to be quoted in one place or another. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._+~@-]+");

    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final int LARGEST_FILE_BYTES = 64 * 1024 * 1024;

    /** Empty when its names are too unusual. */
    static Optional<ClassPath> of(Path packages, PackageId code, List<PackageId> layers) throws IOException {
        Path task = packages.resolve(code.value());
        Map<String, Path> jars = new TreeMap<>();
        addJars(jars, task.resolve("lib"), "/var/task/lib/");
        Map<String, Path> merged = new TreeMap<>();
        for (PackageId layer : layers) {
            // A later layer covers an earlier one's file of the same name.
            addJars(merged, packages.resolve(layer.value()).resolve("java/lib"), "/opt/java/lib/");
        }
        Map<String, Path> all = new java.util.LinkedHashMap<>(jars);
        all.putAll(merged);
        boolean plain = all.values().stream()
                .allMatch(jar -> PLAIN.matcher(jar.getFileName().toString()).matches());
        return plain ? Optional.of(new ClassPath(task, all)) : Optional.empty();
    }

    /** How many classes there are. */
    int classes() throws IOException {
        int count = 0;
        for (Path jar : jars.values()) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                count += (int) zip.stream()
                        .filter(entry -> entry.getName().endsWith(".class"))
                        .count();
            }
        }
        try (Stream<Path> files = Files.walk(task)) {
            return count + (int) files.filter(ClassPath::isClass).count();
        }
    }

    /** Changes with the jars: Java takes one of another time or size for another. */
    String stamp() throws IOException {
        StringBuilder stamp = new StringBuilder();
        for (Map.Entry<String, Path> jar : jars.entrySet()) {
            BasicFileAttributes about = Files.readAttributes(jar.getValue(), BasicFileAttributes.class);
            stamp.append(jar.getKey())
                    .append(' ')
                    .append(about.size())
                    .append(' ')
                    .append(about.lastModifiedTime().toMillis())
                    .append('\n');
        }
        return stamp.toString();
    }

    /** Writes the package's own classes into a jar; whether there are any. */
    boolean writeOwnJar(Path jar) throws IOException {
        Set<String> inJars = resourcesOfJars();
        List<Path> wanted = new ArrayList<>();
        Files.walkFileTree(task, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                boolean taken =
                        isClass(file) || inJars.contains(task.relativize(file).toString());
                if (taken && attributes.isRegularFile() && attributes.size() <= LARGEST_FILE_BYTES) {
                    wanted.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        if (wanted.isEmpty()) {
            return false;
        }
        wanted.sort(null);
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(jar));
                ZipOutputStream zip = new ZipOutputStream(file)) {
            for (Path path : wanted) {
                byte[] content = Files.readAllBytes(path);
                CRC32 sum = new CRC32();
                sum.update(content);
                ZipEntry entry = new ZipEntry(task.relativize(path).toString());
                // Read many times, and in a hurry.
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(content.length);
                entry.setCrc(sum.getValue());
                entry.setTimeLocal(NO_TIME);
                zip.putNextEntry(entry);
                zip.write(content);
                zip.closeEntry();
            }
        }
        return true;
    }

    /** Found first in the package when both have it, which a folder at the end of the class path would turn round. */
    private Set<String> resourcesOfJars() throws IOException {
        Set<String> names = new HashSet<>();
        for (Path jar : jars.values()) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                zip.stream()
                        .map(ZipEntry::getName)
                        .filter(name -> !name.endsWith(".class") && !name.endsWith("/"))
                        .filter(name -> !name.equals("META-INF/MANIFEST.MF"))
                        .forEach(names::add);
            }
        }
        return names;
    }

    private static boolean isClass(Path file) {
        return file.toString().endsWith(".class");
    }

    private static void addJars(Map<String, Path> jars, Path folder, String inside) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".jar"))
                    .forEach(file -> jars.put(inside + file.getFileName(), file));
        }
    }
}

package dev.gust.functions.classes;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.functions.FunctionKey;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.code.PackageId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One function's cache: of which code, whose versions use it, and how far it is. Belongs to {@link ClassCaches}, whose lock guards it. */
final class ClassCache {
    static final String CACHE = "classes.aot";
    private static final String ABOUT = "about.json";

    /** What it was made from. The function is part of it: what one function's code had made is never used by another's. */
    record Source(String function, PackageId code, List<PackageId> layers, String handler) {
        static Source of(FunctionSpec spec) {
            return new Source(spec.key().function(), spec.code(), spec.layers(), spec.handler());
        }

        /** Different for each Java and each version of ours. */
        PackageId id(String java) {
            String text = String.join(
                    "\n",
                    java,
                    function,
                    code.value(),
                    String.join(",", layers.stream().map(PackageId::value).toList()),
                    handler);
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
                return new PackageId(HexFormat.of().formatHex(digest));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every JDK has SHA-256", e);
            }
        }
    }

    enum State {
        WANTED,
        READY,
        /** The function loads quickly without one. */
        NEEDLESS,
        /** Not tried again by this process. */
        FAILED
    }

    final Source source;
    final PackageId id;
    final Set<String> uses = new TreeSet<>();
    State state = State.WANTED;
    String stamp = "";
    long bytes;
    long lastUse;

    ClassCache(Source source, PackageId id) {
        this.source = source;
        this.id = id;
    }

    static String use(FunctionKey key) {
        return key.version() + ' ' + key.revision();
    }

    /** Of an earlier process; empty when it is not whole. */
    static Optional<ClassCache> read(Path folder, String java) throws IOException {
        Path file = folder.resolve(ABOUT);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            if (!(JsonText.parse(Files.readString(file)) instanceof JsonValue.Obj about)) {
                return Optional.empty();
            }
            Source source = new Source(
                    about.string("function").orElseThrow(),
                    new PackageId(about.string("code").orElseThrow()),
                    texts(about, "layers").stream().map(PackageId::new).toList(),
                    about.string("handler").orElseThrow());
            ClassCache cache = new ClassCache(source, source.id(java));
            cache.state = State.valueOf(about.string("state").orElseThrow());
            cache.stamp = about.string("stamp").orElseThrow();
            cache.uses.addAll(texts(about, "uses"));
            boolean whole = cache.state == State.NEEDLESS || Files.exists(folder.resolve(CACHE));
            return whole && cache.id.value().equals(folder.getFileName().toString())
                    ? Optional.of(cache)
                    : Optional.empty();
        } catch (JsonSyntaxException | RuntimeException e) {
            // Of another version, or damaged: it is made again.
            return Optional.empty();
        }
    }

    void write(Path folder) throws IOException {
        JsonValue.Obj about = new JsonValue.Obj(java.util.Map.of(
                "function", JsonValue.of(source.function()),
                "code", JsonValue.of(source.code().value()),
                "layers",
                        JsonValue.array(source.layers().stream()
                                .map(layer -> JsonValue.of(layer.value()))
                                .toList()),
                "handler", JsonValue.of(source.handler()),
                "state", JsonValue.of(state.name()),
                "stamp", JsonValue.of(stamp),
                "uses", JsonValue.array(uses.stream().map(JsonValue::of).toList())));
        Path fresh = folder.resolve(ABOUT + ".part");
        Files.writeString(fresh, about.toJson());
        Files.move(fresh, folder.resolve(ABOUT), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<String> texts(JsonValue.Obj about, String name) {
        List<String> texts = new ArrayList<>();
        if (about.get(name).orElseThrow() instanceof JsonValue.Array array) {
            for (JsonValue item : array.items()) {
                if (item instanceof JsonValue.Str text) {
                    texts.add(text.value());
                }
            }
        }
        return texts;
    }
}

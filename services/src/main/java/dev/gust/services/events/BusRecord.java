package dev.gust.services.events;

import dev.gust.storage.Codec;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event bus that somebody made; the default one is there without a record until it is tagged. */
record BusRecord(String name, @Nullable String description, Instant created, Map<String, String> tags) {
    static final Codec<BusRecord> CODEC = Codec.of(
            2,
            1,
            (out, bus) -> out.text(bus.name)
                    .optionalText(bus.description)
                    .instant(bus.created)
                    .texts(bus.tags),
            in -> new BusRecord(in.text(), in.optionalText(), in.instant(), in.textMap()));

    BusRecord {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    BusRecord withTags(Map<String, String> changed) {
        return new BusRecord(name, description, created, changed);
    }
}

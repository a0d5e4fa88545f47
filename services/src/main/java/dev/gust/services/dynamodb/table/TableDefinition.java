package dev.gust.services.dynamodb.table;

import dev.gust.services.dynamodb.value.ValueType;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table without its items.
 *
 * @param id where its items are; never used again, also not for a table of the same name
 * @param attributes the types of all attributes that are part of some key
 * @param maximum what an on-demand table takes at most
 * @param timeToLive the attribute that says when an item expires, or null
 * @param tableClass as the caller asked for it, or null
 * @param onDemandSince when the billing mode was last set to on-demand, or null where capacity is provisioned
 */
public record TableDefinition(
        String name,
        String id,
        Instant created,
        Map<String, ValueType> attributes,
        KeyAttributes keys,
        List<IndexDefinition> indexes,
        Throughput throughput,
        Throughput maximum,
        @Nullable Instant onDemandSince,
        @Nullable StreamSettings stream,
        @Nullable String timeToLive,
        boolean deletionProtected,
        @Nullable String tableClass,
        Map<String, String> tags) {
    public TableDefinition {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        indexes = List.copyOf(indexes);
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    public Optional<IndexDefinition> index(String indexName) {
        return indexes.stream().filter(index -> index.name().equals(indexName)).findFirst();
    }

    public boolean isOnDemand() {
        return onDemandSince != null;
    }

    /** The stream that writes go to, if there is one now. */
    public Optional<StreamSettings> openStream() {
        return Optional.ofNullable(stream).filter(StreamSettings::isEnabled);
    }

    public Builder toBuilder() {
        return new Builder(this);
    }

    /** A changed copy. */
    public static final class Builder {
        private final TableDefinition from;
        private Map<String, ValueType> attributes;
        private List<IndexDefinition> indexes;
        private Throughput throughput;
        private Throughput maximum;
        private @Nullable Instant onDemandSince;
        private @Nullable StreamSettings stream;
        private @Nullable String timeToLive;
        private boolean deletionProtected;
        private @Nullable String tableClass;
        private Map<String, String> tags;

        private Builder(TableDefinition from) {
            this.from = from;
            this.attributes = from.attributes;
            this.indexes = from.indexes;
            this.throughput = from.throughput;
            this.maximum = from.maximum;
            this.onDemandSince = from.onDemandSince;
            this.stream = from.stream;
            this.timeToLive = from.timeToLive;
            this.deletionProtected = from.deletionProtected;
            this.tableClass = from.tableClass;
            this.tags = from.tags;
        }

        public Builder attributes(Map<String, ValueType> value) {
            attributes = value;
            return this;
        }

        public Builder indexes(List<IndexDefinition> value) {
            indexes = value;
            return this;
        }

        public Builder throughput(Throughput value) {
            throughput = value;
            return this;
        }

        public Builder maximum(Throughput value) {
            maximum = value;
            return this;
        }

        public Builder onDemandSince(@Nullable Instant value) {
            onDemandSince = value;
            return this;
        }

        public Builder stream(@Nullable StreamSettings value) {
            stream = value;
            return this;
        }

        public Builder timeToLive(@Nullable String value) {
            timeToLive = value;
            return this;
        }

        public Builder deletionProtected(boolean value) {
            deletionProtected = value;
            return this;
        }

        public Builder tableClass(@Nullable String value) {
            tableClass = value;
            return this;
        }

        public Builder tags(Map<String, String> value) {
            tags = value;
            return this;
        }

        public TableDefinition build() {
            return new TableDefinition(
                    from.name,
                    from.id,
                    from.created,
                    attributes,
                    from.keys,
                    indexes,
                    throughput,
                    maximum,
                    onDemandSince,
                    stream,
                    timeToLive,
                    deletionProtected,
                    tableClass,
                    tags);
        }
    }
}

package dev.gust.services.lambda.sources;

/** Notes what came of the last batch, whenever that is something new. */
final class LastResult {
    private final EventSourceMapping mapping;
    private final MappingStore mappings;
    private volatile String told = "";

    LastResult(EventSourceMapping mapping, MappingStore mappings) {
        this.mapping = mapping;
        this.mappings = mappings;
    }

    void tell(String result) {
        if (!told.equals(result)) {
            mappings.tell(mapping, result);
            told = result;
        }
    }
}

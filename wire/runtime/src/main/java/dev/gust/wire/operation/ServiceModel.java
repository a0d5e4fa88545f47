package dev.gust.wire.operation;

import dev.gust.wire.schema.ShapeTable;
import dev.gust.wire.schema.Structure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A service as its model describes it. Generated subclasses list the operations; each is built when first asked for. */
public abstract class ServiceModel {
    private final ServiceTraits traits;
    private final ShapeTable shapes;
    private final List<String> names;
    private final Map<String, Integer> indexes;
    private final @Nullable Operation<?, ?>[] operations;

    protected ServiceModel(ServiceTraits traits, ShapeTable shapes, String... operationNames) {
        this.traits = traits;
        this.shapes = shapes;
        this.names = List.of(operationNames);
        this.indexes = HashMap.newHashMap(operationNames.length);
        for (int i = 0; i < operationNames.length; i++) {
            indexes.put(operationNames[i], i);
        }
        this.operations = new Operation<?, ?>[operationNames.length];
    }

    /** Our name of the service: dynamodb, cognitoidp. */
    public final String id() {
        return traits.id();
    }

    public final ServiceTraits traits() {
        return traits;
    }

    public final ShapeTable shapes() {
        return shapes;
    }

    /** The names of all modelled operations. */
    public final List<String> operationNames() {
        return names;
    }

    /** The operation with this name, or null when it is not modelled. */
    public final @Nullable Operation<?, ?> find(String name) {
        Integer index = indexes.get(name);
        return index == null ? null : operation(index);
    }

    /** The operation with this number. */
    public final Operation<?, ?> operation(int index) {
        // A race is harmless: both describe the same operation, and all that it holds is final.
        Operation<?, ?> known = operations[index];
        if (known == null) {
            known = describe(index);
            operations[index] = known;
        }
        return known;
    }

    /** The type of the interface that implementations of the service have. */
    public abstract Class<?> contract();

    /**
     * Operations that AWS has in this service and that no model here holds, to be refused by name; in the REST
     * protocols each is followed by its method and pattern, as in {@code PutBucketAnalytics PUT /{Bucket}?analytics}.
     */
    public abstract List<String> unmodelled();

    protected abstract Operation<?, ?> describe(int index);

    protected abstract Structure invoke(int index, Object implementation, Structure input, CallContext context);

    protected final Operation<?, ?> operation(
            int index, int inputId, int outputId, boolean hasOutput, String method, String uri, int status) {
        return new Operation<>(
                this, index, names.get(index), inputId, outputId, hasOutput, new HttpBinding(method, uri, status));
    }

    @Override
    public final String toString() {
        return traits.id();
    }
}

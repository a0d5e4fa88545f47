package dev.gust.wire.operation;

import dev.gust.wire.schema.Structure;
import dev.gust.wire.schema.StructureSchema;

/** One operation of a service, as data: what goes in and out, where it stands in HTTP, and how to call it. */
public final class Operation<I extends Structure, O extends Structure> {
    private final ServiceModel service;
    private final int index;
    private final String name;
    private final int inputId;
    private final int outputId;
    private final boolean hasOutput;
    private final HttpBinding http;

    Operation(
            ServiceModel service,
            int index,
            String name,
            int inputId,
            int outputId,
            boolean hasOutput,
            HttpBinding http) {
        this.service = service;
        this.index = index;
        this.name = name;
        this.inputId = inputId;
        this.outputId = outputId;
        this.hasOutput = hasOutput;
        this.http = http;
    }

    public ServiceModel service() {
        return service;
    }

    public String name() {
        return name;
    }

    public HttpBinding http() {
        return http;
    }

    public StructureSchema input() {
        return service.shapes().structureSchema(inputId);
    }

    public StructureSchema output() {
        return service.shapes().structureSchema(outputId);
    }

    /** Whether the model has an output; where it has none, ours has no members and answers have no body. */
    public boolean hasOutput() {
        return hasOutput;
    }

    /** Calls the method of a service's interface that stands for this operation. */
    @SuppressWarnings("unchecked")
    public O call(Object implementation, I input, CallContext context) {
        return (O) service.invoke(index, implementation, input, context);
    }

    @Override
    public String toString() {
        return service.id() + ':' + name;
    }
}

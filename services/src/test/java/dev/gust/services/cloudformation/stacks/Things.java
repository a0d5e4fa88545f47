package dev.gust.services.cloudformation.stacks;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.PropertyType.list;
import static dev.gust.services.ports.resources.PropertyType.tags;
import static dev.gust.services.ports.resources.PropertyType.text;
import static dev.gust.services.ports.resources.PropertyType.whole;

import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceException;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** A cloud of one type of thing, which fails where a test wants it to. */
public final class Things implements ResourceHandler {
    public static final String TYPE = "Test::Thing";

    /** What exists, by physical id. */
    public final Map<String, ResourceProperties> existing = new ConcurrentHashMap<>();

    /** What was called, in order. */
    public final ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();

    /** Called with each call's name before it has an effect. */
    public volatile Consumer<String> before = call -> {};

    @Override
    public ResourceSchema schema() {
        return new ResourceSchema(
                TYPE,
                List.of(
                        optional("Name", text()).whoseChangeReplaces(),
                        optional("Size", whole()),
                        optional("Uses", list(text())),
                        optional("Fail", text()),
                        optional("Tags", tags())),
                Set.of("Arn"));
    }

    private void enter(String verb, ResourceContext context, ResourceProperties properties) {
        String call = verb + " " + context.logicalId();
        calls.add(call);
        before.accept(call);
        if (properties.text("Fail").filter(verb::equals).isPresent()) {
            throw ResourceException.invalid("told to fail");
        }
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        enter("create", context, properties);
        String id = properties.text("Name").orElseGet(() -> context.generatedName(255));
        if (existing.putIfAbsent(id, properties) != null && !context.resumed()) {
            throw ResourceException.alreadyExists(TYPE, id);
        }
        return state(id);
    }

    private static ResourceState state(String id) {
        return ResourceState.of(id).with("Arn", "arn:thing:" + id);
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        enter("update", context, after);
        if (existing.replace(physicalId, after) == null) {
            throw ResourceException.notFound(TYPE, physicalId);
        }
        return state(physicalId);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        enter("delete", context, properties);
        existing.remove(physicalId);
    }
}

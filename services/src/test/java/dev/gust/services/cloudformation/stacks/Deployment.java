package dev.gust.services.cloudformation.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.storage.OrderedStore;
import dev.gust.wire.operation.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An engine on a store, for tests, with short ways to use it. */
final class Deployment implements AutoCloseable {
    static final String ACCOUNT = "111122223333";
    static final String REGION = "eu-west-1";
    private static final Duration LONGEST = Duration.ofSeconds(20);

    final StackStore store;
    final StackEngine engine;
    final Stacks stacks;

    Deployment(OrderedStore store, Things things) {
        this.store = new StackStore(store);
        this.engine = new StackEngine(
                this.store, new ResourceTypes(List.of(things)), Clock.system(), new Ids(Randomness.secure()));
        this.stacks = new Stacks(this.store, engine);
    }

    static StackRequest request(String template) {
        return request(template, Map.of(), Map.of(), StackOperation.OnFailure.ROLLBACK);
    }

    static StackRequest request(
            String template,
            Map<String, String> parameters,
            Map<String, String> tags,
            StackOperation.OnFailure onFailure) {
        return new StackRequest(
                new StackDefinition(template, template, parameters, tags, List.of()),
                onFailure,
                List.of(),
                Optional.empty(),
                Optional.of("token"),
                Principal.root(ACCOUNT, ""),
                "http://127.0.0.1:4566");
    }

    Stack create(String name, StackRequest request) throws InterruptedException {
        return finished(stacks.create(ACCOUNT, REGION, name, request, false));
    }

    Stack update(StackId id, StackRequest request) throws InterruptedException {
        stacks.update(id, request);
        return finished(id);
    }

    Stack delete(StackId id) throws InterruptedException {
        stacks.delete(id, request("unused"));
        return finished(id);
    }

    Stack finished(StackId id) throws InterruptedException {
        assertThat(engine.await(id, LONGEST)).as("the operation is over").isTrue();
        return store.existing(store.store(), id);
    }

    Map<String, StackResource> resources(StackId id) {
        return store.resources(store.store(), id);
    }

    /** The events from the oldest, as {@code LogicalId STATUS}. */
    List<String> events(StackId id) {
        return store.events(store.store(), id, Optional.empty(), 1_000).events().reversed().stream()
                .map(event -> event.logicalId() + " " + event.status())
                .toList();
    }

    /** The reason given with an event. */
    String reason(StackId id, String logicalId, String status) {
        return store.events(store.store(), id, Optional.empty(), 1_000).events().stream()
                .filter(event ->
                        event.logicalId().equals(logicalId) && event.status().equals(status))
                .map(event -> String.valueOf(event.reason()))
                .findFirst()
                .orElse("no such event");
    }

    @Override
    public void close() {
        engine.close();
    }
}

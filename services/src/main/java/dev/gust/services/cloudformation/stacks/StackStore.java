package dev.gust.services.cloudformation.stacks;

import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Page;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import dev.gust.storage.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The keys of stacks, below account / region / cloudformation:
 *
 * <pre>
 * stacks / uuid                      the stack
 * names / name                       the id of the stack that has the name now
 * definitions / uuid / number        templates and parameters
 * resources / uuid / logical id      what exists
 * discarded / uuid / token           what an update replaced and has yet to delete
 * events / uuid / version / index    what happened, in order
 * exports / name                     values for other stacks
 * imports / name / uuid              who uses them
 * </pre>
 *
 * and, for the start of the server, one mark per running operation below the whole store's {@link #RUNNING}.
 */
public final class StackStore {
    private static final Key RUNNING = Key.of("", "", "cloudformation", "running");

    private final OrderedStore store;

    public StackStore(OrderedStore store) {
        this.store = store;
    }

    public OrderedStore store() {
        return store;
    }

    static Key base(String account, String region) {
        return Key.of(account, region, "cloudformation");
    }

    private static Key base(StackId id) {
        return base(id.account(), id.region());
    }

    private static Key stackKey(StackId id) {
        return base(id).plus("stacks").plus(id.uuid());
    }

    private static Key nameKey(String account, String region, String name) {
        return base(account, region).plus("names").plus(name);
    }

    private static Key runningKey(StackId id) {
        return RUNNING.plus(id.account()).plus(id.region()).plus(id.uuid());
    }

    private static Key resourcesKey(StackId id) {
        return base(id).plus("resources").plus(id.uuid());
    }

    private static Key discardedKey(StackId id) {
        return base(id).plus("discarded").plus(id.uuid());
    }

    private static Key eventsKey(StackId id) {
        return base(id).plus("events").plus(id.uuid());
    }

    private static Key exportKey(String account, String region, String name) {
        return base(account, region).plus("exports").plus(name);
    }

    private static Key importsKey(String account, String region, String name) {
        return base(account, region).plus("imports").plus(name);
    }

    /** The stack that has the name now, or the one with the ARN, also after its deletion. */
    public Optional<StackId> find(Reader reader, String account, String region, String nameOrArn) {
        if (nameOrArn.startsWith("arn:")) {
            return StackId.parse(nameOrArn)
                    .filter(id -> id.account().equals(account) && id.region().equals(region))
                    .filter(id -> reader.get(stackKey(id)).isPresent());
        }
        return reader.get(nameKey(account, region, nameOrArn), StackCodecs.ID);
    }

    public Optional<Stack> stack(Reader reader, StackId id) {
        return reader.get(stackKey(id), StackCodecs.STACK);
    }

    Stack existing(Reader reader, StackId id) {
        return stack(reader, id).orElseThrow(() -> new IllegalStateException("no stack " + id.arn()));
    }

    /** The stacks of an account and region, deleted ones included. */
    public List<Stack> stacks(Reader reader, String account, String region) {
        return all(reader, base(account, region).plus("stacks"), entry -> StackCodecs.STACK.decode(entry.value()));
    }

    /** The stacks with an operation under way, in all accounts. */
    List<StackId> running(Reader reader) {
        return all(reader, RUNNING, entry -> StackCodecs.ID.decode(entry.value()));
    }

    /** Writes a stack, and keeps the name and the mark of running operations true to its status. */
    void put(Transaction transaction, Stack stack) {
        StackId id = stack.id();
        transaction.put(stackKey(id), StackCodecs.STACK, stack);
        if (stack.status().isRunning()) {
            transaction.put(runningKey(id), StackCodecs.ID, id);
        } else {
            transaction.delete(runningKey(id));
        }
        Key name = nameKey(id.account(), id.region(), id.name());
        if (stack.status() == StackStatus.DELETE_COMPLETE) {
            transaction.delete(name);
        } else {
            transaction.put(name, StackCodecs.ID, id);
        }
    }

    /** Removes a stack that never was more than a plan. */
    void removeUnborn(Transaction transaction, StackId id) {
        transaction.delete(stackKey(id));
        transaction.delete(runningKey(id));
        transaction.delete(nameKey(id.account(), id.region(), id.name()));
    }

    public StackDefinition definition(Reader reader, StackId id, long number) {
        return reader.get(definitionKey(id, number), StackCodecs.DEFINITION)
                .orElseThrow(() -> new IllegalStateException("stack " + id.arn() + " has no definition " + number));
    }

    /** Adds a definition and answers its number. */
    long addDefinition(Transaction transaction, StackId id, StackDefinition definition) {
        Page last = transaction.scan(Scan.under(definitionsKey(id)).backward().limit(1));
        long number = last.isEmpty()
                ? 1
                : last.entries().getFirst().key().partsAfter(definitionsKey(id)).number() + 1;
        transaction.put(definitionKey(id, number), StackCodecs.DEFINITION, definition);
        return number;
    }

    void removeDefinition(Transaction transaction, StackId id, long number) {
        transaction.delete(definitionKey(id, number));
    }

    private static Key definitionsKey(StackId id) {
        return base(id).plus("definitions").plus(id.uuid());
    }

    private static Key definitionKey(StackId id, long number) {
        return definitionsKey(id).plus(number);
    }

    /** The resources of a stack by logical id, those that are gone included. */
    public Map<String, StackResource> resources(Reader reader, StackId id) {
        Map<String, StackResource> resources = new LinkedHashMap<>();
        for (StackResource resource :
                all(reader, resourcesKey(id), entry -> StackCodecs.RESOURCE.decode(entry.value()))) {
            resources.put(resource.logicalId(), resource);
        }
        return resources;
    }

    Optional<StackResource> resource(Reader reader, StackId id, String logicalId) {
        return reader.get(resourcesKey(id).plus(logicalId), StackCodecs.RESOURCE);
    }

    void put(Transaction transaction, StackId id, StackResource resource) {
        transaction.put(resourcesKey(id).plus(resource.logicalId()), StackCodecs.RESOURCE, resource);
    }

    void remove(Transaction transaction, StackId id, String logicalId) {
        transaction.delete(resourcesKey(id).plus(logicalId));
    }

    /** What updates replaced and have yet to delete. */
    List<StackResource> discarded(Reader reader, StackId id) {
        return all(reader, discardedKey(id), entry -> StackCodecs.RESOURCE.decode(entry.value()));
    }

    void discard(Transaction transaction, StackId id, StackResource resource) {
        transaction.put(discardedKey(id).plus(resource.token()), StackCodecs.RESOURCE, resource);
    }

    void removeDiscarded(Transaction transaction, StackId id, StackResource resource) {
        transaction.delete(discardedKey(id).plus(resource.token()));
    }

    void add(Transaction transaction, StackId id, List<StackEvent> events) {
        int index = 0;
        for (StackEvent event : events) {
            transaction.put(eventsKey(id).plusCommitVersion().plus(index++), StackCodecs.EVENT, event);
        }
    }

    /** A page of events. */
    public record Events(List<StackEvent> events, Optional<KeyRange> rest) {
        public Events {
            events = List.copyOf(events);
        }
    }

    /** The events of a stack, newest first, from the beginning or from where a page ended. */
    public Events events(Reader reader, StackId id, Optional<KeyRange> from, int limit) {
        Scan scan = Scan.under(eventsKey(id)).backward().limit(limit);
        Page page = reader.scan(from.map(scan::over).orElse(scan));
        List<StackEvent> events = page.entries().stream()
                .map(entry -> StackCodecs.EVENT.decode(entry.value()))
                .toList();
        return new Events(events, page.rest());
    }

    public Optional<Export> export(Reader reader, String account, String region, String name) {
        return reader.get(exportKey(account, region, name), StackCodecs.EXPORT);
    }

    public List<Export> exports(Reader reader, String account, String region) {
        return all(reader, base(account, region).plus("exports"), entry -> StackCodecs.EXPORT.decode(entry.value()));
    }

    void put(Transaction transaction, Export export) {
        StackId id = export.stack();
        transaction.put(exportKey(id.account(), id.region(), export.name()), StackCodecs.EXPORT, export);
    }

    void removeExport(Transaction transaction, StackId id, String name) {
        transaction.delete(exportKey(id.account(), id.region(), name));
    }

    /** The stacks that import a name. */
    public List<StackId> importers(Reader reader, String account, String region, String name) {
        return all(reader, importsKey(account, region, name), entry -> StackCodecs.ID.decode(entry.value()));
    }

    void putImport(Transaction transaction, StackId importer, String name) {
        Key key = importsKey(importer.account(), importer.region(), name).plus(importer.uuid());
        transaction.put(key, StackCodecs.ID, importer);
    }

    void removeImport(Transaction transaction, StackId importer, String name) {
        transaction.delete(
                importsKey(importer.account(), importer.region(), name).plus(importer.uuid()));
    }

    private static <T> List<T> all(Reader reader, Key prefix, Function<Entry, T> decode) {
        List<T> found = new ArrayList<>();
        Scan scan = Scan.under(prefix);
        while (true) {
            Page page = reader.scan(scan);
            page.entries().forEach(entry -> found.add(decode.apply(entry)));
            if (page.rest().isEmpty()) {
                return found;
            }
            scan = scan.over(page.rest().get());
        }
    }
}

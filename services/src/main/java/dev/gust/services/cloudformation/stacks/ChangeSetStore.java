package dev.gust.services.cloudformation.stacks;

import dev.gust.services.cloudformation.template.PropertyChanges;
import dev.gust.storage.Codec;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import dev.gust.storage.Transaction;
import java.util.List;
import java.util.Optional;

/** The keys of change sets: {@code changesets / stack uuid / name}, and {@code changesetids / uuid} for their ARNs. */
public final class ChangeSetStore {
    /** Where a change set is kept. */
    private record Place(StackId stack, String name) {}

    private static final Codec<Place> PLACE = Codec.of(
            20,
            1,
            (out, place) -> out.value(StackCodecs.ID, place.stack()).text(place.name()),
            in -> new Place(in.value(StackCodecs.ID), in.text()));

    private static final Codec<PropertyChanges.Change> PROPERTY = Codec.of(
            21,
            1,
            (out, change) -> out.text(change.property()).bool(change.replaces()).bool(change.known()),
            in -> new PropertyChanges.Change(in.text(), in.bool(), in.bool()));

    private static final Codec<ResourceChange> CHANGE = Codec.of(
            22,
            1,
            (out, change) -> out.text(change.action().name())
                    .text(change.logicalId())
                    .text(change.type())
                    .optionalText(change.physicalId())
                    .text(change.replacement().name())
                    .list(change.properties(), (to, property) -> to.value(PROPERTY, property))
                    .bool(change.tagsChange()),
            in -> new ResourceChange(
                    ResourceChange.Action.valueOf(in.text()),
                    in.text(),
                    in.text(),
                    in.optionalText(),
                    ResourceChange.Replacement.valueOf(in.text()),
                    in.list(from -> from.value(PROPERTY)),
                    in.bool()));

    private static final Codec<ChangeSet> CHANGE_SET = Codec.of(
            23,
            1,
            (out, set) -> out.text(set.uuid())
                    .text(set.name())
                    .value(StackCodecs.ID, set.stack())
                    .optionalText(set.description())
                    .instant(set.created())
                    .optionalText(set.problem())
                    .value(StackCodecs.DEFINITION, set.definition())
                    .text(set.onFailure().name())
                    .texts(set.notificationArns())
                    .optionalText(set.roleArn())
                    .list(set.changes(), (to, change) -> to.value(CHANGE, change)),
            in -> new ChangeSet(
                    in.text(),
                    in.text(),
                    in.value(StackCodecs.ID),
                    in.optionalText(),
                    in.instant(),
                    in.optionalText(),
                    in.value(StackCodecs.DEFINITION),
                    StackOperation.OnFailure.valueOf(in.text()),
                    in.texts(),
                    in.optionalText(),
                    in.list(from -> from.value(CHANGE))));

    private static Key setsKey(StackId stack) {
        return StackStore.base(stack.account(), stack.region())
                .plus("changesets")
                .plus(stack.uuid());
    }

    private static Key idKey(String account, String region, String uuid) {
        return StackStore.base(account, region).plus("changesetids").plus(uuid);
    }

    public Optional<ChangeSet> named(Reader reader, StackId stack, String name) {
        return reader.get(setsKey(stack).plus(name), CHANGE_SET);
    }

    /** The change set with this uuid, the last part of its ARN. */
    public Optional<ChangeSet> identified(Reader reader, String account, String region, String uuid) {
        return reader.get(idKey(account, region, uuid), PLACE)
                .flatMap(place -> named(reader, place.stack(), place.name()))
                .filter(set -> set.uuid().equals(uuid));
    }

    public List<ChangeSet> all(Reader reader, StackId stack) {
        return reader.scan(Scan.under(setsKey(stack))).entries().stream()
                .map(entry -> CHANGE_SET.decode(entry.value()))
                .toList();
    }

    public void put(Transaction transaction, ChangeSet set) {
        StackId stack = set.stack();
        transaction.put(setsKey(stack).plus(set.name()), CHANGE_SET, set);
        transaction.put(idKey(stack.account(), stack.region(), set.uuid()), PLACE, new Place(stack, set.name()));
    }

    public void remove(Transaction transaction, ChangeSet set) {
        StackId stack = set.stack();
        transaction.delete(setsKey(stack).plus(set.name()));
        transaction.delete(idKey(stack.account(), stack.region(), set.uuid()));
    }

    /** Removes all of a stack's. */
    public void removeAll(Transaction transaction, StackId stack) {
        for (ChangeSet set : all(transaction, stack)) {
            transaction.delete(idKey(stack.account(), stack.region(), set.uuid()));
        }
        transaction.deleteRange(KeyRange.under(setsKey(stack)));
    }
}

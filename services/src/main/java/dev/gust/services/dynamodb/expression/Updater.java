package dev.gust.services.dynamodb.expression;

import dev.gust.services.dynamodb.value.Bytes;
import dev.gust.services.dynamodb.value.DynamoNumber;
import dev.gust.services.dynamodb.value.InvalidInputException;
import dev.gust.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Applies an update. Every action sees the item as it was before the first of them. */
public final class Updater {
    private final Map<String, Value> item;
    private final ItemDraft draft;

    /** What an update is refused with whose values do not fit to what is there. */
    public static final String INCORRECT_TYPE = "An operand in the update expression has an incorrect data type";

    private Updater(Map<String, Value> item) {
        this.item = item;
        this.draft = new ItemDraft(item);
    }

    /** Everything is read from the item as it was; a wrong operand is told before a path that cannot be updated. */
    public static Map<String, Value> apply(List<UpdateAction> actions, Map<String, Value> item) {
        Updater updater = new Updater(item);
        List<Runnable> changes = actions.stream().map(updater::prepared).toList();
        actions.forEach(action -> updater.draft.requirePath(action.path()));
        changes.forEach(Runnable::run);
        return updater.draft.finish();
    }

    /** What is to be done, with all that can be wrong about the values already found out. */
    private Runnable prepared(UpdateAction action) {
        return switch (action) {
            case UpdateAction.Set(DocumentPath path, Operand operand) -> {
                Value value = value(operand);
                yield () -> draft.set(path, value);
            }
            case UpdateAction.Remove(DocumentPath path) -> () -> draft.remove(path);
            case UpdateAction.Add(DocumentPath path, Value value) -> {
                Value existing = draft.original(path, item);
                Value sum = existing == null ? value : added(existing, value);
                yield () -> draft.set(path, sum);
            }
            case UpdateAction.Delete(DocumentPath path, Value value) -> {
                Value existing = draft.original(path, item);
                Value rest = existing == null ? null : without(existing, value);
                yield () -> {
                    if (existing != null) {
                        replace(path, rest);
                    }
                };
            }
            case UpdateAction.Append(DocumentPath path, List<Value> elements) -> {
                Value existing = draft.original(path, item);
                if (existing != null && !(existing instanceof Value.Elements)) {
                    throw incorrectType();
                }
                List<Value> before = existing instanceof Value.Elements(var present) ? present : List.of();
                yield () -> draft.set(path, Value.elements(joined(before, elements)));
            }
        };
    }

    private Value value(Operand operand) {
        return switch (operand) {
            case Operand.Constant(Value value) -> value;
            case Operand.Path(DocumentPath path) -> {
                Value value = path.resolve(item);
                if (value == null) {
                    throw new InvalidInputException(
                            "The provided expression refers to an attribute that does not exist in the item");
                }
                yield value;
            }
            case Operand.Arithmetic(boolean isSum, Operand left, Operand right) -> {
                DynamoNumber first = number(value(left));
                DynamoNumber second = number(value(right));
                yield Value.of(isSum ? first.plus(second) : first.minus(second));
            }
            case Operand.Call(ExpressionFunction function, List<Operand> arguments) -> call(function, arguments);
            case Operand.Unresolved _ -> throw new IllegalStateException("an unresolved operand passed the checks");
        };
    }

    private Value call(ExpressionFunction function, List<Operand> arguments) {
        return switch (function) {
            case IF_NOT_EXISTS -> {
                Value existing =
                        arguments.getFirst() instanceof Operand.Path(DocumentPath path) ? path.resolve(item) : null;
                // The other operand has to be there also where it is not taken.
                Value otherwise = value(arguments.get(1));
                yield existing == null ? otherwise : existing;
            }
            case LIST_APPEND -> {
                Value first = value(arguments.getFirst());
                Value second = value(arguments.get(1));
                if (first instanceof Value.Elements(var head) && second instanceof Value.Elements(var tail)) {
                    yield Value.elements(joined(head, tail));
                }
                throw incorrectType();
            }
            case ATTRIBUTE_EXISTS, ATTRIBUTE_NOT_EXISTS, ATTRIBUTE_TYPE, BEGINS_WITH, CONTAINS, SIZE ->
                throw new IllegalStateException(function.text() + " is not part of an update");
        };
    }

    private static Value added(Value existing, Value value) {
        if (existing instanceof Value.Numeric(DynamoNumber number)
                && value instanceof Value.Numeric(DynamoNumber increment)) {
            return Value.of(number.plus(increment));
        }
        if (existing instanceof Value.TextSet(var before) && value instanceof Value.TextSet(var more)) {
            return Value.textSet(joined(before, more));
        }
        if (existing instanceof Value.NumericSet(var before) && value instanceof Value.NumericSet(var more)) {
            return Value.numericSet(joined(before, more));
        }
        if (existing instanceof Value.BinarySet(var before) && value instanceof Value.BinarySet(var more)) {
            return Value.binarySet(joined(before, more));
        }
        throw incorrectType();
    }

    private static @Nullable Value without(Value existing, Value value) {
        if (existing instanceof Value.TextSet(var members) && value instanceof Value.TextSet(var gone)) {
            SortedSet<String> rest = new TreeSet<>(members);
            rest.removeAll(gone);
            return rest.isEmpty() ? null : Value.textSet(rest);
        }
        if (existing instanceof Value.NumericSet(var members) && value instanceof Value.NumericSet(var gone)) {
            SortedSet<DynamoNumber> rest = new TreeSet<>(members);
            rest.removeAll(gone);
            return rest.isEmpty() ? null : Value.numericSet(rest);
        }
        if (existing instanceof Value.BinarySet(var members) && value instanceof Value.BinarySet(var gone)) {
            SortedSet<Bytes> rest = new TreeSet<>(members);
            rest.removeAll(gone);
            return rest.isEmpty() ? null : Value.binarySet(rest);
        }
        throw incorrectType();
    }

    /** A set that lost its last member is gone: there are no empty sets. */
    private void replace(DocumentPath path, @Nullable Value value) {
        if (value == null) {
            draft.remove(path);
        } else {
            draft.set(path, value);
        }
    }

    private static <T> List<T> joined(Collection<T> head, Collection<T> tail) {
        List<T> all = new ArrayList<>(head);
        all.addAll(tail);
        return all;
    }

    private static DynamoNumber number(Value value) {
        if (value instanceof Value.Numeric(DynamoNumber number)) {
            return number;
        }
        throw incorrectType();
    }

    private static InvalidInputException incorrectType() {
        return new InvalidInputException(INCORRECT_TYPE);
    }
}

package dev.gust.wire.codec;

import dev.gust.wire.schema.EnumSchema;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.StructureSchema;
import dev.gust.wire.validation.Path;
import dev.gust.wire.validation.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One decoding under way: how deep and how large the input has grown, where the reader stands, and what it found that
 * can be read and is still wrong, such as a text that is none of an enum's. Kept cheap: a step is an array write.
 */
public final class Decoding {
    /** Deeper than anything a service takes; DynamoDB's 32 levels of values are 64 levels of JSON. */
    public static final int MAXIMUM_DEPTH = 200;
    /** Items and entries of all collections of an input together. */
    public static final int MAXIMUM_ITEMS = 2_000_000;

    private static final int MOST_VIOLATIONS = 100;

    private static final int USUAL_DEPTH = 20;

    private @Nullable Object[] steps = new Object[USUAL_DEPTH];
    private int depth;
    private int items;
    private @Nullable List<Violation> violations;

    /** Steps into a member of a structure. */
    public void enter(MemberSchema member) {
        push(member);
    }

    /** Steps into the value of a map's entry. */
    public void enterEntry(String key) {
        countItem();
        push(key);
    }

    /** Steps into an item of a list, counted from 0. */
    public void enterItem(int index) {
        countItem();
        push(index);
    }

    public void leave() {
        depth--;
    }

    /** Counts an item of a collection, so that a small message cannot become a huge input. */
    public void countItem() {
        items++;
        if (items > MAXIMUM_ITEMS) {
            throw new MalformedException("The input holds more than " + MAXIMUM_ITEMS + " items");
        }
    }

    /** Notes that the value here is none of the enum's. */
    public void unknownValue(EnumSchema schema, String text) {
        String words = "Member must satisfy enum value set: " + schema.texts();
        Object step = depth == 0 ? null : steps[depth - 1];
        if (step instanceof MemberSchema member) {
            note(Violation.Rule.ENUM, path(depth), member, text, words);
        } else {
            // An item of a list or map: AWS speaks of the collection.
            String ofItem = step instanceof String
                    ? "Map value must satisfy constraint: ["
                    : "Member must satisfy constraint: [";
            note(Violation.Rule.ENUM, path(depth - 1), holder(), '[' + text + ']', ofItem + words + ']');
        }
    }

    /** Notes that a union here has no member set, or more than one. */
    public void notOneMember(StructureSchema union, int count) {
        String words = count == 0
                ? "Supplied " + union.name() + " is empty, must contain exactly one of the supported datatypes"
                : "Supplied " + union.name()
                        + " has more than one datatypes set, must contain exactly one of the supported datatypes";
        note(Violation.Rule.UNION, path(depth), holder(), union.name(), words);
    }

    /** What was found to be wrong, in the order of the input. */
    public List<Violation> violations() {
        return violations == null ? List.of() : violations;
    }

    private void push(Object step) {
        if (depth >= MAXIMUM_DEPTH) {
            throw new MalformedException("The input is nested deeper than " + MAXIMUM_DEPTH + " levels");
        }
        if (depth == steps.length) {
            steps = Arrays.copyOf(steps, MAXIMUM_DEPTH);
        }
        steps[depth] = step;
        depth++;
    }

    private void note(
            Violation.Rule rule, @Nullable Path path, @Nullable MemberSchema member, String value, String words) {
        if (path == null || member == null) {
            throw new MalformedException(words);
        }
        if (violations == null) {
            violations = new ArrayList<>();
        }
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add(new Violation(rule, path.text(), member, value, words));
        }
    }

    private @Nullable MemberSchema holder() {
        for (int i = depth - 1; i >= 0; i--) {
            if (steps[i] instanceof MemberSchema member) {
                return member;
            }
        }
        return null;
    }

    private @Nullable Path path(int length) {
        Path path = null;
        for (int i = 0; i < length; i++) {
            Object step = steps[i];
            if (step instanceof MemberSchema member) {
                path = new Path.Member(path, member);
            } else if (path != null && step instanceof Integer index) {
                path = new Path.Item(path, index);
            } else if (path != null && step instanceof String key) {
                path = new Path.Entry(path, key);
            }
        }
        return path;
    }
}

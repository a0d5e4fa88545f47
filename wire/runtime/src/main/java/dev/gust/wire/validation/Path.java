package dev.gust.wire.validation;

import dev.gust.wire.schema.MemberSchema;
import org.jspecify.annotations.Nullable;

/** The way from an input to one of its values. */
public sealed interface Path {
    /** As AWS writes it: {@code keySchema.1.member.attributeName}. */
    default String text() {
        return switch (this) {
            case Member(var parent, var member) -> prefix(parent) + decapitalised(member.name());
            case Item(var parent, int index) -> parent.text() + '.' + (index + 1) + ".member";
            case Entry(var parent, String key) -> parent.text() + '.' + key + ".member";
        };
    }

    /** A member of a structure. */
    record Member(@Nullable Path parent, MemberSchema member) implements Path {}

    /** An item of a list, counted from 0. */
    record Item(Path parent, int index) implements Path {}

    /** A value of a map. */
    record Entry(Path parent, String key) implements Path {}

    private static String prefix(@Nullable Path parent) {
        return parent == null ? "" : parent.text() + '.';
    }

    /** AWS lowers the first letter and no other: DBName becomes dBName. */
    private static String decapitalised(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}

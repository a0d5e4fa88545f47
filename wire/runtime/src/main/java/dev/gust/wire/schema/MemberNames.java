package dev.gust.wire.schema;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds a member by its name on the wire. Parsers hand in the same string object again and again, whose hash is
 * known already, so that a look-up is one probe and one comparison and allocates nothing.
 */
final class MemberNames {
    private final @Nullable String[] names;
    private final @Nullable MemberSchema[] members;
    private final int mask;

    MemberNames(List<MemberSchema> all, Function<MemberSchema, String> wireName) {
        int size = Integer.highestOneBit(Math.max(1, all.size()) * 2 - 1) * 2;
        this.names = new String[size];
        this.members = new MemberSchema[size];
        this.mask = size - 1;
        for (MemberSchema member : all) {
            String name = wireName.apply(member);
            int slot = slot(name);
            while (names[slot] != null) {
                slot = (slot + 1) & mask;
            }
            names[slot] = name;
            members[slot] = member;
        }
    }

    @Nullable
    MemberSchema find(String name) {
        int slot = slot(name);
        while (true) {
            String known = names[slot];
            if (known == null) {
                return null;
            }
            if (known.equals(name)) {
                return members[slot];
            }
            slot = (slot + 1) & mask;
        }
    }

    private int slot(String name) {
        int hash = name.hashCode();
        return (hash ^ (hash >>> 16)) & mask;
    }
}

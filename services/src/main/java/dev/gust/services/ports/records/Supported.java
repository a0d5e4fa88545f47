package dev.gust.services.ports.records;

import dev.gust.wire.operation.NotImplementedException;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.Structure;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refuses the options that a service does not apply: nothing is accepted and then ignored. */
public final class Supported {
    private Supported() {}

    /**
     * Refuses the input by the name of any member that is given and not listed. A member given as false, zero, empty or
     * with empty contents asks for nothing, and passes.
     */
    public static void only(String service, Structure input, Set<String> members) {
        for (MemberSchema member : input.shapeSchema().members()) {
            if (!members.contains(member.name()) && asksForSomething(input.memberValue(member.index()))) {
                throw NotImplementedException.feature(
                        service,
                        "the member " + member.name() + " of "
                                + input.shapeSchema().name());
            }
        }
    }

    private static boolean asksForSomething(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean flag -> flag;
            case Number number -> number.doubleValue() != 0;
            case String text -> !text.isEmpty();
            case Collection<?> items -> !items.isEmpty();
            case Map<?, ?> entries -> !entries.isEmpty();
            default -> true;
        };
    }
}

package dev.gust.services.lambda.resources;

import dev.gust.services.ports.resources.ResourceException;
import dev.gust.wire.schema.WireEnum;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Texts of templates as values of the API. */
final class WireValues {
    private WireValues() {}

    /** The constant with this text; null for an absent one. */
    static <E extends Enum<E> & WireEnum> @Nullable E of(Class<E> type, Optional<String> text) {
        return text.map(value -> of(type, value)).orElse(null);
    }

    static <E extends Enum<E> & WireEnum> E of(Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> each.wireValue().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        ResourceException.invalid(text + " is none of " + Arrays.toString(type.getEnumConstants())));
    }

    static @Nullable Integer whole(Optional<Long> number) {
        return number.map(Math::toIntExact).orElse(null);
    }
}

package dev.gust.services.events.pattern;

import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.policy.AddressRange;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** A test of one scalar of an event. */
sealed interface LeafTest {
    boolean holds(JsonValue scalar);

    /** Whether it wants the event to have nothing in this place. */
    default boolean holdsForAbsent() {
        return false;
    }

    /** The same value; numbers are the same by their amount. */
    record Same(JsonValue wanted) implements LeafTest {
        @Override
        public boolean holds(JsonValue scalar) {
            return wanted instanceof JsonValue.Num(BigDecimal number)
                    ? scalar instanceof JsonValue.Num(BigDecimal other) && number.compareTo(other) == 0
                    : wanted.equals(scalar);
        }
    }

    /** A text with a property: a prefix, a suffix, a form. */
    record Text(Predicate<String> property) implements LeafTest {
        @Override
        public boolean holds(JsonValue scalar) {
            return scalar instanceof JsonValue.Str(String text) && property.test(text);
        }

        static Text prefix(String prefix) {
            return new Text(text -> text.startsWith(prefix));
        }

        static Text suffix(String suffix) {
            return new Text(text -> text.endsWith(suffix));
        }

        static Text prefixIgnoringCase(String prefix) {
            String folded = fold(prefix);
            return new Text(text -> fold(text).startsWith(folded));
        }

        static Text suffixIgnoringCase(String suffix) {
            String folded = fold(suffix);
            return new Text(text -> fold(text).endsWith(folded));
        }

        static Text equalIgnoringCase(String wanted) {
            String folded = fold(wanted);
            return new Text(text -> fold(text).equals(folded));
        }

        private static String fold(String text) {
            return text.toLowerCase(Locale.ROOT);
        }
    }

    /** None of these; an absent value does not match. */
    record None(List<LeafTest> unwanted) implements LeafTest {
        @Override
        public boolean holds(JsonValue scalar) {
            return unwanted.stream().noneMatch(test -> test.holds(scalar));
        }
    }

    /** A number within bounds. */
    record Within(List<Predicate<BigDecimal>> bounds) implements LeafTest {
        @Override
        public boolean holds(JsonValue scalar) {
            return scalar instanceof JsonValue.Num(BigDecimal number)
                    && bounds.stream().allMatch(bound -> bound.test(number));
        }
    }

    /** An address of a network. */
    record Address(AddressRange range) implements LeafTest {
        @Override
        public boolean holds(JsonValue scalar) {
            return scalar instanceof JsonValue.Str(String text) && range.contains(text);
        }
    }

    /** Whether there is a value, whatever it is. */
    record Exists(boolean wanted) implements LeafTest {
        @Override
        public boolean holds(JsonValue scalar) {
            return wanted;
        }

        @Override
        public boolean holdsForAbsent() {
            return !wanted;
        }
    }
}

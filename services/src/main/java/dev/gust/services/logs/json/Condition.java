package dev.gust.services.logs.json;

import dev.gust.base.json.JsonValue;
import dev.gust.services.logs.pattern.RegularExpression;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a pattern asks of an event. */
sealed interface Condition {
    boolean holds(JsonValue event);

    /** Both. */
    record And(Condition left, Condition right) implements Condition {
        @Override
        public boolean holds(JsonValue event) {
            return left.holds(event) && right.holds(event);
        }
    }

    /** Either. */
    record Or(Condition left, Condition right) implements Condition {
        @Override
        public boolean holds(JsonValue event) {
            return left.holds(event) || right.holds(event);
        }
    }

    /** The member is there or not. */
    record Exists(Selector selector, boolean wanted) implements Condition {
        @Override
        public boolean holds(JsonValue event) {
            return selector.find(event).isPresent() == wanted;
        }
    }

    /** The member is one of the values without quotation marks: null, true, false. */
    record Is(Selector selector, JsonValue value) implements Condition {
        @Override
        public boolean holds(JsonValue event) {
            return selector.find(event).map(value::equals).orElse(false);
        }
    }

    /** Compares numbers; a member that is none never holds, not even as different. */
    record Numeric(Selector selector, Comparison comparison, BigDecimal value) implements Condition {
        @Override
        public boolean holds(JsonValue event) {
            return selector.find(event)
                    .map(found -> found instanceof JsonValue.Num(BigDecimal number)
                            && comparison.holds(number.compareTo(value)))
                    .orElse(false);
        }
    }

    /** Compares text, with asterisks for anything. */
    record Text(Selector selector, boolean equal, Pattern pattern) implements Condition {
        @Override
        public boolean holds(JsonValue event) {
            Optional<JsonValue> found = selector.find(event);
            return found.isPresent()
                    && equal == pattern.matcher(text(found.get())).matches();
        }

        private static String text(JsonValue value) {
            return value instanceof JsonValue.Str(String text) ? text : value.toJson();
        }
    }

    /** A regular expression occurs in the text or not. */
    record Matching(Selector selector, boolean wanted, RegularExpression expression) implements Condition {
        @Override
        public boolean holds(JsonValue event) {
            Optional<JsonValue> found = selector.find(event);
            return found.isPresent() && wanted == expression.occursIn(Text.text(found.get()));
        }
    }

    /** How a number stands to another. */
    enum Comparison {
        EQUAL,
        DIFFERENT,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL;

        boolean holds(int compared) {
            return switch (this) {
                case EQUAL -> compared == 0;
                case DIFFERENT -> compared != 0;
                case LESS -> compared < 0;
                case LESS_OR_EQUAL -> compared <= 0;
                case GREATER -> compared > 0;
                case GREATER_OR_EQUAL -> compared >= 0;
            };
        }
    }

    /** A path into the event: {@code $.member.list[0]}. */
    record Selector(List<Step> steps) {
        public Selector {
            steps = List.copyOf(steps);
        }

        Optional<JsonValue> find(JsonValue event) {
            Optional<JsonValue> found = Optional.of(event);
            for (Step step : steps) {
                found = found.flatMap(step::from);
            }
            return found;
        }
    }

    /** One step of a path. */
    sealed interface Step {
        Optional<JsonValue> from(JsonValue value);

        /** To a member. */
        record Member(String name) implements Step {
            @Override
            public Optional<JsonValue> from(JsonValue value) {
                return value instanceof JsonValue.Obj object ? object.get(name) : Optional.empty();
            }
        }

        /** To an item. */
        record Item(int index) implements Step {
            @Override
            public Optional<JsonValue> from(JsonValue value) {
                return value instanceof JsonValue.Array(List<JsonValue> items) && index < items.size()
                        ? Optional.of(items.get(index))
                        : Optional.empty();
            }
        }
    }
}

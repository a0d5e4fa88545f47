package dev.gust.services.dynamodb.expression;

import dev.gust.services.dynamodb.value.Value;
import dev.gust.services.dynamodb.value.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that has a value once an item is given. */
public sealed interface Operand {
    /** What an item has at a place. */
    record Path(DocumentPath path) implements Operand {}

    /** A value that came with the request. */
    record Constant(Value value) implements Operand {}

    /** The result of a function. */
    record Call(ExpressionFunction function, List<Operand> arguments) implements Operand {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /** A sum or difference, in an update. */
    record Arithmetic(boolean isSum, Operand left, Operand right) implements Operand {
        String symbol() {
            return isSum ? "+" : "-";
        }
    }

    /** Stands where a placeholder or a function had no meaning, while the rest is read; never evaluated. */
    record Unresolved(boolean isCall) implements Operand {}

    /** The type when the text alone decides it. */
    default @Nullable ValueType knownType() {
        return switch (this) {
            case Path _, Unresolved _ -> null;
            case Constant(Value value) -> value.type();
            case Call(ExpressionFunction function, var _) ->
                switch (function) {
                    case ATTRIBUTE_EXISTS, ATTRIBUTE_NOT_EXISTS, ATTRIBUTE_TYPE, BEGINS_WITH, CONTAINS ->
                        ValueType.BOOL;
                    case SIZE -> ValueType.N;
                    case LIST_APPEND -> ValueType.L;
                    case IF_NOT_EXISTS -> null;
                };
            case Arithmetic _ -> ValueType.N;
        };
    }
}

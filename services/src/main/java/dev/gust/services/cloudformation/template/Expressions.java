package dev.gust.services.cloudformation.template;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Walks over expressions. */
public final class Expressions {
    /** A use of a resource: {@code Ref} without an attribute, {@code Fn::GetAtt} with one. */
    public record Use(String logicalId, Optional<String> attribute) {}

    private Expressions() {}

    /** Visits the expression and all inside it, in order. */
    static void walk(Expression expression, Consumer<Expression> visitor) {
        visitor.accept(expression);
        expression.children().forEach(child -> walk(child, visitor));
    }

    /**
     * What the expression uses by {@code Ref}, {@code Fn::GetAtt} and {@code Fn::Sub}, parameters included; of
     * {@code Fn::If} only the branch that the conditions take.
     */
    public static Set<Use> uses(Expression expression, Predicate<String> condition) {
        Set<Use> uses = new LinkedHashSet<>();
        collect(expression, condition, uses);
        return uses;
    }

    private static void collect(Expression expression, Predicate<String> condition, Set<Use> into) {
        switch (expression) {
            case Expression.Ref(String name) -> into.add(new Use(name, Optional.empty()));
            case Expression.GetAtt(String logicalId, Expression attribute) -> {
                Optional<String> name =
                        attribute instanceof Expression.Literal(var value) ? Scalars.text(value) : Optional.of("");
                into.add(new Use(logicalId, name));
                collect(attribute, condition, into);
            }
            case Expression.Sub sub -> {
                sub.pieces().forEach(piece -> collect(piece, sub, into));
                sub.variables().values().forEach(value -> collect(value, condition, into));
            }
            case Expression.If(String name, Expression then, Expression otherwise) ->
                collect(condition.test(name) ? then : otherwise, condition, into);
            default -> expression.children().forEach(child -> collect(child, condition, into));
        }
    }

    private static void collect(Expression.Piece piece, Expression.Sub sub, Set<Use> into) {
        switch (piece) {
            case Expression.Piece.Text _ -> {}
            case Expression.Piece.Name(String name) -> {
                if (!sub.variables().containsKey(name)) {
                    into.add(new Use(name, Optional.empty()));
                }
            }
            case Expression.Piece.Attribute(String logicalId, String attribute) ->
                into.add(new Use(logicalId, Optional.of(attribute)));
        }
    }
}

package dev.gust.services.cloudformation.template;

import dev.gust.base.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value of a template: plain data with intrinsic functions in it, their shape already checked. */
public sealed interface Expression {
    /** Text, a number or a boolean. */
    record Literal(JsonValue value) implements Expression {}

    /** A list. */
    record Items(List<Expression> items) implements Expression {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** Named members in the template's order. */
    record Members(Map<String, Expression> members) implements Expression {
        public static final Members EMPTY = new Members(Map.of());

        public Members {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }
    }

    /** {@code Ref} of a parameter, a resource or a pseudo parameter. */
    record Ref(String name) implements Expression {}

    /** {@code Fn::GetAtt}. */
    record GetAtt(String logicalId, Expression attribute) implements Expression {}

    /** {@code Fn::Sub}: its pieces in order, and its own variables. */
    record Sub(List<Piece> pieces, Map<String, Expression> variables) implements Expression {
        public Sub {
            pieces = List.copyOf(pieces);
            variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        }
    }

    /** A piece of {@code Fn::Sub}. */
    sealed interface Piece {
        /** Text as it stands. */
        record Text(String text) implements Piece {}

        /** A variable of the function, or what {@code Ref} would give. */
        record Name(String name) implements Piece {}

        /** What {@code Fn::GetAtt} would give. */
        record Attribute(String logicalId, String attribute) implements Piece {}
    }

    /** {@code Fn::Join}. */
    record Join(String delimiter, Expression items) implements Expression {}

    /** {@code Fn::Split}. */
    record Split(String delimiter, Expression text) implements Expression {}

    /** {@code Fn::Select}. */
    record Select(Expression index, Expression items) implements Expression {}

    /** {@code Fn::FindInMap}. */
    record FindInMap(Expression map, Expression key, Expression attribute) implements Expression {}

    /** {@code Fn::Base64}. */
    record Base64(Expression text) implements Expression {}

    /** {@code Fn::GetAZs}. */
    record GetAvailabilityZones(Expression region) implements Expression {}

    /** {@code Fn::Cidr}. */
    record Cidr(Expression block, Expression count, Optional<Expression> bits) implements Expression {}

    /** {@code Fn::ImportValue}. */
    record ImportValue(Expression name) implements Expression {}

    /** {@code Fn::If}. */
    record If(String condition, Expression then, Expression otherwise) implements Expression {}

    /** {@code Fn::Equals}, only in conditions. */
    record Equals(Expression left, Expression right) implements Expression {}

    /** {@code Fn::And}, only in conditions. */
    record And(List<Expression> conditions) implements Expression {
        public And {
            conditions = List.copyOf(conditions);
        }
    }

    /** {@code Fn::Or}, only in conditions. */
    record Or(List<Expression> conditions) implements Expression {
        public Or {
            conditions = List.copyOf(conditions);
        }
    }

    /** {@code Fn::Not}, only in conditions. */
    record Not(Expression condition) implements Expression {}

    /** {@code Condition}, only in conditions. */
    record ConditionNamed(String name) implements Expression {}

    /** The expressions directly inside this one. */
    default List<Expression> children() {
        return switch (this) {
            case Literal _, Ref _, ConditionNamed _ -> List.of();
            case Items(var items) -> items;
            case Members(var members) -> List.copyOf(members.values());
            case GetAtt(var _, var attribute) -> List.of(attribute);
            case Sub(var _, var variables) -> List.copyOf(variables.values());
            case Join(var _, var items) -> List.of(items);
            case Split(var _, var text) -> List.of(text);
            case Select(var index, var items) -> List.of(index, items);
            case FindInMap(var map, var key, var attribute) -> List.of(map, key, attribute);
            case Base64(var text) -> List.of(text);
            case GetAvailabilityZones(var region) -> List.of(region);
            case Cidr(var block, var count, var bits) -> {
                List<Expression> all = new ArrayList<>(List.of(block, count));
                bits.ifPresent(all::add);
                yield all;
            }
            case ImportValue(var name) -> List.of(name);
            case If(var _, var then, var otherwise) -> List.of(then, otherwise);
            case Equals(var left, var right) -> List.of(left, right);
            case And(var conditions) -> conditions;
            case Or(var conditions) -> conditions;
            case Not(var condition) -> List.of(condition);
        };
    }
}

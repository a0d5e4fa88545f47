package dev.gust.wire.smithy;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.wire.http.Payload;
import dev.gust.wire.schema.Blob;
import dev.gust.wire.schema.EnumSchema;
import dev.gust.wire.schema.ListSchema;
import dev.gust.wire.schema.MapSchema;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.Structure;
import dev.gust.wire.schema.StructureSchema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.smithy.model.node.ArrayNode;
import software.amazon.smithy.model.node.Node;
import software.amazon.smithy.model.node.NumberNode;
import software.amazon.smithy.model.node.ObjectNode;

/** The parameters of a protocol test as our records. */
final class ParameterValues {
    private ParameterValues() {}

    static Structure structure(StructureSchema schema, ObjectNode node) {
        Object[] values = new Object[schema.members().size()];
        for (MemberSchema member : schema.members()) {
            node.getMember(member.name()).ifPresent(value -> values[member.index()] = value(member, value));
        }
        return schema.create(values);
    }

    private static Object value(MemberSchema member, Node node) {
        if (node.isNullNode()) {
            return null;
        }
        return switch (member.target().kind()) {
            case STRING -> node.expectStringNode().getValue();
            case BOOLEAN -> node.expectBooleanNode().getValue();
            case BYTE -> node.expectNumberNode().getValue().byteValue();
            case SHORT -> node.expectNumberNode().getValue().shortValue();
            case INTEGER -> node.expectNumberNode().getValue().intValue();
            case LONG -> node.expectNumberNode().getValue().longValue();
            case FLOAT -> (float) floating(node);
            case DOUBLE -> floating(node);
            case BIG_INTEGER ->
                new BigDecimal(node.expectNumberNode().getValue().toString()).toBigIntegerExact();
            case BIG_DECIMAL ->
                new BigDecimal(node.expectNumberNode().getValue().toString());
            case ENUM ->
                ((EnumSchema) member.target()).find(node.expectStringNode().getValue());
            case BLOB -> Blob.utf8(node.expectStringNode().getValue());
            case PAYLOAD -> Payload.utf8(node.expectStringNode().getValue());
            case TIMESTAMP -> instant(node.expectNumberNode());
            case DOCUMENT -> document(node);
            case LIST -> list((ListSchema) member.target(), node.expectArrayNode());
            case MAP -> map((MapSchema) member.target(), node.expectObjectNode());
            case STRUCTURE -> structure((StructureSchema) member.target(), node.expectObjectNode());
            case UNION -> union((StructureSchema) member.target(), node.expectObjectNode());
            case EVENT_STREAM -> throw new IllegalStateException("streams of events are tested elsewhere");
        };
    }

    private static double floating(Node node) {
        if (node.isStringNode()) {
            String text = node.expectStringNode().getValue();
            return switch (text) {
                case "Infinity" -> Double.POSITIVE_INFINITY;
                case "-Infinity" -> Double.NEGATIVE_INFINITY;
                default -> Double.NaN;
            };
        }
        return node.expectNumberNode().getValue().doubleValue();
    }

    private static Instant instant(NumberNode node) {
        BigDecimal seconds = new BigDecimal(node.getValue().toString());
        return Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
    }

    private static Object document(Node node) {
        try {
            return JsonText.parse(Node.printJson(node));
        } catch (JsonSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Object> list(ListSchema schema, ArrayNode node) {
        List<Object> items = new ArrayList<>();
        node.forEach(item -> items.add(value(schema.member(), item)));
        return items;
    }

    private static Map<String, Object> map(MapSchema schema, ObjectNode node) {
        Map<String, Object> entries = new LinkedHashMap<>();
        node.getStringMap().forEach((key, value) -> entries.put(key, value(schema.value(), value)));
        return entries;
    }

    private static Object union(StructureSchema schema, ObjectNode node) {
        Map.Entry<String, Node> set = node.getStringMap().entrySet().iterator().next();
        MemberSchema member = schema.member(set.getKey());
        return schema.createUnion(member, value(member, set.getValue()));
    }
}

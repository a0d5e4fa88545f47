package dev.gust.services.dynamodb;

import dev.gust.services.dynamodb.table.IndexProjection;
import dev.gust.services.dynamodb.table.KeyAttribute;
import dev.gust.services.dynamodb.table.KeyAttributes;
import dev.gust.services.dynamodb.table.StreamSettings;
import dev.gust.services.dynamodb.table.Throughput;
import dev.gust.services.dynamodb.value.ValueType;
import dev.gust.wire.model.dynamodb.AttributeDefinition;
import dev.gust.wire.model.dynamodb.BillingMode;
import dev.gust.wire.model.dynamodb.KeySchemaElement;
import dev.gust.wire.model.dynamodb.KeyType;
import dev.gust.wire.model.dynamodb.OnDemandThroughput;
import dev.gust.wire.model.dynamodb.Projection;
import dev.gust.wire.model.dynamodb.ProvisionedThroughput;
import dev.gust.wire.model.dynamodb.StreamSpecification;
import dev.gust.wire.model.dynamodb.Tag;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What definitions of tables and indexes must be like, in DynamoDB's words. */
final class TableRules {
    private static final long MOST_UNITS = 1_000_000_000_000L;
    private static final String RESERVED_TAGS = "aws:";
    private static final int MOST_TAGS = 50;
    private static final long NO_LIMIT = -1;
    private static final int MOST_KEY_ATTRIBUTES = 4;
    private static final int MOST_PROJECTED = 100;

    private TableRules() {}

    static Map<String, ValueType> attributes(List<AttributeDefinition> definitions) {
        Map<String, ValueType> types = new LinkedHashMap<>();
        for (AttributeDefinition definition : definitions) {
            ValueType type = ValueType.valueOf(definition.attributeType().wireValue());
            if (types.putIfAbsent(definition.attributeName(), type) != null) {
                throw DynamoDbErrors.validation("Cannot have two attributes with the same name");
            }
        }
        return types;
    }

    /** The key of a table or a local index. */
    static KeyAttributes keys(List<KeySchemaElement> schema, Map<String, ValueType> types) {
        List<String> names = names(schema);
        if (!types.keySet().containsAll(names)) {
            if (schema.size() == 2) {
                throw DynamoDbErrors.validation("Invalid KeySchema: Some index key attribute have no definition");
            }
            throw undefined(names, types);
        }
        return parsed(schema, types, 1);
    }

    /** The key of an index; a global one may have several attributes of each kind. */
    static KeyAttributes indexKeys(List<KeySchemaElement> schema, Map<String, ValueType> types, boolean global) {
        List<String> names = names(schema);
        if (!types.keySet().containsAll(names)) {
            throw undefined(names, types);
        }
        return parsed(schema, types, global ? MOST_KEY_ATTRIBUTES : 1);
    }

    private static List<String> names(List<KeySchemaElement> schema) {
        return schema.stream().map(KeySchemaElement::attributeName).toList();
    }

    private static RuntimeException undefined(List<String> names, Map<String, ValueType> types) {
        return DynamoDbErrors.invalidParameter(
                "Some index key attributes are not defined in AttributeDefinitions. Keys: " + names
                        + ", AttributeDefinitions: " + types.keySet());
    }

    private static KeyAttributes parsed(List<KeySchemaElement> schema, Map<String, ValueType> types, int most) {
        if (new HashSet<>(names(schema)).size() < schema.size()) {
            throw DynamoDbErrors.validation(
                    "Both the Hash Key and the Range Key element in the KeySchema have the same name");
        }
        if (schema.isEmpty() || schema.getFirst().keyType() != KeyType.HASH) {
            throw DynamoDbErrors.validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
        }
        List<KeyAttribute> partition = new ArrayList<>();
        List<KeyAttribute> sort = new ArrayList<>();
        for (KeySchemaElement element : schema) {
            ValueType type = types.get(element.attributeName());
            if (type == null) {
                throw new IllegalStateException("checked before: " + element.attributeName());
            }
            KeyAttribute attribute = new KeyAttribute(element.attributeName(), type);
            if (element.keyType() == KeyType.RANGE) {
                sort.add(attribute);
            } else if (sort.isEmpty()) {
                partition.add(attribute);
            } else {
                throw DynamoDbErrors.validation("Invalid KeySchema: HASH key types must come before RANGE key types");
            }
        }
        if (partition.size() > most) {
            throw most == 1
                    ? DynamoDbErrors.validation(
                            "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type")
                    : tooMany("HASH");
        }
        if (sort.size() > most) {
            throw tooMany("RANGE");
        }
        return new KeyAttributes(partition, sort);
    }

    private static RuntimeException tooMany(String kind) {
        return DynamoDbErrors.validation("Invalid KeySchema: too many key attributes of type " + kind);
    }

    static IndexProjection projection(Projection projection) {
        if (projection.projectionType() == null) {
            throw DynamoDbErrors.invalidParameter("Unknown ProjectionType: null");
        }
        IndexProjection.Kind kind =
                IndexProjection.Kind.valueOf(projection.projectionType().wireValue());
        List<String> attributes = projection.nonKeyAttributes();
        if (kind == IndexProjection.Kind.INCLUDE && attributes.isEmpty()) {
            throw DynamoDbErrors.invalidParameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
        }
        if (kind != IndexProjection.Kind.INCLUDE && projection.hasNonKeyAttributes()) {
            throw DynamoDbErrors.invalidParameter("ProjectionType is " + kind + ", but NonKeyAttributes is specified");
        }
        Set<String> seen = new HashSet<>();
        for (String attribute : attributes) {
            if (!seen.add(attribute)) {
                throw DynamoDbErrors.invalidParameter("Duplicate attribute in NonKeyAttributes: " + attribute);
            }
        }
        return new IndexProjection(kind, attributes);
    }

    /** The projected attributes of all indexes are limited together. */
    static void checkProjected(List<IndexProjection> projections) {
        int count = projections.stream()
                .mapToInt(projection -> projection.attributes().size())
                .sum();
        if (count > MOST_PROJECTED) {
            throw DynamoDbErrors.invalidParameter("Number of projected attributes in all indexes is " + count
                    + ", which exceeds the limit of " + MOST_PROJECTED);
        }
    }

    /** The capacity asked for, which has to fit the billing mode. */
    static Throughput throughput(@Nullable BillingMode mode, @Nullable ProvisionedThroughput given, String where) {
        if (mode == BillingMode.PAY_PER_REQUEST) {
            if (given != null) {
                throw DynamoDbErrors.invalidParameter("Neither ReadCapacityUnits nor WriteCapacityUnits can be "
                        + "specified when BillingMode is PAY_PER_REQUEST");
            }
            return Throughput.NONE;
        }
        if (given == null) {
            throw DynamoDbErrors.invalidParameter(
                    "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED");
        }
        checkUnits(given.readCapacityUnits(), "ReadCapacityUnits", where);
        checkUnits(given.writeCapacityUnits(), "WriteCapacityUnits", where);
        return new Throughput(given.readCapacityUnits(), given.writeCapacityUnits());
    }

    /** The throughput of a global index of a table in this mode. */
    static Throughput indexThroughput(@Nullable BillingMode mode, @Nullable ProvisionedThroughput given, String index) {
        if (mode == BillingMode.PAY_PER_REQUEST && given != null) {
            throw DynamoDbErrors.invalidParameter("ProvisionedThroughput should not be specified for index: " + index
                    + " when BillingMode is PAY_PER_REQUEST");
        }
        if (mode != BillingMode.PAY_PER_REQUEST && given == null) {
            throw DynamoDbErrors.invalidParameter("ProvisionedThroughput is not specified for index: " + index);
        }
        return throughput(mode, given, " for index " + index);
    }

    /** The most that is taken on demand: what is asked for, over what there was; without a limit where it says -1. */
    static Throughput maximum(@Nullable BillingMode mode, @Nullable OnDemandThroughput given, Throughput before) {
        if (given == null) {
            return Throughput.NONE;
        }
        if (mode != BillingMode.PAY_PER_REQUEST) {
            throw DynamoDbErrors.invalidParameter(
                    "OnDemandThroughput can only be specified when BillingMode is PAY_PER_REQUEST");
        }
        if (given.maxReadRequestUnits() == null && given.maxWriteRequestUnits() == null) {
            throw DynamoDbErrors.invalidParameter(
                    "At least one of MaxReadRequestUnits and MaxWriteRequestUnits must be specified in OnDemandThroughput");
        }
        return new Throughput(
                most(given.maxReadRequestUnits(), "MaxReadRequestUnits", before.readUnits()),
                most(given.maxWriteRequestUnits(), "MaxWriteRequestUnits", before.writeUnits()));
    }

    private static long most(@Nullable Long units, String what, long before) {
        if (units == null) {
            return before;
        }
        if (units == NO_LIMIT) {
            return 0;
        }
        if (units < 1) {
            throw DynamoDbErrors.invalidParameter(
                    what + " must be at least 1, or -1 for no limit. Given value: " + units);
        }
        checkUnits(units, what, "");
        return units;
    }

    private static void checkUnits(long units, String what, String where) {
        if (units > MOST_UNITS) {
            throw DynamoDbErrors.validation("Given value " + units + " for " + what + " is out of bounds" + where);
        }
    }

    /** The view of a stream that is to be on, or null where it is to be off. */
    static StreamSettings.@Nullable View streamView(StreamSpecification specification) {
        if (specification.streamEnabled()) {
            if (specification.streamViewType() == null) {
                throw DynamoDbErrors.invalidParameter(
                        "StreamViewType must be specified when StreamEnabled is true: StreamViewType is null");
            }
            return StreamSettings.View.valueOf(specification.streamViewType().wireValue());
        }
        if (specification.streamViewType() != null) {
            throw DynamoDbErrors.invalidParameter(
                    "StreamViewType cannot be specified when StreamEnabled is false: StreamViewType is "
                            + specification.streamViewType());
        }
        return null;
    }

    /** Those that a caller gives; what begins with aws: is for AWS's own services, and does not count. */
    static Map<String, String> tags(List<Tag> tags, CallContext context) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Tag tag : tags) {
            if (values.putIfAbsent(tag.key(), tag.value()) != null) {
                throw DynamoDbErrors.invalidParameter("Duplicate tag keys are not allowed: " + tag.key());
            }
            if (tag.key().startsWith(RESERVED_TAGS) && context.source() != CallSource.CLOUDFORMATION) {
                throw DynamoDbErrors.invalidParameter(
                        "aws: prefixed tag key names are not allowed for external use: " + tag.key());
            }
        }
        checkCount(values);
        return values;
    }

    static void checkCount(Map<String, String> tags) {
        long count = tags.keySet().stream()
                .filter(key -> !key.startsWith(RESERVED_TAGS))
                .count();
        if (count > MOST_TAGS) {
            throw DynamoDbErrors.validation("Too many tags: a table has at most " + MOST_TAGS);
        }
    }
}

package dev.gust.services.dynamodb;

import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.wire.model.dynamodb.AttributeDefinition;
import dev.gust.wire.model.dynamodb.BillingMode;
import dev.gust.wire.model.dynamodb.GlobalSecondaryIndex;
import dev.gust.wire.model.dynamodb.KeySchemaElement;
import dev.gust.wire.model.dynamodb.KeyType;
import dev.gust.wire.model.dynamodb.LocalSecondaryIndex;
import dev.gust.wire.model.dynamodb.OnDemandThroughput;
import dev.gust.wire.model.dynamodb.Projection;
import dev.gust.wire.model.dynamodb.ProjectionType;
import dev.gust.wire.model.dynamodb.ProvisionedThroughput;
import dev.gust.wire.model.dynamodb.ScalarAttributeType;
import dev.gust.wire.model.dynamodb.Tag;
import dev.gust.wire.schema.Frozen;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The properties of a table in a template, as the service's operations take them. */
record TableTemplate(ResourceProperties properties) {
    List<AttributeDefinition> attributes() {
        return properties.structures("AttributeDefinitions").stream()
                .map(attribute -> new AttributeDefinition(
                        attribute.requiredText("AttributeName"),
                        ScalarAttributeType.valueOf(attribute.requiredText("AttributeType"))))
                .toList();
    }

    List<KeySchemaElement> keys() {
        return keys(properties);
    }

    private static List<KeySchemaElement> keys(ResourceProperties of) {
        return of.structures("KeySchema").stream()
                .map(element -> new KeySchemaElement(
                        element.requiredText("AttributeName"), KeyType.valueOf(element.requiredText("KeyType"))))
                .toList();
    }

    @Nullable
    BillingMode billingMode() {
        return properties.text("BillingMode").map(BillingMode::valueOf).orElse(null);
    }

    @Nullable
    ProvisionedThroughput throughput() {
        return throughput(properties);
    }

    private static @Nullable ProvisionedThroughput throughput(ResourceProperties of) {
        return of.structure("ProvisionedThroughput")
                .map(units -> new ProvisionedThroughput(
                        units.whole("ReadCapacityUnits").orElseThrow(),
                        units.whole("WriteCapacityUnits").orElseThrow()))
                .orElse(null);
    }

    @Nullable
    OnDemandThroughput maximum() {
        return maximum(properties);
    }

    private static @Nullable OnDemandThroughput maximum(ResourceProperties of) {
        return of.structure("OnDemandThroughput")
                .map(units -> new OnDemandThroughput(
                        units.whole("MaxReadRequestUnits").orElse(null),
                        units.whole("MaxWriteRequestUnits").orElse(null)))
                .orElse(null);
    }

    @Nullable
    List<LocalSecondaryIndex> localIndexes() {
        if (properties.list("LocalSecondaryIndexes").isEmpty()) {
            return null;
        }
        return properties.structures("LocalSecondaryIndexes").stream()
                .map(index -> new LocalSecondaryIndex(index.requiredText("IndexName"), keys(index), projection(index)))
                .toList();
    }

    @Nullable
    List<GlobalSecondaryIndex> globalIndexes() {
        if (properties.list("GlobalSecondaryIndexes").isEmpty()) {
            return null;
        }
        return properties.structures("GlobalSecondaryIndexes").stream()
                .map(index -> GlobalSecondaryIndex.builder()
                        .indexName(index.requiredText("IndexName"))
                        .keySchema(keys(index))
                        .projection(projection(index))
                        .provisionedThroughput(throughput(index))
                        .onDemandThroughput(maximum(index))
                        .build())
                .toList();
    }

    private static Projection projection(ResourceProperties index) {
        ResourceProperties projection = index.structure("Projection").orElseThrow();
        List<String> attributes = projection.texts("NonKeyAttributes");
        return new Projection(
                projection.text("ProjectionType").map(ProjectionType::valueOf).orElse(null),
                Frozen.list(attributes.isEmpty() ? null : attributes));
    }

    static List<Tag> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> new Tag(tag.getKey(), tag.getValue()))
                .toList();
    }
}

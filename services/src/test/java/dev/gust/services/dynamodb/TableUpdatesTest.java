package dev.gust.services.dynamodb;

import static dev.gust.services.dynamodb.TableFixture.CONTEXT;
import static dev.gust.services.dynamodb.TableFixture.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.wire.model.dynamodb.AttributeDefinition;
import dev.gust.wire.model.dynamodb.CreateGlobalSecondaryIndexAction;
import dev.gust.wire.model.dynamodb.DeleteGlobalSecondaryIndexAction;
import dev.gust.wire.model.dynamodb.DescribeTableInput;
import dev.gust.wire.model.dynamodb.GlobalSecondaryIndexUpdate;
import dev.gust.wire.model.dynamodb.KeySchemaElement;
import dev.gust.wire.model.dynamodb.KeyType;
import dev.gust.wire.model.dynamodb.Projection;
import dev.gust.wire.model.dynamodb.ProjectionType;
import dev.gust.wire.model.dynamodb.ScalarAttributeType;
import dev.gust.wire.model.dynamodb.TableDescription;
import dev.gust.wire.model.dynamodb.Tag;
import dev.gust.wire.model.dynamodb.TagResourceInput;
import dev.gust.wire.model.dynamodb.UpdateTableInput;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.schema.Frozen;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What changes of a table may be asked for together, and what stays as it was. */
class TableUpdatesTest {
    private final TableFixture tables = new TableFixture();

    @BeforeEach
    void create() {
        tables.create("notes", "", table -> table);
        update(List.of(defined("owner", ScalarAttributeType.S)), index("byOwner", "owner"));
        tables.background.round();
    }

    @AfterEach
    void close() {
        tables.background.close();
        tables.store.close();
    }

    private static AttributeDefinition defined(String name, ScalarAttributeType type) {
        return new AttributeDefinition(name, type);
    }

    private static GlobalSecondaryIndexUpdate index(String name, String key) {
        return new GlobalSecondaryIndexUpdate(
                null,
                CreateGlobalSecondaryIndexAction.builder()
                        .indexName(name)
                        .keySchema(List.of(new KeySchemaElement(key, KeyType.HASH)))
                        .projection(new Projection(ProjectionType.ALL, Frozen.list(null)))
                        .build(),
                null);
    }

    private void update(List<AttributeDefinition> definitions, GlobalSecondaryIndexUpdate change) {
        tables.service.updateTable(
                UpdateTableInput.builder()
                        .tableName("notes")
                        .attributeDefinitions(definitions)
                        .globalSecondaryIndexUpdates(List.of(change))
                        .build(),
                CONTEXT);
    }

    private TableDescription described() {
        return Objects.requireNonNull(tables.service
                .describeTable(new DescribeTableInput("notes"), CONTEXT)
                .table());
    }

    @Test
    void keepsTheTypesOfAttributesThatAreKeysAlready() {
        assertThatThrownBy(() -> update(
                        List.of(defined("owner", ScalarAttributeType.N), defined("size", ScalarAttributeType.N)),
                        index("bySize", "size")))
                .hasMessageContaining("Attributes cannot be redefined.");
        assertThat(described().attributeDefinitions()).contains(defined("owner", ScalarAttributeType.S));

        tables.put("notes", item("p", "one", "owner", "me"));
        assertThat(tables.get("notes", item("p", "one"))).containsKey("owner");
    }

    @Test
    void wantsTheKeysOfANewIndexDefinedInTheSameRequest() {
        assertThatThrownBy(() -> update(List.of(), index("again", "owner")))
                .hasMessageContaining(
                        "Some index key attributes are not defined in AttributeDefinitions. Keys: [owner]");
    }

    @Test
    void takesOneKindOfChangeAtATime() {
        GlobalSecondaryIndexUpdate two = new GlobalSecondaryIndexUpdate(
                null, index("other", "owner").create(), new DeleteGlobalSecondaryIndexAction("byOwner"));
        assertThatThrownBy(() -> update(List.of(defined("owner", ScalarAttributeType.S)), two))
                .hasMessageContaining("Only one of GlobalSecondaryIndexUpdate.Update");
        assertThat(described().globalSecondaryIndexes()).hasSize(1);
    }

    @Test
    void keepsTagsOfAwsForItsOwnServicesAndDoesNotCountThem() {
        String arn = String.valueOf(described().tableArn());
        TagResourceInput reserved = new TagResourceInput(arn, List.of(new Tag("aws:stack", "mine")));
        assertThatThrownBy(() -> tables.service.tagResource(reserved, CONTEXT)).hasMessageContaining("aws: prefixed");
        tables.service.tagResource(reserved, CONTEXT.withSource(CallSource.CLOUDFORMATION));

        List<Tag> most = IntStream.range(0, 50)
                .mapToObj(i -> new Tag("key" + i, "value"))
                .toList();
        tables.service.tagResource(new TagResourceInput(arn, most), CONTEXT);
        assertThatThrownBy(() -> tables.service.tagResource(
                        new TagResourceInput(arn, List.of(new Tag("one more", "value"))), CONTEXT))
                .hasMessageContaining("Too many tags");
    }
}

package dev.gust.services.dynamodb;

import static dev.gust.services.dynamodb.TableFixture.CONTEXT;
import static dev.gust.services.dynamodb.TableFixture.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.Property;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceException;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.dynamodb.DescribeTableInput;
import dev.gust.wire.model.dynamodb.DescribeTimeToLiveInput;
import dev.gust.wire.model.dynamodb.ListTagsOfResourceInput;
import dev.gust.wire.model.dynamodb.OnDemandThroughput;
import dev.gust.wire.model.dynamodb.ProjectionType;
import dev.gust.wire.model.dynamodb.TableDescription;
import dev.gust.wire.model.dynamodb.Tag;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.Operation;
import dev.gust.wire.schema.Structure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TableResourcesTest {
    private static final String TABLE = """
            {"TableName": "notes",
             "AttributeDefinitions": [{"AttributeName": "p", "AttributeType": "S"}],
             "KeySchema": [{"AttributeName": "p", "KeyType": "HASH"}],
             "BillingMode": "PAY_PER_REQUEST",
             "StreamSpecification": {"StreamViewType": "NEW_IMAGE"},
             "SSESpecification": {"SSEEnabled": false},
             "TimeToLiveSpecification": {"AttributeName": "until", "Enabled": true},
             "Tags": [{"Key": "team", "Value": "red"}]}""";

    private final TableFixture tables = new TableFixture();
    private final TableResources resources = new TableResources(new Direct(), tables.clock, TableSettings.DEFAULT);

    /** Calls the service itself, and does in between what the background does. */
    private final class Direct implements OperationCaller {
        @Override
        public <I extends Structure, O extends Structure> O call(
                CallContext context, Operation<I, O> operation, I input) {
            tables.background.round();
            return operation.call(tables.service, input, context);
        }
    }

    private static ResourceContext context(boolean resumed) {
        return new ResourceContext(
                CONTEXT.withSource(CallSource.CLOUDFORMATION),
                "stack",
                "arn:stack",
                "Notes",
                "AWS::DynamoDB::Table",
                "token",
                resumed,
                Map.of("aws:cloudformation:logical-id", "Notes"));
    }

    private static ResourceProperties properties(String json) {
        try {
            return new ResourceProperties((JsonValue.Obj) JsonText.parse(json));
        } catch (JsonSyntaxException wrong) {
            throw new AssertionError(json, wrong);
        }
    }

    private TableDescription describe(String name) {
        return Objects.requireNonNull(tables.service
                .describeTable(new DescribeTableInput(name), CONTEXT)
                .table());
    }

    @Test
    void createsATableWithItsNameStreamExpiryAndTags() {
        ResourceState state = resources.create(context(false), properties(TABLE));
        assertThat(state.physicalId()).isEqualTo("notes");
        TableDescription table = describe("notes");
        assertThat(state.attributes())
                .containsEntry("Arn", JsonValue.of(table.tableArn()))
                .containsEntry("StreamArn", JsonValue.of(table.latestStreamArn()));
        var expiry = tables.service
                .describeTimeToLive(new DescribeTimeToLiveInput("notes"), CONTEXT)
                .timeToLiveDescription();
        assertThat(expiry).isNotNull();
        assertThat(expiry.attributeName()).isEqualTo("until");
        assertThat(tables.service
                        .listTagsOfResource(new ListTagsOfResourceInput(table.tableArn(), null), CONTEXT)
                        .tags())
                .contains(new Tag("team", "red"), new Tag("aws:cloudformation:logical-id", "Notes"));
    }

    @Test
    void takesTheTableOfAnInterruptedStepForItsOwnAndNoOther() {
        resources.create(context(false), properties(TABLE));
        assertThat(resources.create(context(true), properties(TABLE)).physicalId())
                .isEqualTo("notes");
        assertThatThrownBy(() -> resources.create(context(false), properties(TABLE)))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("already exists");
        tables.create("foreign", "", input -> input);
        String foreign = TABLE.replace("\"notes\"", "\"foreign\"");
        assertThatThrownBy(() -> resources.create(context(true), properties(foreign)))
                .hasMessageContaining("already exists");
    }

    @Test
    void addsIndexesAndReplacesOnesWhoseProjectionChanged() {
        resources.create(context(false), properties(TABLE));
        tables.put("notes", item("p", "a", "owner", "o"));
        String indexed = TABLE.replace(
                        "\"AttributeType\": \"S\"}]",
                        "\"AttributeType\": \"S\"}, {\"AttributeName\": \"owner\", \"AttributeType\": \"S\"}]")
                .replace(
                        "\"BillingMode\"",
                        "\"GlobalSecondaryIndexes\": [{\"IndexName\": \"by-owner\", \"KeySchema\": [{\"AttributeName\":"
                                + " \"owner\", \"KeyType\": \"HASH\"}], \"Projection\": {\"ProjectionType\": \"ALL\"}}],"
                                + " \"BillingMode\"");
        resources.update(context(false), "notes", properties(TABLE), properties(indexed));
        assertThat(describe("notes").globalSecondaryIndexes()).hasSize(1);
        String keysOnly = indexed.replace("\"ALL\"", "\"KEYS_ONLY\"");
        resources.update(context(false), "notes", properties(indexed), properties(keysOnly));
        assertThat(describe("notes").globalSecondaryIndexes().getFirst().projection())
                .satisfies(projection -> assertThat(projection.projectionType()).isEqualTo(ProjectionType.KEYS_ONLY));
        resources.update(context(false), "notes", properties(keysOnly), properties(TABLE));
        assertThat(describe("notes").globalSecondaryIndexes()).isEmpty();
    }

    @Test
    void changesCapacityStreamExpiryAndTags() {
        resources.create(context(false), properties(TABLE));
        String changed = TABLE.replace(
                        "\"PAY_PER_REQUEST\"",
                        "\"PROVISIONED\", \"ProvisionedThroughput\": {\"ReadCapacityUnits\": 3,"
                                + " \"WriteCapacityUnits\": 4}")
                .replace("NEW_IMAGE", "KEYS_ONLY")
                .replace("\"until\"", "\"expires\"")
                .replace("red", "blue");
        resources.update(context(false), "notes", properties(TABLE), properties(changed));
        TableDescription table = describe("notes");
        assertThat(Objects.requireNonNull(table.provisionedThroughput()).readCapacityUnits())
                .isEqualTo(3);
        assertThat(Objects.requireNonNull(table.streamSpecification()).streamViewType())
                .hasToString("KEYS_ONLY");
        resources.update(context(false), "notes", properties(TABLE), properties(changed));
        resources.delete(context(false), "notes", properties(changed));
        resources.delete(context(false), "notes", properties(changed));
    }

    @Test
    void setsAndLiftsTheMostOnDemand() {
        String limited = TABLE.replace(
                "\"BillingMode\"", "\"OnDemandThroughput\": {\"MaxReadRequestUnits\": 40}, \"BillingMode\"");
        resources.create(context(false), properties(limited));
        assertThat(describe("notes").onDemandThroughput()).isEqualTo(new OnDemandThroughput(40L, -1L));
        resources.update(context(false), "notes", properties(limited), properties(TABLE));
        assertThat(describe("notes").onDemandThroughput()).isNull();
        resources.update(context(false), "notes", properties(TABLE), properties(limited));
        assertThat(describe("notes").onDemandThroughput()).isEqualTo(new OnDemandThroughput(40L, -1L));
    }

    @Test
    void refusesWhatIsNotThereByName() {
        assertThatThrownBy(() -> resources.create(
                        context(false), properties(TABLE.replace("\"SSEEnabled\": false", "\"SSEEnabled\": true"))))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("SSESpecification with SSEEnabled true");
    }

    /** All that AWS's resource has is either here or refused by its name: nothing is taken and forgotten. */
    @Test
    void knowsThePropertiesThatItApplies() {
        assertThat(resources.schema().properties())
                .extracting(Property::name)
                .containsExactlyInAnyOrder(
                        "AttributeDefinitions",
                        "BillingMode",
                        "ContributorInsightsSpecification",
                        "DeletionProtectionEnabled",
                        "GlobalSecondaryIndexes",
                        "KeySchema",
                        "LocalSecondaryIndexes",
                        "OnDemandThroughput",
                        "PointInTimeRecoverySpecification",
                        "ProvisionedThroughput",
                        "SSESpecification",
                        "StreamSpecification",
                        "TableClass",
                        "TableName",
                        "Tags",
                        "TimeToLiveSpecification")
                .doesNotContain(
                        "ImportSourceSpecification", "KinesisStreamSpecification", "ResourcePolicy", "WarmThroughput");
    }

    @Test
    void refusesWhatIsOnAndNotThere() {
        for (String wanted : List.of(
                "\"ContributorInsightsSpecification\": {\"Enabled\": true}",
                "\"PointInTimeRecoverySpecification\": {\"PointInTimeRecoveryEnabled\": true}")) {
            assertThatThrownBy(() -> resources.create(
                            context(false), properties(TABLE.replace("\"BillingMode\"", wanted + ", \"BillingMode\""))))
                    .isInstanceOf(ResourceException.class)
                    .hasMessageContaining(wanted.substring(1, wanted.indexOf("Specification")));
        }
        assertThatThrownBy(() -> describe("notes")).hasMessageContaining("not found");
    }

    @Test
    void provisionsATableWithItsIndexes() {
        String indexed = TABLE.replace(
                        "\"AttributeType\": \"S\"}]",
                        "\"AttributeType\": \"S\"}, {\"AttributeName\": \"owner\", \"AttributeType\": \"S\"}]")
                .replace(
                        "\"BillingMode\"",
                        "\"GlobalSecondaryIndexes\": [{\"IndexName\": \"by-owner\", \"KeySchema\": [{\"AttributeName\":"
                                + " \"owner\", \"KeyType\": \"HASH\"}], \"Projection\": {\"ProjectionType\": \"ALL\"}}],"
                                + " \"BillingMode\"");
        resources.create(context(false), properties(indexed));
        String units = "\"ProvisionedThroughput\": {\"ReadCapacityUnits\": 3, \"WriteCapacityUnits\": 4}";
        String without = indexed.replace("\"PAY_PER_REQUEST\"", "\"PROVISIONED\", " + units);
        assertThatThrownBy(() -> resources.update(context(false), "notes", properties(indexed), properties(without)))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("ProvisionedThroughput must be specified for index: by-owner");
        String provisioned = without.replace("\"IndexName\"", units + ", \"IndexName\"");
        resources.update(context(false), "notes", properties(indexed), properties(provisioned));
        assertThat(Objects.requireNonNull(describe("notes")
                                .globalSecondaryIndexes()
                                .getFirst()
                                .provisionedThroughput())
                        .writeCapacityUnits())
                .isEqualTo(4);
    }

    @Test
    void takesUnprotectedTablesWhereTheSettingsSaySo() {
        TableResources lenient = new TableResources(
                new Direct(), tables.clock, new TableSettings(true, true, Duration.ofHours(4), 1000, 4));
        String wanted = TABLE.replace("\"SSEEnabled\": false", "\"SSEEnabled\": true")
                .replace(
                        "\"BillingMode\"",
                        "\"PointInTimeRecoverySpecification\": {\"PointInTimeRecoveryEnabled\": true}, \"BillingMode\"");
        assertThatThrownBy(() -> resources.create(context(false), properties(wanted)))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("dynamodb.unprotected=true");
        assertThat(lenient.create(context(false), properties(wanted)).physicalId())
                .isEqualTo("notes");
    }
}

package dev.gust.services.dynamodb;

import dev.gust.base.time.Clock;
import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.Property;
import dev.gust.services.ports.resources.PropertyType;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceException;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.dynamodb.CreateTableInput;
import dev.gust.wire.model.dynamodb.DeleteTableInput;
import dev.gust.wire.model.dynamodb.DescribeTableInput;
import dev.gust.wire.model.dynamodb.DescribeTimeToLiveInput;
import dev.gust.wire.model.dynamodb.DynamoDb;
import dev.gust.wire.model.dynamodb.ListTagsOfResourceInput;
import dev.gust.wire.model.dynamodb.ResourceInUseException;
import dev.gust.wire.model.dynamodb.ResourceNotFoundException;
import dev.gust.wire.model.dynamodb.StreamSpecification;
import dev.gust.wire.model.dynamodb.StreamViewType;
import dev.gust.wire.model.dynamodb.TableClass;
import dev.gust.wire.model.dynamodb.TableDescription;
import dev.gust.wire.model.dynamodb.Tag;
import dev.gust.wire.model.dynamodb.TimeToLiveSpecification;
import dev.gust.wire.model.dynamodb.UpdateTimeToLiveInput;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.NotImplementedException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code AWS::DynamoDB::Table}. */
public final class TableResources implements ResourceHandler {
    private static final System.Logger LOG = System.getLogger(TableResources.class.getName());
    private static final String TYPE = "AWS::DynamoDB::Table";
    private static final int LONGEST_NAME = 255;

    private static final PropertyType KEY_SCHEMA = PropertyType.list(PropertyType.structure(
            Property.required("AttributeName", PropertyType.text()),
            Property.required("KeyType", PropertyType.oneOf("HASH", "RANGE"))));
    private static final PropertyType PROJECTION = PropertyType.structure(
            Property.optional("ProjectionType", PropertyType.oneOf("ALL", "KEYS_ONLY", "INCLUDE")),
            Property.optional("NonKeyAttributes", PropertyType.list(PropertyType.text())));
    private static final PropertyType THROUGHPUT = PropertyType.structure(
            Property.required("ReadCapacityUnits", PropertyType.whole()),
            Property.required("WriteCapacityUnits", PropertyType.whole()));
    private static final PropertyType MAXIMUM = PropertyType.structure(
            Property.optional("MaxReadRequestUnits", PropertyType.whole()),
            Property.optional("MaxWriteRequestUnits", PropertyType.whole()));
    private static final PropertyType INSIGHTS =
            PropertyType.structure(Property.required("Enabled", PropertyType.flag()));

    private static final ResourceSchema SCHEMA = new ResourceSchema(
            TYPE,
            List.of(
                    Property.optional("TableName", PropertyType.text()).whoseChangeReplaces(),
                    Property.required("KeySchema", KEY_SCHEMA).whoseChangeReplaces(),
                    Property.optional(
                            "AttributeDefinitions",
                            PropertyType.list(PropertyType.structure(
                                    Property.required("AttributeName", PropertyType.text()),
                                    Property.required("AttributeType", PropertyType.oneOf("S", "N", "B"))))),
                    Property.optional("BillingMode", PropertyType.oneOf("PROVISIONED", "PAY_PER_REQUEST")),
                    Property.optional("ProvisionedThroughput", THROUGHPUT),
                    Property.optional("OnDemandThroughput", MAXIMUM),
                    Property.optional(
                            "GlobalSecondaryIndexes",
                            PropertyType.list(PropertyType.structure(
                                    Property.required("IndexName", PropertyType.text()),
                                    Property.required("KeySchema", KEY_SCHEMA),
                                    Property.required("Projection", PROJECTION),
                                    Property.optional("ProvisionedThroughput", THROUGHPUT),
                                    Property.optional("OnDemandThroughput", MAXIMUM),
                                    Property.optional("ContributorInsightsSpecification", INSIGHTS)))),
                    Property.optional(
                                    "LocalSecondaryIndexes",
                                    PropertyType.list(PropertyType.structure(
                                            Property.required("IndexName", PropertyType.text()),
                                            Property.required("KeySchema", KEY_SCHEMA),
                                            Property.required("Projection", PROJECTION))))
                            .whoseChangeReplaces(),
                    Property.optional(
                            "StreamSpecification",
                            PropertyType.structure(Property.required(
                                    "StreamViewType",
                                    PropertyType.oneOf("NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY")))),
                    Property.optional(
                            "SSESpecification",
                            PropertyType.structure(
                                    Property.required("SSEEnabled", PropertyType.flag()),
                                    Property.optional("SSEType", PropertyType.oneOf("AES256", "KMS")),
                                    Property.optional("KMSMasterKeyId", PropertyType.text()))),
                    Property.optional(
                            "PointInTimeRecoverySpecification",
                            PropertyType.structure(
                                    Property.optional("PointInTimeRecoveryEnabled", PropertyType.flag()),
                                    Property.optional("RecoveryPeriodInDays", PropertyType.whole()))),
                    Property.optional("ContributorInsightsSpecification", INSIGHTS),
                    Property.optional(
                            "TimeToLiveSpecification",
                            PropertyType.structure(
                                    Property.optional("AttributeName", PropertyType.text()),
                                    Property.required("Enabled", PropertyType.flag()))),
                    Property.optional("DeletionProtectionEnabled", PropertyType.flag()),
                    Property.optional("TableClass", PropertyType.oneOf("STANDARD", "STANDARD_INFREQUENT_ACCESS")),
                    Property.optional("Tags", PropertyType.tags())),
            Set.of("Arn", "StreamArn"));

    private final DynamoDb tables;
    private final TableResourceUpdates updates;

    private final TableSettings settings;

    public TableResources(OperationCaller caller, Clock clock, TableSettings settings) {
        this.settings = settings;
        this.tables = new TableCalls(caller);
        this.updates = new TableResourceUpdates(tables, clock);
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        String name = properties.text("TableName").orElseGet(() -> context.generatedName(LONGEST_NAME));
        refuseUnsupported(name, properties);
        return translating(name, () -> {
            TableDescription table = createOrFind(context, name, properties);
            TimeToLiveSpecification timeToLive = timeToLive(properties);
            if (timeToLive != null) {
                enableTimeToLive(context.caller(), name, timeToLive);
            }
            return state(table);
        });
    }

    private TableDescription createOrFind(ResourceContext context, String name, ResourceProperties properties) {
        try {
            tables.createTable(input(context, name, properties), context.caller());
        } catch (ResourceInUseException exists) {
            // After a crash the table may be the one that the first call of this step made.
            if (!context.resumed() || !isOurs(context, describe(context.caller(), name))) {
                throw ResourceException.alreadyExists(TYPE, name);
            }
        }
        return describe(context.caller(), name);
    }

    private boolean isOurs(ResourceContext context, TableDescription table) {
        Map<String, String> wanted = context.tags();
        List<Tag> tags = tables.listTagsOfResource(
                        new ListTagsOfResourceInput(Objects.requireNonNull(table.tableArn()), null), context.caller())
                .tags();
        return wanted.entrySet().stream().allMatch(tag -> tags.contains(new Tag(tag.getKey(), tag.getValue())));
    }

    private void enableTimeToLive(CallContext caller, String name, TimeToLiveSpecification wanted) {
        var now = tables.describeTimeToLive(new DescribeTimeToLiveInput(name), caller);
        boolean isSet = now.timeToLiveDescription() != null
                && wanted.attributeName().equals(now.timeToLiveDescription().attributeName());
        if (!isSet) {
            tables.updateTimeToLive(new UpdateTimeToLiveInput(name, wanted), caller);
        }
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        refuseUnsupported(physicalId, after);
        return translating(physicalId, () -> {
            updates.update(context, physicalId, before, after);
            return state(describe(context.caller(), physicalId));
        });
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        translating(physicalId, () -> {
            try {
                tables.deleteTable(new DeleteTableInput(physicalId), context.caller());
            } catch (ResourceNotFoundException gone) {
                return ResourceState.of(physicalId);
            }
            return ResourceState.of(physicalId);
        });
    }

    private static CreateTableInput input(ResourceContext context, String name, ResourceProperties properties) {
        TableTemplate template = new TableTemplate(properties);
        return CreateTableInput.builder()
                .tableName(name)
                .attributeDefinitions(template.attributes())
                .keySchema(template.keys())
                .billingMode(template.billingMode())
                .provisionedThroughput(template.throughput())
                .onDemandThroughput(template.maximum())
                .localSecondaryIndexes(template.localIndexes())
                .globalSecondaryIndexes(template.globalIndexes())
                .streamSpecification(stream(properties))
                .tableClass(tableClass(properties))
                .deletionProtectionEnabled(
                        properties.flag("DeletionProtectionEnabled").orElse(null))
                .tags(TableTemplate.tags(properties.tags("Tags", context)))
                .build();
    }

    static @Nullable StreamSpecification stream(ResourceProperties properties) {
        return properties
                .structure("StreamSpecification")
                .map(stream ->
                        new StreamSpecification(true, StreamViewType.valueOf(stream.requiredText("StreamViewType"))))
                .orElse(null);
    }

    static @Nullable TableClass tableClass(ResourceProperties properties) {
        return properties.text("TableClass").map(TableClass::valueOf).orElse(null);
    }

    static @Nullable TimeToLiveSpecification timeToLive(ResourceProperties properties) {
        ResourceProperties given =
                properties.structure("TimeToLiveSpecification").orElse(null);
        if (given == null || !given.flag("Enabled", false)) {
            return null;
        }
        String attribute = given.text("AttributeName")
                .orElseThrow(() -> ResourceException.invalid(
                        "TimeToLiveSpecification of " + TYPE + " needs AttributeName where Enabled is true"));
        return new TimeToLiveSpecification(true, attribute);
    }

    /** Values of supported properties that ask for what is not there. */
    private void refuseUnsupported(String name, ResourceProperties properties) {
        if (isOn(properties, "SSESpecification", "SSEEnabled")) {
            missing(
                    name,
                    "SSESpecification with SSEEnabled true",
                    "encrypt tables with KMS keys: items are stored as they are");
        }
        if (isOn(properties, "PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled")) {
            missing(
                    name,
                    "PointInTimeRecoverySpecification with PointInTimeRecoveryEnabled true",
                    "restore tables to a point in time: 'gust backup' copies the whole data folder");
        }
        refuse(hasInsights(properties), "ContributorInsightsSpecification with Enabled true");
        refuse(
                properties.structures("GlobalSecondaryIndexes").stream().anyMatch(TableResources::hasInsights),
                "ContributorInsightsSpecification of a global secondary index with Enabled true");
    }

    private static boolean isOn(ResourceProperties properties, String structure, String flag) {
        return properties
                .structure(structure)
                .map(given -> given.flag(flag, false))
                .orElse(false);
    }

    /** A protection that much of the world's templates ask for: refused, unless the settings say that it is not needed. */
    private void missing(String name, String property, String what) {
        if (!settings.takesUnprotected()) {
            throw ResourceException.invalid("Gust does not " + what + ". Remove " + property + " of " + TYPE
                    + " from the template, or start Gust with dynamodb.unprotected=true, which takes it and says in the log"
                    + " that it is not there");
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "table={0} property=\"{1}\" taken and not there, as dynamodb.unprotected is set: Gust does not {2}",
                name,
                property,
                what);
    }

    private static boolean hasInsights(ResourceProperties properties) {
        return properties
                .structure("ContributorInsightsSpecification")
                .map(insights -> insights.flag("Enabled", false))
                .orElse(false);
    }

    private static void refuse(boolean isThere, String what) {
        if (isThere) {
            throw ResourceException.invalid(
                    "Gust does not support " + what + " of " + TYPE + "; remove it from the template");
        }
    }

    private TableDescription describe(CallContext caller, String name) {
        return Objects.requireNonNull(
                tables.describeTable(new DescribeTableInput(name), caller).table());
    }

    private static ResourceState state(TableDescription table) {
        ResourceState state = ResourceState.of(Objects.requireNonNull(table.tableName()))
                .with("Arn", Objects.requireNonNull(table.tableArn()));
        return table.latestStreamArn() == null ? state : state.with("StreamArn", table.latestStreamArn());
    }

    /** The service's refusals in the words of resource handlers. */
    private static ResourceState translating(String name, Supplier<ResourceState> step) {
        try {
            return step.get();
        } catch (ResourceNotFoundException missing) {
            throw ResourceException.notFound(TYPE, name);
        } catch (NotImplementedException unsupported) {
            throw new ResourceException(ResourceException.Code.INVALID_REQUEST, unsupported.message(), unsupported);
        } catch (AwsException refused) {
            throw new ResourceException(
                    refused.status() < 500
                            ? ResourceException.Code.INVALID_REQUEST
                            : ResourceException.Code.SERVICE_INTERNAL,
                    refused.message(),
                    refused);
        }
    }
}

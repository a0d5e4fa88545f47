package dev.gust.services.logs;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.PropertyType.oneOf;
import static dev.gust.services.ports.resources.PropertyType.tags;
import static dev.gust.services.ports.resources.PropertyType.text;
import static dev.gust.services.ports.resources.PropertyType.whole;

import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.logs.CloudWatchLogsModel;
import dev.gust.wire.model.logs.CreateLogGroupRequest;
import dev.gust.wire.model.logs.DeleteLogGroupRequest;
import dev.gust.wire.model.logs.DeleteRetentionPolicyRequest;
import dev.gust.wire.model.logs.PutRetentionPolicyRequest;
import dev.gust.wire.model.logs.ResourceAlreadyExistsException;
import dev.gust.wire.model.logs.ResourceNotFoundException;
import dev.gust.wire.model.logs.TagResourceRequest;
import dev.gust.wire.model.logs.UntagResourceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code AWS::Logs::LogGroup}. */
public final class LogGroupHandler implements ResourceHandler {
    private static final int MAXIMUM_NAME = 512;
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::Logs::LogGroup",
            List.of(
                    optional("LogGroupName", text()).whoseChangeReplaces(),
                    optional("LogGroupClass", oneOf("STANDARD")).whoseChangeReplaces(),
                    optional("RetentionInDays", whole()),
                    optional("Tags", tags())),
            Set.of("Arn"));

    private final OperationCaller operations;

    public LogGroupHandler(OperationCaller operations) {
        this.operations = operations;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        String name = properties.text("LogGroupName").orElseGet(() -> context.generatedName(MAXIMUM_NAME));
        Map<String, String> tags = properties.tags("Tags", context);
        try {
            operations.call(
                    context.caller(),
                    CloudWatchLogsModel.createLogGroup(),
                    CreateLogGroupRequest.builder()
                            .logGroupName(name)
                            .tags(tags)
                            .build());
        } catch (ResourceAlreadyExistsException e) {
            if (!context.resumed()) {
                throw e;
            }
        }
        retain(context, name, Optional.empty(), properties.whole("RetentionInDays"));
        return state(context, name);
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        retain(context, physicalId, before.whole("RetentionInDays"), after.whole("RetentionInDays"));
        Map<String, String> tags = after.tags("Tags", context);
        List<String> gone = new ArrayList<>(before.tags("Tags", context).keySet());
        gone.removeAll(tags.keySet());
        String arn =
                LogGroups.arn(context.account(), context.region(), physicalId).toString();
        operations.call(context.caller(), CloudWatchLogsModel.tagResource(), new TagResourceRequest(arn, tags));
        if (!gone.isEmpty()) {
            operations.call(context.caller(), CloudWatchLogsModel.untagResource(), new UntagResourceRequest(arn, gone));
        }
        return state(context, physicalId);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        try {
            operations.call(
                    context.caller(), CloudWatchLogsModel.deleteLogGroup(), new DeleteLogGroupRequest(physicalId));
        } catch (ResourceNotFoundException e) {
            // The wish is fulfilled.
        }
    }

    private void retain(ResourceContext context, String name, Optional<Long> before, Optional<Long> after) {
        if (after.isPresent()) {
            operations.call(
                    context.caller(),
                    CloudWatchLogsModel.putRetentionPolicy(),
                    new PutRetentionPolicyRequest(name, Math.toIntExact(after.get())));
        } else if (before.isPresent()) {
            operations.call(
                    context.caller(),
                    CloudWatchLogsModel.deleteRetentionPolicy(),
                    new DeleteRetentionPolicyRequest(name));
        }
    }

    private static ResourceState state(ResourceContext context, String name) {
        return ResourceState.of(name).with("Arn", LogGroups.arn(context.account(), context.region(), name) + ":*");
    }
}

package dev.gust.services.lambda.resources;

import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.wire.model.lambda.LambdaModel;
import dev.gust.wire.model.lambda.TagResourceRequest;
import dev.gust.wire.model.lambda.UntagResourceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Brings the tags of a function or an event-source mapping to what a template says now. */
final class TagChange {
    private TagChange() {}

    static void apply(
            OperationCaller operations,
            ResourceContext context,
            String arn,
            ResourceProperties before,
            ResourceProperties after) {
        Map<String, String> tags = after.tags("Tags", context);
        List<String> gone = new ArrayList<>(before.tags("Tags", context).keySet());
        gone.removeAll(tags.keySet());
        if (!tags.isEmpty()) {
            operations.call(context.caller(), LambdaModel.tagResource(), new TagResourceRequest(arn, tags));
        }
        if (!gone.isEmpty()) {
            operations.call(context.caller(), LambdaModel.untagResource(), new UntagResourceRequest(arn, gone));
        }
    }
}

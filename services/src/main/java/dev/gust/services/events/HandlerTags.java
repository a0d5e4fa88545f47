package dev.gust.services.events;

import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.wire.model.events.EventBridgeModel;
import dev.gust.wire.model.events.Tag;
import dev.gust.wire.model.events.TagResourceRequest;
import dev.gust.wire.model.events.UntagResourceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sets the tags that a stack wants. */
record HandlerTags(OperationCaller operations, ResourceContext context) {
    static List<Tag> list(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> new Tag(tag.getKey(), tag.getValue()))
                .toList();
    }

    void change(String arn, Map<String, String> before, Map<String, String> after) {
        List<String> gone = new ArrayList<>(before.keySet());
        gone.removeAll(after.keySet());
        if (!gone.isEmpty()) {
            operations.call(context.caller(), EventBridgeModel.untagResource(), new UntagResourceRequest(arn, gone));
        }
        if (!after.isEmpty()) {
            operations.call(context.caller(), EventBridgeModel.tagResource(), new TagResourceRequest(arn, list(after)));
        }
    }
}

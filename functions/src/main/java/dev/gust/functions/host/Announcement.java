package dev.gust.functions.host;

import dev.gust.base.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is said of an invocation to those inside an environment. */
final class Announcement {
    private Announcement() {}

    /** As extensions are told of an invocation. */
    static String toExtensions(Serving next, long deadline) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("eventType", JsonValue.of("INVOKE"));
        members.put("deadlineMs", JsonValue.of(deadline));
        members.put("requestId", JsonValue.of(next.invocation.requestId()));
        members.put("invokedFunctionArn", JsonValue.of(next.invocation.functionArn()));
        next.invocation
                .traceId()
                .ifPresent(trace -> members.put(
                        "tracing",
                        new JsonValue.Obj(
                                Map.of("type", JsonValue.of("X-Amzn-Trace-Id"), "value", JsonValue.of(trace)))));
        return new JsonValue.Obj(members).toJson();
    }

    /** As a bootstrap is told of one, before the event itself. */
    static String toBootstrap(Serving next, long deadline) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("requestId", JsonValue.of(next.invocation.requestId()));
        members.put("functionArn", JsonValue.of(next.invocation.functionArn()));
        members.put("deadlineMillis", JsonValue.of(deadline));
        next.invocation.traceId().ifPresent(trace -> members.put("traceId", JsonValue.of(trace)));
        next.invocation.clientContext().ifPresent(context -> members.put("clientContext", JsonValue.of(context)));
        next.invocation.identity().ifPresent(identity -> members.put("identity", JsonValue.of(identity)));
        return new JsonValue.Obj(members).toJson();
    }
}

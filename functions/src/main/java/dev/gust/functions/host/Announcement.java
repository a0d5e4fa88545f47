package dev.gust.functions.host;

import dev.gust.base.json.JsonValue;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.runtimeapi.Extensions;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a runtime and its extensions are told of an invocation, and these of the end. */
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

    static String shutdown(String reason, long deadline) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("eventType", JsonValue.of("SHUTDOWN"));
        members.put("shutdownReason", JsonValue.of(reason));
        members.put("deadlineMs", JsonValue.of(deadline));
        return new JsonValue.Obj(members).toJson();
    }

    /** What extensions are told of the function when they register. */
    static Map<String, String> about(FunctionSpec spec) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("functionName", spec.name());
        about.put("functionVersion", spec.key().version());
        about.put("handler", spec.handler());
        String[] arn = spec.key().function().split(":", 6);
        if (arn.length == 6) {
            about.put("accountId", arn[4]);
        }
        return about;
    }

    /** As the function's log tells of an extension that has begun. */
    static String ready(Extensions.Ready extension) {
        return "EXTENSION\tName: " + extension.name() + "\tState: Ready\tEvents: ["
                + String.join(", ", extension.events()) + ']';
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

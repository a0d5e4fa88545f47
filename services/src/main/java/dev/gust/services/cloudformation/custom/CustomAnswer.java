package dev.gust.services.cloudformation.custom;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.resources.ResourceException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a provider said of a request. */
record CustomAnswer(boolean success, String reason, Optional<String> physicalId, Map<String, JsonValue> data) {
    /** In bytes. */
    static final int LONGEST = 4096;

    private static final int LONGEST_ID = 1024;

    /** Reads an answer to this request; what is not one fails the resource, as with AWS. */
    static CustomAnswer of(byte[] body, CustomRequest request) {
        if (body.length > LONGEST) {
            throw failed("Response object is too long: at most " + LONGEST + " bytes.", request, Optional.empty());
        }
        if (!(parsed(body, request) instanceof JsonValue.Obj object)) {
            throw failed("Response object is not a JSON object.", request, Optional.empty());
        }
        Optional<String> physicalId = object.string("PhysicalResourceId").filter(id -> !id.isBlank());
        if (physicalId.filter(id -> id.length() > LONGEST_ID).isPresent()) {
            throw failed("Invalid PhysicalResourceId: longer than " + LONGEST_ID, request, Optional.empty());
        }
        require(object, "RequestId", request.requestId(), request);
        require(object, "LogicalResourceId", request.logicalId(), request);
        require(object, "StackId", request.stackId(), request);
        if (object.get("NoEcho")
                .filter(value -> value.equals(JsonValue.of(true)) || value.equals(JsonValue.of("true")))
                .isPresent()) {
            throw failed("Gust does not support NoEcho in the answer of a custom resource.", request, physicalId);
        }
        boolean success = switch (object.string("Status").orElse("")) {
            case "SUCCESS" -> true;
            case "FAILED" -> false;
            default -> throw failed("Invalid response status: it must be SUCCESS or FAILED.", request, physicalId);
        };
        Map<String, JsonValue> data = new LinkedHashMap<>();
        if (object.members().get("Data") instanceof JsonValue.Obj given) {
            flatten("", given, data);
        }
        return new CustomAnswer(success, object.string("Reason").orElse(""), physicalId, data);
    }

    private static JsonValue parsed(byte[] body, CustomRequest request) {
        try {
            return JsonText.parse(new String(body, StandardCharsets.UTF_8));
        } catch (JsonSyntaxException e) {
            throw failed("Response is not valid JSON: " + e.getMessage(), request, Optional.empty());
        }
    }

    /** {@code Data} may be nested: {@code Fn::GetAtt} then names the way in. */
    private static void flatten(String before, JsonValue.Obj object, Map<String, JsonValue> into) {
        object.members().forEach((name, value) -> {
            into.put(before + name, value);
            if (value instanceof JsonValue.Obj inner) {
                flatten(before + name + ".", inner, into);
            }
        });
    }

    private static void require(JsonValue.Obj object, String name, String expected, CustomRequest request) {
        if (!object.string(name).orElse("").equals(expected)) {
            throw failed(
                    "Invalid response: its " + name + " is not that of the request, " + expected + ".",
                    request,
                    Optional.empty());
        }
    }

    /** A failure of the provider's. What it names as made by then is deleted when the stack rolls back. */
    static ResourceException failed(String message, CustomRequest request, Optional<String> physicalId) {
        return ResourceException.ofProvider(message + " (RequestId: " + request.requestId() + ")", physicalId);
    }
}

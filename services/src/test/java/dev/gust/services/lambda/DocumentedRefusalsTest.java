package dev.gust.services.lambda;

import dev.gust.wire.http.Payload;
import dev.gust.wire.model.lambda.AddLayerVersionPermissionRequest;
import dev.gust.wire.model.lambda.CreateAliasRequest;
import dev.gust.wire.model.lambda.DeleteFunctionRequest;
import dev.gust.wire.model.lambda.DeleteLayerVersionRequest;
import dev.gust.wire.model.lambda.DeleteProvisionedConcurrencyConfigRequest;
import dev.gust.wire.model.lambda.GetAliasRequest;
import dev.gust.wire.model.lambda.GetLayerVersionByArnRequest;
import dev.gust.wire.model.lambda.GetLayerVersionRequest;
import dev.gust.wire.model.lambda.GetProvisionedConcurrencyConfigRequest;
import dev.gust.wire.model.lambda.InvocationRequest;
import dev.gust.wire.model.lambda.InvocationType;
import dev.gust.wire.model.lambda.ListTagsRequest;
import dev.gust.wire.model.lambda.PutFunctionConcurrencyRequest;
import dev.gust.wire.model.lambda.PutProvisionedConcurrencyConfigRequest;
import dev.gust.wire.model.lambda.RemoveLayerVersionPermissionRequest;
import dev.gust.wire.model.lambda.TagResourceRequest;
import dev.gust.wire.operation.CallContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Of functions, provisioned concurrency, layers and tags. */
class DocumentedRefusalsTest extends DocumentedAnswers {
    private static final String FUNCTIONS_ONLY = "This operation is permitted on Lambda functions only.";

    @TestFactory
    Stream<DynamicTest> wrongInputIsRefusedAsOnAws() {
        return tests(List.of(provisioned(), layers(), tags(), functions()));
    }

    private static List<Case> provisioned() {
        String named = "The function resource provided must be an alias or a published version.";
        return List.of(
                refused(
                        "PutProvisioned, no alias",
                        MISSING,
                        "Cannot find alias arn: " + F + ":x",
                        (service, context) -> service.putProvisionedConcurrencyConfig(
                                new PutProvisionedConcurrencyConfigRequest("f", "x", 1), context)),
                refused(
                        "PutProvisioned, no version",
                        MISSING,
                        "Function not found: " + F + ":9",
                        (service, context) -> service.putProvisionedConcurrencyConfig(
                                new PutProvisionedConcurrencyConfigRequest("f", "9", 1), context)),
                refused(
                        "GetProvisioned, $LATEST",
                        INVALID,
                        named,
                        (service, context) -> service.getProvisionedConcurrencyConfig(
                                new GetProvisionedConcurrencyConfigRequest("f", "$LATEST"), context)),
                refused(
                        "GetProvisioned, no alias",
                        MISSING,
                        "Cannot find alias arn: " + F + ":x",
                        (service, context) -> service.getProvisionedConcurrencyConfig(
                                new GetProvisionedConcurrencyConfigRequest("f", "x"), context)),
                refused(
                        "GetProvisioned, none",
                        "ProvisionedConcurrencyConfigNotFoundException",
                        "No Provisioned Concurrency Config found for this function",
                        (service, context) -> service.getProvisionedConcurrencyConfig(
                                new GetProvisionedConcurrencyConfigRequest("f", "1"), context)),
                refused(
                        "DeleteProvisioned, $LATEST",
                        INVALID,
                        named,
                        (service, context) -> service.deleteProvisionedConcurrencyConfig(
                                new DeleteProvisionedConcurrencyConfigRequest("f", "$LATEST"), context)),
                refused(
                        "DeleteProvisioned, no version",
                        MISSING,
                        "Function not found: " + F + ":9",
                        (service, context) -> service.deleteProvisionedConcurrencyConfig(
                                new DeleteProvisionedConcurrencyConfigRequest("f", "9"), context)));
    }

    private List<Case> layers() {
        String least = "Layer Version Cannot be less than 1";
        return List.of(
                refused(
                        "GetLayerVersion 0",
                        INVALID,
                        least,
                        (service, context) -> service.getLayerVersion(new GetLayerVersionRequest("l", 0L), context)),
                refused(
                        "DeleteLayerVersion -1",
                        INVALID,
                        least,
                        (service, context) ->
                                service.deleteLayerVersion(new DeleteLayerVersionRequest("l", -1L), context)),
                refused(
                        "GetLayerVersion, none",
                        MISSING,
                        NO_RESOURCE,
                        (service, context) -> service.getLayerVersion(new GetLayerVersionRequest("l", 9L), context)),
                refused(
                        "GetLayerVersionByArn without a version",
                        "ValidationException",
                        "1 validation error detected: Value '" + LAYER + "' at 'arn' failed to satisfy constraint",
                        (service, context) ->
                                service.getLayerVersionByArn(new GetLayerVersionByArnRequest(LAYER), context)),
                refused(
                        "two versions of one layer",
                        INVALID,
                        "Two different versions of the same layer are not allowed to be referenced in the same function. "
                                + LAYER + ":1 and " + LAYER + ":2 are versions of the same layer.",
                        creating(List.of(LAYER + ":1", LAYER + ":2"))),
                refused(
                        "six layers",
                        INVALID,
                        "Cannot reference more than 5 layers.",
                        creating(IntStream.range(0, 6)
                                .mapToObj(i -> LAYER + i + ":1")
                                .toList())),
                refused(
                        "a layer that is not there",
                        INVALID,
                        "Layer version " + LAYER + ":9 does not exist.",
                        creating(List.of(LAYER + ":9"))),
                refused(
                        "RemoveLayerVersionPermission, none",
                        MISSING,
                        "No policy is associated with the given resource.",
                        (service, context) -> service.removeLayerVersionPermission(
                                new RemoveLayerVersionPermissionRequest("l", 1L, "s", null), context)),
                refused(
                        "AddLayerVersionPermission, another revision",
                        "PreconditionFailedException",
                        "The Revision Id provided does not match the latest Revision Id. Call the GetLayerPolicy API",
                        (service, context) -> service.addLayerVersionPermission(
                                AddLayerVersionPermissionRequest.builder()
                                        .layerName("l")
                                        .versionNumber(1L)
                                        .statementId("s")
                                        .action("lambda:GetLayerVersion")
                                        .principal("*")
                                        .revisionId("another")
                                        .build(),
                                context)));
    }

    private static List<Case> tags() {
        return List.of(
                refused(
                        "TagResource, no tags",
                        INVALID,
                        "An error occurred and the request cannot be processed.",
                        (service, context) -> service.tagResource(new TagResourceRequest(F, Map.of()), context)),
                refused(
                        "TagResource, AWS's own",
                        INVALID,
                        "aws: prefixed tag key names are not allowed for external use: AWS:x",
                        (service, context) ->
                                service.tagResource(new TagResourceRequest(F, Map.of("AWS:x", "1")), context)),
                refused(
                        "TagResource, a version",
                        INVALID,
                        "Tags on function aliases and versions are not supported. Please specify a function ARN.",
                        (service, context) ->
                                service.tagResource(new TagResourceRequest(F + ":1", Map.of("a", "1")), context)),
                refused(
                        "TagResource, a long value",
                        INVALID,
                        "The value of the tag 'a' has more",
                        (service, context) ->
                                service.tagResource(new TagResourceRequest(F, Map.of("a", "x".repeat(257))), context)),
                refused(
                        "ListTags, no mapping",
                        MISSING,
                        NO_RESOURCE,
                        (service, context) -> service.listTags(
                                new ListTagsRequest(
                                        "arn:aws:lambda:eu-west-1:000000000000:event-source-mapping:00000000-0000-0000-0000-000000000000"),
                                context)));
    }

    private List<Case> functions() {
        return List.of(
                refused(
                        "CreateFunction, a long name",
                        INVALID,
                        "1 validation error detected: Value '" + "f".repeat(65)
                                + "' at 'functionName' failed to satisfy",
                        (service, context) -> service.createFunction(
                                world.function("f".repeat(65)).build(), context)),
                refused(
                        "PutFunctionConcurrency, none",
                        MISSING,
                        "Function not found: " + F + "x:$LATEST",
                        (service, c) -> service.putFunctionConcurrency(new PutFunctionConcurrencyRequest("fx", 1), c)),
                refused(
                        "PutFunctionConcurrency, a version",
                        INVALID,
                        FUNCTIONS_ONLY,
                        (service, context) ->
                                service.putFunctionConcurrency(new PutFunctionConcurrencyRequest("f:1", 1), context)),
                refused(
                        "CreateAlias, no function",
                        MISSING,
                        "Function not found: " + F + "x:1",
                        (service, context) ->
                                service.createAlias(new CreateAliasRequest("fx", "a", "1", null, null), context)),
                refused(
                        "GetAlias, none",
                        MISSING,
                        "Cannot find alias arn: " + F + ":x",
                        (service, context) -> service.getAlias(new GetAliasRequest("f", "x"), context)),
                refused(
                        "DeleteFunction, no function",
                        MISSING,
                        "Function not found: " + F + "x",
                        (service, context) -> service.deleteFunction(new DeleteFunctionRequest("fx", "1"), context)),
                refused(
                        "Invoke, none",
                        MISSING,
                        "Function not found: " + F + "x:$LATEST",
                        (service, context) -> service.invoke(
                                InvocationRequest.builder().functionName("fx").build(), context)),
                refused(
                        "Invoke, no JSON",
                        "InvalidRequestContentException",
                        "Could not parse request body into json: Could not parse payload into json: Unexpected character "
                                + "('n' (code 110)): was expecting double-quote to start field name\n at [Source: REDACTED",
                        (service, context) -> service.invoke(
                                InvocationRequest.builder()
                                        .functionName("f")
                                        .payload(Payload.utf8("{n:"))
                                        .build(),
                                context)),
                refused(
                        "Invoke, too large",
                        "RequestEntityTooLargeException",
                        "Request must be smaller than 6291456 bytes for the InvokeFunction operation",
                        invoking(InvocationType.REQUEST_RESPONSE, 6_291_457)),
                refused(
                        "Invoke, too large an event",
                        "RequestEntityTooLargeException",
                        "1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)",
                        invoking(InvocationType.EVENT, 1_048_577)));
    }

    private static BiConsumer<LambdaService, CallContext> invoking(InvocationType type, int bytes) {
        byte[] payload = ("\"" + "x".repeat(bytes - 2) + "\"").getBytes(StandardCharsets.UTF_8);
        return (service, context) -> service.invoke(
                InvocationRequest.builder()
                        .functionName("f")
                        .invocationType(type)
                        .payload(Payload.of(payload))
                        .build(),
                context);
    }

    private BiConsumer<LambdaService, CallContext> creating(List<String> layers) {
        return (service, context) ->
                service.createFunction(world.function("g").layers(layers).build(), context);
    }
}

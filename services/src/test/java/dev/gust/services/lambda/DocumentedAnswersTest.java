package dev.gust.services.lambda;

import dev.gust.wire.model.lambda.AddPermissionRequest;
import dev.gust.wire.model.lambda.CreateFunctionUrlConfigRequest;
import dev.gust.wire.model.lambda.DeleteFunctionEventInvokeConfigRequest;
import dev.gust.wire.model.lambda.DeleteFunctionUrlConfigRequest;
import dev.gust.wire.model.lambda.DestinationConfig;
import dev.gust.wire.model.lambda.FunctionUrlAuthType;
import dev.gust.wire.model.lambda.GetFunctionEventInvokeConfigRequest;
import dev.gust.wire.model.lambda.GetFunctionUrlConfigRequest;
import dev.gust.wire.model.lambda.GetPolicyRequest;
import dev.gust.wire.model.lambda.ListFunctionEventInvokeConfigsRequest;
import dev.gust.wire.model.lambda.ListFunctionUrlConfigsRequest;
import dev.gust.wire.model.lambda.OnFailure;
import dev.gust.wire.model.lambda.OnSuccess;
import dev.gust.wire.model.lambda.PutFunctionEventInvokeConfigRequest;
import dev.gust.wire.model.lambda.RemovePermissionRequest;
import dev.gust.wire.model.lambda.UpdateFunctionEventInvokeConfigRequest;
import dev.gust.wire.model.lambda.UpdateFunctionUrlConfigRequest;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Of policies, URLs and the settings of asynchronous invocation. */
class DocumentedAnswersTest extends DocumentedAnswers {
    @TestFactory
    Stream<DynamicTest> wrongInputIsAnsweredAsOnAws() {
        return tests(List.of(permissions(), urls(), eventInvokes()));
    }

    private static List<Case> permissions() {
        return List.of(
                refused(
                        "AddPermission, no function",
                        MISSING,
                        "Function not found: " + F + "x",
                        (service, context) -> service.addPermission(permission("fx", null), context)),
                refused(
                        "AddPermission, no alias",
                        MISSING,
                        "Cannot find alias arn: " + F + ":x",
                        (service, context) -> service.addPermission(permission("f", "x"), context)),
                refused(
                        "AddPermission, no version",
                        MISSING,
                        "Function not found: " + F + ":42",
                        (service, context) -> service.addPermission(permission("f", "42"), context)),
                refused(
                        "AddPermission, odd",
                        MISSING,
                        "Function not found: " + F + ":a$b",
                        (service, context) -> service.addPermission(permission("f", "a$b"), context)),
                refused(
                        "AddPermission, $LATEST",
                        INVALID,
                        "We currently do not support adding policies for $LATEST.",
                        (service, context) -> service.addPermission(permission("f", "$LATEST"), context)),
                refused(
                        "GetPolicy, no function",
                        MISSING,
                        "Function not found: " + F + "x",
                        (service, context) -> service.getPolicy(new GetPolicyRequest("fx", null), context)),
                refused(
                        "GetPolicy, no version",
                        MISSING,
                        NO_RESOURCE,
                        (service, context) -> service.getPolicy(new GetPolicyRequest("f", "42"), context)),
                refused(
                        "RemovePermission, no function",
                        MISSING,
                        "No policy found for: " + F + "x",
                        (service, context) ->
                                service.removePermission(new RemovePermissionRequest("fx", "s", null, null), context)),
                refused(
                        "RemovePermission, no policy",
                        MISSING,
                        "No policy is associated with the given resource.",
                        (service, context) ->
                                service.removePermission(new RemovePermissionRequest("f", "s", null, null), context)),
                refused(
                        "RemovePermission, no alias",
                        MISSING,
                        "Cannot find alias arn: " + F + ":x",
                        (service, context) ->
                                service.removePermission(new RemovePermissionRequest("f", "s", "x", null), context)));
    }

    private static List<Case> urls() {
        return List.of(
                refused(
                        "CreateUrl, no function",
                        MISSING,
                        "Function does not exist",
                        (service, context) -> service.createFunctionUrlConfig(url("fx", null), context)),
                refused(
                        "CreateUrl, no alias",
                        MISSING,
                        "Function does not exist",
                        (service, context) -> service.createFunctionUrlConfig(url("f", "x"), context)),
                refused(
                        "GetUrl, no function",
                        MISSING,
                        NO_RESOURCE,
                        (service, context) ->
                                service.getFunctionUrlConfig(new GetFunctionUrlConfigRequest("fx", null), context)),
                refused(
                        "GetUrl, no alias",
                        MISSING,
                        NO_RESOURCE,
                        (service, context) ->
                                service.getFunctionUrlConfig(new GetFunctionUrlConfigRequest("f", "x"), context)),
                refused(
                        "UpdateUrl, no function",
                        MISSING,
                        "Function does not exist",
                        (service, context) -> service.updateFunctionUrlConfig(
                                UpdateFunctionUrlConfigRequest.builder()
                                        .functionName("fx")
                                        .build(),
                                context)),
                refused(
                        "UpdateUrl, none",
                        MISSING,
                        NO_RESOURCE,
                        (service, context) -> service.updateFunctionUrlConfig(
                                UpdateFunctionUrlConfigRequest.builder()
                                        .functionName("f")
                                        .build(),
                                context)),
                refused(
                        "DeleteUrl, no function",
                        MISSING,
                        NO_RESOURCE,
                        (service, context) -> service.deleteFunctionUrlConfig(
                                new DeleteFunctionUrlConfigRequest("fx", null), context)),
                refused(
                        "ListUrls, no function",
                        MISSING,
                        "Function does not exist",
                        (service, context) -> service.listFunctionUrlConfigs(
                                new ListFunctionUrlConfigsRequest("fx", null, null), context)));
    }

    private static List<Case> eventInvokes() {
        String none = "The function doesn't exist.";
        return List.of(
                refused(
                        "PutInvokeConfig, no function",
                        MISSING,
                        none,
                        (service, context) -> service.putFunctionEventInvokeConfig(retries("fx", null), context)),
                refused(
                        "PutInvokeConfig, no alias",
                        MISSING,
                        none,
                        (service, context) -> service.putFunctionEventInvokeConfig(retries("f", "x"), context)),
                refused(
                        "PutInvokeConfig, no such target",
                        INVALID,
                        "The destination ARN " + F + "x is invalid.",
                        (service, context) -> service.putFunctionEventInvokeConfig(success("f", F + "x"), context)),
                refused(
                        "PutInvokeConfig, itself",
                        INVALID,
                        "You can't specify the function as a destination for itself.",
                        (service, context) -> service.putFunctionEventInvokeConfig(success("f", F), context)),
                refused(
                        "PutInvokeConfig, another service",
                        INVALID,
                        "The provided destination config DestinationConfig(onSuccess=OnSuccess(destination="
                                + "arn:aws:iam::000000000000:role/r), onFailure=null) is invalid.",
                        (service, context) -> service.putFunctionEventInvokeConfig(
                                success("f", "arn:aws:iam::000000000000:role/r"), context)),
                refused(
                        "UpdateInvokeConfig, no function",
                        MISSING,
                        none,
                        (service, context) -> service.updateFunctionEventInvokeConfig(
                                UpdateFunctionEventInvokeConfigRequest.builder()
                                        .functionName("fx")
                                        .maximumRetryAttempts(0)
                                        .build(),
                                context)),
                refused(
                        "GetInvokeConfig, no function",
                        MISSING,
                        "The function " + F + "x:$LATEST doesn't have an EventInvokeConfig",
                        (service, context) -> service.getFunctionEventInvokeConfig(
                                new GetFunctionEventInvokeConfigRequest("fx", null), context)),
                refused(
                        "GetInvokeConfig, no alias",
                        MISSING,
                        "The function " + F + ":x doesn't have an EventInvokeConfig",
                        (service, context) -> service.getFunctionEventInvokeConfig(
                                new GetFunctionEventInvokeConfigRequest("f", "x"), context)),
                refused(
                        "DeleteInvokeConfig, none",
                        MISSING,
                        "The function " + F + ":$LATEST doesn't have an EventInvokeConfig",
                        (service, context) -> service.deleteFunctionEventInvokeConfig(
                                new DeleteFunctionEventInvokeConfigRequest("f", null), context)),
                refused(
                        "ListInvokeConfigs, no function",
                        MISSING,
                        none,
                        (service, context) -> service.listFunctionEventInvokeConfigs(
                                new ListFunctionEventInvokeConfigsRequest("fx", null, null), context)));
    }

    private static AddPermissionRequest permission(String function, @Nullable String qualifier) {
        return AddPermissionRequest.builder()
                .functionName(function)
                .qualifier(qualifier)
                .statementId("s")
                .action("lambda:InvokeFunction")
                .principal("s3.amazonaws.com")
                .build();
    }

    private static CreateFunctionUrlConfigRequest url(String function, @Nullable String qualifier) {
        return CreateFunctionUrlConfigRequest.builder()
                .functionName(function)
                .qualifier(qualifier)
                .authType(FunctionUrlAuthType.NONE)
                .build();
    }

    private static PutFunctionEventInvokeConfigRequest retries(String function, @Nullable String qualifier) {
        return PutFunctionEventInvokeConfigRequest.builder()
                .functionName(function)
                .qualifier(qualifier)
                .maximumRetryAttempts(0)
                .build();
    }

    private static PutFunctionEventInvokeConfigRequest success(String function, String destination) {
        return PutFunctionEventInvokeConfigRequest.builder()
                .functionName(function)
                .destinationConfig(new DestinationConfig(new OnSuccess(destination), (OnFailure) null))
                .build();
    }
}

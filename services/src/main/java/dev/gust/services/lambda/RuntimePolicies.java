package dev.gust.services.lambda;

import dev.gust.wire.model.lambda.GetFunctionRecursionConfigRequest;
import dev.gust.wire.model.lambda.GetFunctionRecursionConfigResponse;
import dev.gust.wire.model.lambda.GetRuntimeManagementConfigRequest;
import dev.gust.wire.model.lambda.GetRuntimeManagementConfigResponse;
import dev.gust.wire.model.lambda.PutFunctionRecursionConfigRequest;
import dev.gust.wire.model.lambda.PutFunctionRecursionConfigResponse;
import dev.gust.wire.model.lambda.PutRuntimeManagementConfigRequest;
import dev.gust.wire.model.lambda.PutRuntimeManagementConfigResponse;
import dev.gust.wire.model.lambda.RecursiveLoop;
import dev.gust.wire.model.lambda.UpdateRuntimeOn;
import dev.gust.wire.operation.CallContext;
import org.jspecify.annotations.Nullable;

/**
 * When a function's runtime changes, and what becomes of functions that call themselves. Runtimes are the machine's own and change with
 * it, which is AWS's {@code Auto}; loops are let go on, which is {@code Allow}. Asking for that is granted, for anything else refused.
 */
final class RuntimePolicies {
    private final LambdaStore store;

    RuntimePolicies(LambdaParts parts) {
        this.store = parts.store();
    }

    GetRuntimeManagementConfigResponse runtime(GetRuntimeManagementConfigRequest input, CallContext context) {
        String arn = version(input.functionName(), input.qualifier(), context);
        return new GetRuntimeManagementConfigResponse(UpdateRuntimeOn.AUTO, null, arn);
    }

    PutRuntimeManagementConfigResponse putRuntime(PutRuntimeManagementConfigRequest input, CallContext context) {
        if (input.updateRuntimeOn() != UpdateRuntimeOn.AUTO) {
            throw LambdaErrors.refused("UpdateRuntimeOn " + input.updateRuntimeOn()
                    + " (runtimes are those of this machine, and change when they are updated on it: Auto)");
        }
        if (input.runtimeVersionArn() != null) {
            throw LambdaErrors.invalid("RuntimeVersionArn is only supported when UpdateRuntimeOn is set to Manual.");
        }
        String arn = version(input.functionName(), input.qualifier(), context);
        return new PutRuntimeManagementConfigResponse(UpdateRuntimeOn.AUTO, arn, null);
    }

    GetFunctionRecursionConfigResponse recursion(GetFunctionRecursionConfigRequest input, CallContext context) {
        require(input.functionName(), context);
        return new GetFunctionRecursionConfigResponse(RecursiveLoop.ALLOW);
    }

    PutFunctionRecursionConfigResponse putRecursion(PutFunctionRecursionConfigRequest input, CallContext context) {
        require(input.functionName(), context);
        if (input.recursiveLoop() != RecursiveLoop.ALLOW) {
            throw LambdaErrors.refused("RecursiveLoop " + input.recursiveLoop()
                    + " (loops are not detected; bound them by reserved concurrency)");
        }
        return new PutFunctionRecursionConfigResponse(RecursiveLoop.ALLOW);
    }

    private String version(String name, @Nullable String qualifier, CallContext context) {
        FunctionReference reference = FunctionReference.of(name, qualifier, context);
        if (reference.qualifier() != null && !reference.isLatest() && !LambdaStore.isNumber(reference.qualifier())) {
            throw LambdaErrors.invalid("The qualifier has to be $LATEST or a version, got: " + reference.qualifier());
        }
        LambdaStore.Found found = store.store().read(snapshot -> store.resolve(snapshot, reference, 0));
        return reference.withQualifier(found.version().version()).arn().toString();
    }

    private void require(String name, CallContext context) {
        FunctionReference reference = Functions.unqualified(name, context);
        store.store().read(snapshot -> store.function(snapshot, reference));
    }
}

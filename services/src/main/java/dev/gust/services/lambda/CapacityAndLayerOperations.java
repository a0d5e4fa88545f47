package dev.gust.services.lambda;

import dev.gust.wire.model.lambda.AddLayerVersionPermissionRequest;
import dev.gust.wire.model.lambda.AddLayerVersionPermissionResponse;
import dev.gust.wire.model.lambda.DeleteProvisionedConcurrencyConfigOutput;
import dev.gust.wire.model.lambda.DeleteProvisionedConcurrencyConfigRequest;
import dev.gust.wire.model.lambda.GetFunctionRecursionConfigRequest;
import dev.gust.wire.model.lambda.GetFunctionRecursionConfigResponse;
import dev.gust.wire.model.lambda.GetLayerVersionPolicyRequest;
import dev.gust.wire.model.lambda.GetLayerVersionPolicyResponse;
import dev.gust.wire.model.lambda.GetProvisionedConcurrencyConfigRequest;
import dev.gust.wire.model.lambda.GetProvisionedConcurrencyConfigResponse;
import dev.gust.wire.model.lambda.GetRuntimeManagementConfigRequest;
import dev.gust.wire.model.lambda.GetRuntimeManagementConfigResponse;
import dev.gust.wire.model.lambda.ListProvisionedConcurrencyConfigsRequest;
import dev.gust.wire.model.lambda.ListProvisionedConcurrencyConfigsResponse;
import dev.gust.wire.model.lambda.PutFunctionRecursionConfigRequest;
import dev.gust.wire.model.lambda.PutFunctionRecursionConfigResponse;
import dev.gust.wire.model.lambda.PutProvisionedConcurrencyConfigRequest;
import dev.gust.wire.model.lambda.PutProvisionedConcurrencyConfigResponse;
import dev.gust.wire.model.lambda.PutRuntimeManagementConfigRequest;
import dev.gust.wire.model.lambda.PutRuntimeManagementConfigResponse;
import dev.gust.wire.model.lambda.RemoveLayerVersionPermissionOutput;
import dev.gust.wire.model.lambda.RemoveLayerVersionPermissionRequest;
import dev.gust.wire.operation.CallContext;

/** The operations on provisioned concurrency on runtimes, and on the permissions of layers; Lambda has more than one file can tell. */
abstract class CapacityAndLayerOperations extends EventSourceOperations {
    abstract ProvisionedConcurrency provisioned();

    abstract LayerPermissions layerPermissions();

    abstract RuntimePolicies policies();

    @Override
    public PutProvisionedConcurrencyConfigResponse putProvisionedConcurrencyConfig(
            PutProvisionedConcurrencyConfigRequest input, CallContext context) {
        return provisioned().put(input, context);
    }

    @Override
    public GetProvisionedConcurrencyConfigResponse getProvisionedConcurrencyConfig(
            GetProvisionedConcurrencyConfigRequest input, CallContext context) {
        return provisioned().get(input, context);
    }

    @Override
    public ListProvisionedConcurrencyConfigsResponse listProvisionedConcurrencyConfigs(
            ListProvisionedConcurrencyConfigsRequest input, CallContext context) {
        return provisioned().list(input, context);
    }

    @Override
    public DeleteProvisionedConcurrencyConfigOutput deleteProvisionedConcurrencyConfig(
            DeleteProvisionedConcurrencyConfigRequest input, CallContext context) {
        return provisioned().delete(input, context);
    }

    @Override
    public AddLayerVersionPermissionResponse addLayerVersionPermission(
            AddLayerVersionPermissionRequest input, CallContext context) {
        return layerPermissions().add(input, context);
    }

    @Override
    public GetLayerVersionPolicyResponse getLayerVersionPolicy(
            GetLayerVersionPolicyRequest input, CallContext context) {
        return layerPermissions().get(input, context);
    }

    @Override
    public RemoveLayerVersionPermissionOutput removeLayerVersionPermission(
            RemoveLayerVersionPermissionRequest input, CallContext context) {
        return layerPermissions().remove(input, context);
    }

    @Override
    public GetRuntimeManagementConfigResponse getRuntimeManagementConfig(
            GetRuntimeManagementConfigRequest input, CallContext context) {
        return policies().runtime(input, context);
    }

    @Override
    public PutRuntimeManagementConfigResponse putRuntimeManagementConfig(
            PutRuntimeManagementConfigRequest input, CallContext context) {
        return policies().putRuntime(input, context);
    }

    @Override
    public GetFunctionRecursionConfigResponse getFunctionRecursionConfig(
            GetFunctionRecursionConfigRequest input, CallContext context) {
        return policies().recursion(input, context);
    }

    @Override
    public PutFunctionRecursionConfigResponse putFunctionRecursionConfig(
            PutFunctionRecursionConfigRequest input, CallContext context) {
        return policies().putRecursion(input, context);
    }
}

package dev.gust.services.lambda;

import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.policy.Decision;
import dev.gust.services.ports.policy.PolicyEvaluator;
import dev.gust.services.ports.policy.PolicyRequest;
import dev.gust.storage.Key;
import dev.gust.storage.Reader;
import dev.gust.wire.model.lambda.AddLayerVersionPermissionRequest;
import dev.gust.wire.model.lambda.AddLayerVersionPermissionResponse;
import dev.gust.wire.model.lambda.GetLayerVersionPolicyRequest;
import dev.gust.wire.model.lambda.GetLayerVersionPolicyResponse;
import dev.gust.wire.model.lambda.RemoveLayerVersionPermissionOutput;
import dev.gust.wire.model.lambda.RemoveLayerVersionPermissionRequest;
import dev.gust.wire.operation.CallContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which other accounts may use a layer's version. */
final class LayerPermissions {
    static final String ACTION = "lambda:GetLayerVersion";

    private final LambdaParts parts;
    private final LambdaStore store;

    LayerPermissions(LambdaParts parts) {
        this.parts = parts;
        this.store = parts.store();
    }

    AddLayerVersionPermissionResponse add(AddLayerVersionPermissionRequest input, CallContext context) {
        Scope scope = Scope.of(context);
        String layer = Layers.own(input.layerName(), "lambda:AddLayerVersionPermission", context);
        ConfigurationRules.refuse(
                input.organizationId(), "OrganizationId of layer permissions (there are no organizations)");
        String statement = statement(input, scope, layer).toJson();
        PolicyRecord changed = store.store().transact(tx -> {
            requireVersion(tx, scope, layer, input.versionNumber());
            Key key = scope.layerPolicy(layer, input.versionNumber());
            Optional<PolicyRecord> before = tx.get(key, PolicyRecord.CODEC);
            checkRevision(input.revisionId(), before);
            Map<String, String> statements = PolicyRecord.statements(before);
            Permissions.put(statements, input.statementId(), statement);
            PolicyRecord after = new PolicyRecord(statements, parts.ids().uuid(), "");
            Permissions.requireRoom(after);
            tx.put(key, PolicyRecord.CODEC, after);
            return after;
        });
        return new AddLayerVersionPermissionResponse(statement, changed.revisionId());
    }

    GetLayerVersionPolicyResponse get(GetLayerVersionPolicyRequest input, CallContext context) {
        Scope scope = Scope.of(context);
        String layer = Layers.own(input.layerName(), "lambda:GetLayerVersionPolicy", context);
        PolicyRecord policy = store.store().read(snapshot -> {
            requireVersion(snapshot, scope, layer, input.versionNumber());
            return snapshot.get(scope.layerPolicy(layer, input.versionNumber()), PolicyRecord.CODEC)
                    .orElseThrow(() -> LambdaErrors.notFound("No policy is associated with the given resource."));
        });
        return new GetLayerVersionPolicyResponse(policy.document(), policy.revisionId());
    }

    RemoveLayerVersionPermissionOutput remove(RemoveLayerVersionPermissionRequest input, CallContext context) {
        Scope scope = Scope.of(context);
        String layer = Layers.own(input.layerName(), "lambda:RemoveLayerVersionPermission", context);
        store.store().write(tx -> {
            requireVersion(tx, scope, layer, input.versionNumber());
            Key key = scope.layerPolicy(layer, input.versionNumber());
            Optional<PolicyRecord> before = tx.get(key, PolicyRecord.CODEC);
            Map<String, String> statements = Permissions.without(before, input.statementId());
            checkRevision(input.revisionId(), before);
            if (statements.isEmpty()) {
                tx.delete(key);
            } else {
                tx.put(
                        key,
                        PolicyRecord.CODEC,
                        new PolicyRecord(statements, parts.ids().uuid(), ""));
            }
        });
        return new RemoveLayerVersionPermissionOutput();
    }

    private static void checkRevision(@Nullable String expected, Optional<PolicyRecord> actual) {
        if (expected != null
                && !expected.equals(actual.map(PolicyRecord::revisionId).orElse(""))) {
            throw LambdaErrors.revisionDiffers("GetLayerPolicy");
        }
    }

    /** Whether the version's policy lets the account use it. */
    static boolean allows(Reader reader, Scope owner, String layer, long version, String account) {
        Optional<PolicyRecord> policy = reader.get(owner.layerPolicy(layer, version), PolicyRecord.CODEC);
        if (policy.isEmpty()) {
            return false;
        }
        PolicyRequest.Caller caller =
                new PolicyRequest.Caller.Identity(account, List.of("arn:aws:iam::" + account + ":root"));
        PolicyRequest request = new PolicyRequest(
                caller, ACTION, Layers.arn(owner, layer, version).toString(), Map.of());
        return PolicyEvaluator.decide(List.of(InvokePermission.parse(policy.get())), request) == Decision.ALLOWED;
    }

    private static void requireVersion(Reader reader, Scope scope, String layer, long version) {
        if (reader.get(scope.layerVersions(layer).plus(version)).isEmpty()) {
            throw LambdaErrors.notFound("Layer version " + Layers.arn(scope, layer, version) + " does not exist.");
        }
    }

    private static JsonValue.Obj statement(AddLayerVersionPermissionRequest input, Scope scope, String layer) {
        Map<String, JsonValue> statement = new LinkedHashMap<>();
        statement.put("Sid", JsonValue.of(input.statementId()));
        statement.put("Effect", JsonValue.of("Allow"));
        statement.put("Principal", Permissions.principal(input.principal()));
        statement.put("Action", JsonValue.of(input.action()));
        statement.put(
                "Resource",
                JsonValue.of(Layers.arn(scope, layer, input.versionNumber()).toString()));
        return new JsonValue.Obj(statement);
    }
}

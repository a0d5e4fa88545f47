package dev.gust.services.lambda;

import dev.gust.base.json.JsonValue;
import dev.gust.storage.Key;
import dev.gust.storage.Reader;
import dev.gust.wire.model.lambda.AddPermissionRequest;
import dev.gust.wire.model.lambda.AddPermissionResponse;
import dev.gust.wire.model.lambda.GetPolicyRequest;
import dev.gust.wire.model.lambda.GetPolicyResponse;
import dev.gust.wire.model.lambda.PolicyLengthExceededException;
import dev.gust.wire.model.lambda.RemovePermissionOutput;
import dev.gust.wire.model.lambda.RemovePermissionRequest;
import dev.gust.wire.model.lambda.ResourceNotFoundException;
import dev.gust.wire.operation.CallContext;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The resource policies of functions, versions and aliases, statement by statement. */
final class Permissions {
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final int MAXIMUM_POLICY_BYTES = 20_480;

    private final LambdaParts parts;
    private final LambdaStore store;

    Permissions(LambdaParts parts) {
        this.parts = parts;
        this.store = parts.store();
    }

    /** Where a policy is, and the revision that what it hangs on has of its own. */
    private record Place(Key key, String ownRevision) {
        /** AWS's revision ids are those of the function, version or alias: its configuration and its policy count as one. */
        String revision(Reader reader) {
            return LambdaStore.toldRevision(reader, key, ownRevision);
        }

        void check(Reader reader, @Nullable String expected) {
            if (expected != null && !expected.equals(revision(reader))) {
                throw LambdaErrors.revisionDiffers();
            }
        }
    }

    AddPermissionResponse add(AddPermissionRequest input, CallContext context) {
        FunctionReference reference = FunctionReference.of(input.functionName(), input.qualifier(), context);
        refuseLatest(reference);
        if (input.functionUrlAuthType() != null && !input.action().equals("lambda:InvokeFunctionUrl")) {
            throw LambdaErrors.invalid("FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action");
        }
        String statement = statement(input, reference).toJson();
        store.store().write(tx -> {
            Place place = place(tx, reference);
            place.check(tx, input.revisionId());
            Map<String, String> statements = PolicyRecord.statements(tx.get(place.key(), PolicyRecord.CODEC));
            put(statements, input.statementId(), statement);
            PolicyRecord after = new PolicyRecord(statements, parts.ids().uuid(), place.ownRevision());
            requireRoom(after);
            tx.put(place.key(), PolicyRecord.CODEC, after);
        });
        return new AddPermissionResponse(statement);
    }

    static void put(Map<String, String> statements, String id, String statement) {
        if (statements.putIfAbsent(id, statement) != null) {
            throw LambdaErrors.conflict(
                    "The statement id (" + id
                            + ") provided already exists. Please provide a new statement id, or remove the existing statement.");
        }
    }

    static void requireRoom(PolicyRecord policy) {
        int bytes = policy.document().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAXIMUM_POLICY_BYTES) {
            throw new PolicyLengthExceededException(
                    "The final policy size (" + bytes + ") is bigger than the limit (" + MAXIMUM_POLICY_BYTES + ").",
                    "User");
        }
    }

    RemovePermissionOutput remove(RemovePermissionRequest input, CallContext context) {
        FunctionReference reference = FunctionReference.of(input.functionName(), input.qualifier(), context);
        store.store().write(tx -> {
            if (store.find(tx, reference).isEmpty()) {
                throw LambdaErrors.notFound("No policy found for: " + reference.arn());
            }
            Place place = place(tx, reference);
            Optional<PolicyRecord> before = tx.get(place.key(), PolicyRecord.CODEC);
            Map<String, String> statements = without(before, input.statementId());
            place.check(tx, input.revisionId());
            tx.put(
                    place.key(),
                    PolicyRecord.CODEC,
                    new PolicyRecord(statements, parts.ids().uuid(), place.ownRevision()));
        });
        return new RemovePermissionOutput();
    }

    /** The statements of a policy but for one. */
    static Map<String, String> without(Optional<PolicyRecord> policy, String statementId) {
        Map<String, String> statements = PolicyRecord.statements(policy);
        if (statements.isEmpty()) {
            throw LambdaErrors.notFound("No policy is associated with the given resource.");
        }
        if (statements.remove(statementId) == null) {
            throw LambdaErrors.notFound("Statement " + statementId + " is not found in resource policy.");
        }
        return statements;
    }

    GetPolicyResponse get(GetPolicyRequest input, CallContext context) {
        FunctionReference reference = FunctionReference.of(input.functionName(), input.qualifier(), context);
        return store.store().read(snapshot -> {
            store.function(snapshot, reference.withQualifier(null));
            Place place = existing(snapshot, reference);
            PolicyRecord policy = snapshot.get(place.key(), PolicyRecord.CODEC)
                    .filter(record -> !record.statements().isEmpty())
                    .orElseThrow(LambdaErrors::noResource);
            return new GetPolicyResponse(policy.document(), place.revision(snapshot));
        });
    }

    /** AWS says of a version or alias that is not there what it says of one without a policy. */
    private Place existing(Reader reader, FunctionReference reference) {
        try {
            return place(reader, reference);
        } catch (ResourceNotFoundException noVersionOrAlias) {
            throw LambdaErrors.noResource();
        }
    }

    /** The policy's place; what it hangs on must exist. */
    private Place place(Reader reader, FunctionReference reference) {
        LambdaStore.Found found = store.resolveNamed(reader, reference);
        AliasRecord alias = found.alias();
        String qualifier = reference.isLatest() ? "" : Functions.orEmpty(reference.qualifier());
        return new Place(
                Scope.of(reference).policy(found.function().id(), qualifier),
                alias == null ? found.version().revisionId() : alias.revisionId());
    }

    private static JsonValue.Obj statement(AddPermissionRequest input, FunctionReference reference) {
        Map<String, JsonValue> statement = new LinkedHashMap<>();
        statement.put("Sid", JsonValue.of(input.statementId()));
        statement.put("Effect", JsonValue.of("Allow"));
        statement.put("Principal", principal(input.principal()));
        statement.put("Action", JsonValue.of(input.action()));
        statement.put("Resource", JsonValue.of(reference.arn().toString()));
        JsonValue.Obj conditions = conditions(input);
        if (!conditions.members().isEmpty()) {
            statement.put("Condition", conditions);
        }
        return new JsonValue.Obj(statement);
    }

    static JsonValue principal(String principal) {
        if (principal.equals("*")) {
            return JsonValue.of("*");
        }
        if (ACCOUNT.matcher(principal).matches()) {
            return single("AWS", JsonValue.of("arn:aws:iam::" + principal + ":root"));
        }
        if (principal.startsWith("arn:")) {
            return single("AWS", JsonValue.of(principal));
        }
        if (principal.indexOf('.') > 0) {
            return single("Service", JsonValue.of(principal));
        }
        throw LambdaErrors.invalid("The provided principal was invalid. Please check the principal and try again.");
    }

    /** In the order in which AWS writes them. */
    private static JsonValue.Obj conditions(AddPermissionRequest input) {
        Map<String, JsonValue> equal = new LinkedHashMap<>();
        if (input.functionUrlAuthType() != null) {
            equal.put(
                    "lambda:FunctionUrlAuthType",
                    JsonValue.of(input.functionUrlAuthType().wireValue()));
        }
        add(equal, "aws:PrincipalOrgID", input.principalOrgID());
        add(equal, "AWS:SourceAccount", input.sourceAccount());
        add(equal, "lambda:EventSourceToken", input.eventSourceToken());
        Map<String, JsonValue> conditions = new LinkedHashMap<>();
        if (!equal.isEmpty()) {
            conditions.put("StringEquals", new JsonValue.Obj(equal));
        }
        if (Boolean.TRUE.equals(input.invokedViaFunctionUrl())) {
            conditions.put("Bool", single("lambda:InvokedViaFunctionUrl", JsonValue.of("true")));
        }
        if (input.sourceArn() != null) {
            conditions.put("ArnLike", single("AWS:SourceArn", JsonValue.of(input.sourceArn())));
        }
        return new JsonValue.Obj(conditions);
    }

    private static void add(Map<String, JsonValue> members, String name, @Nullable String value) {
        if (value != null) {
            members.put(name, JsonValue.of(value));
        }
    }

    private static JsonValue.Obj single(String name, JsonValue value) {
        return new JsonValue.Obj(Map.of(name, value));
    }

    private static void refuseLatest(FunctionReference reference) {
        if (FunctionReference.LATEST.equals(reference.qualifier())) {
            throw LambdaErrors.invalid("We currently do not support adding policies for $LATEST.");
        }
    }
}

package dev.gust.services.lambda;

import dev.gust.base.json.JsonValue;
import dev.gust.storage.Key;
import dev.gust.storage.Reader;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.lambda.AddPermissionRequest;
import dev.gust.wire.model.lambda.AddPermissionResponse;
import dev.gust.wire.model.lambda.GetPolicyRequest;
import dev.gust.wire.model.lambda.GetPolicyResponse;
import dev.gust.wire.model.lambda.PolicyLengthExceededException;
import dev.gust.wire.model.lambda.RemovePermissionOutput;
import dev.gust.wire.model.lambda.RemovePermissionRequest;
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

    AddPermissionResponse add(AddPermissionRequest input, CallContext context) {
        FunctionReference reference = FunctionReference.of(input.functionName(), input.qualifier(), context);
        refuseLatest(reference);
        if (input.functionUrlAuthType() != null && !input.action().equals("lambda:InvokeFunctionUrl")) {
            throw LambdaErrors.invalid("FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action");
        }
        String statement = statement(input, reference).toJson();
        store.store().write(tx -> {
            Key key = key(tx, reference);
            Optional<PolicyRecord> before = tx.get(key, PolicyRecord.CODEC);
            checkRevision(input.revisionId(), before, "GetPolicy");
            Map<String, String> statements =
                    new LinkedHashMap<>(before.map(PolicyRecord::statements).orElse(Map.of()));
            if (statements.putIfAbsent(input.statementId(), statement) != null) {
                throw LambdaErrors.conflict(
                        "The statement id (" + input.statementId()
                                + ") provided already exists. Please provide a new statement id, or remove the existing statement.");
            }
            PolicyRecord after = new PolicyRecord(statements, parts.ids().uuid());
            int bytes = after.document().getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAXIMUM_POLICY_BYTES) {
                throw new PolicyLengthExceededException(
                        "The final policy size (" + bytes + ") is bigger than the limit (" + MAXIMUM_POLICY_BYTES
                                + ").",
                        "User");
            }
            tx.put(key, PolicyRecord.CODEC, after);
        });
        return new AddPermissionResponse(statement);
    }

    RemovePermissionOutput remove(RemovePermissionRequest input, CallContext context) {
        FunctionReference reference = FunctionReference.of(input.functionName(), input.qualifier(), context);
        store.store().write(tx -> {
            Key key = key(tx, reference);
            removeStatement(
                    tx,
                    key,
                    input.statementId(),
                    input.revisionId(),
                    "GetPolicy",
                    parts.ids().uuid());
        });
        return new RemovePermissionOutput();
    }

    /**
     * Takes a statement out of a policy, and with the last one the policy.
     *
     * @param shownBy the operation that tells the revision that was asked for
     */
    static void removeStatement(
            Transaction tx,
            Key key,
            String statementId,
            @Nullable String askedRevision,
            String shownBy,
            String newRevision) {
        PolicyRecord before = tx.get(key, PolicyRecord.CODEC)
                .orElseThrow(() -> LambdaErrors.notFound("No policy is associated with the given resource."));
        checkRevision(askedRevision, Optional.of(before), shownBy);
        Map<String, String> statements = new LinkedHashMap<>(before.statements());
        if (statements.remove(statementId) == null) {
            throw LambdaErrors.notFound("Statement " + statementId + " is not found in resource policy.");
        }
        if (statements.isEmpty()) {
            tx.delete(key);
        } else {
            tx.put(key, PolicyRecord.CODEC, new PolicyRecord(statements, newRevision));
        }
    }

    GetPolicyResponse get(GetPolicyRequest input, CallContext context) {
        FunctionReference reference = FunctionReference.of(input.functionName(), input.qualifier(), context);
        PolicyRecord policy = store.store()
                .<Optional<PolicyRecord>>read(snapshot -> snapshot.get(key(snapshot, reference), PolicyRecord.CODEC))
                .orElseThrow(LambdaErrors::noResource);
        return new GetPolicyResponse(policy.document(), policy.revisionId());
    }

    /** The policy's place; what it hangs on must exist. */
    private Key key(Reader reader, FunctionReference reference) {
        LambdaStore.Found found = store.resolve(reader, reference, AliasRecord.shares());
        String qualifier = reference.isLatest() ? "" : Functions.orEmpty(reference.qualifier());
        return Scope.of(reference).policy(found.function().id(), qualifier);
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

    private static JsonValue.Obj conditions(AddPermissionRequest input) {
        Map<String, JsonValue> equal = new LinkedHashMap<>();
        put(equal, "AWS:SourceAccount", input.sourceAccount());
        put(equal, "aws:PrincipalOrgID", input.principalOrgID());
        put(equal, "lambda:EventSourceToken", input.eventSourceToken());
        if (input.functionUrlAuthType() != null) {
            equal.put(
                    "lambda:FunctionUrlAuthType",
                    JsonValue.of(input.functionUrlAuthType().wireValue()));
        }
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

    private static void put(Map<String, JsonValue> members, String name, @Nullable String value) {
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

    static void checkRevision(@Nullable String expected, Optional<PolicyRecord> actual, String source) {
        if (expected != null
                && !expected.equals(actual.map(PolicyRecord::revisionId).orElse(""))) {
            throw LambdaErrors.revisionDiffers(source);
        }
    }
}

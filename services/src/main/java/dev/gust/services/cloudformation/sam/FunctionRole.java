package dev.gust.services.cloudformation.sam;

import dev.gust.base.Suggestion;
import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.TemplateJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The role that SAM makes for a function that names none. */
final class FunctionRole {
    private static final String MANAGED = "arn:aws:iam::aws:policy/";
    private static final String SERVICE_ROLE = MANAGED + "service-role/";
    private static final Set<String> SERVICE_ROLE_NAMES = Set.of(
            "AWSLambdaBasicExecutionRole",
            "AWSLambdaDynamoDBExecutionRole",
            "AWSLambdaENIManagementAccess",
            "AWSLambdaKinesisExecutionRole",
            "AWSLambdaMSKExecutionRole",
            "AWSLambdaRole",
            "AWSLambdaSQSQueueExecutionRole",
            "AWSLambdaVPCAccessExecutionRole");

    private final ServerlessResource function;
    private final List<JsonValue> managed = new ArrayList<>();
    private final List<JsonValue> inline = new ArrayList<>();

    FunctionRole(ServerlessResource function) {
        this.function = function;
        addManaged("AWSLambdaBasicExecutionRole");
    }

    String logicalId() {
        return function.logicalId() + "Role";
    }

    /** Adds one of AWS's own policies by its name. */
    void addManaged(String name) {
        JsonValue arn = JsonValue.of(arn(name));
        if (!managed.contains(arn)) {
            managed.add(arn);
        }
    }

    private static String arn(String name) {
        if (name.startsWith("arn:")) {
            return name;
        }
        return (SERVICE_ROLE_NAMES.contains(name) ? SERVICE_ROLE : MANAGED) + name;
    }

    void addInline(String name, JsonValue.Obj document) {
        inline.add(TemplateJson.object("PolicyName", name, "PolicyDocument", document));
    }

    /** Adds what the Policies property names: managed policies, templates, documents. */
    void addPolicies() {
        List<JsonValue> policies = function.list("Policies");
        for (int i = 0; i < policies.size(); i++) {
            add(policies.get(i), logicalId() + "Policy" + i);
        }
    }

    private void add(JsonValue policy, String name) {
        switch (policy) {
            case JsonValue.Str(String text) -> addManaged(text);
            case JsonValue.Obj object -> add(object, name);
            case JsonValue.Array _, JsonValue.Num _, JsonValue.Bool _, JsonValue.Null _ ->
                throw function.wrong(
                        policy, "Each of 'Policies' is the name of a policy, a policy document or a template.");
        }
    }

    private void add(JsonValue.Obj policy, String name) {
        if (policy.get("Statement").isPresent()) {
            addInline(name, policy);
            return;
        }
        if (policy.members().size() != 1) {
            throw function.wrong(policy, "A policy document of 'Policies' has a 'Statement'.");
        }
        String key = policy.members().keySet().iterator().next();
        JsonValue value = policy.members().values().iterator().next();
        if (key.equals("Ref") || key.startsWith("Fn::")) {
            managed.add(policy);
            return;
        }
        List<String> parameters = PolicyTemplates.parameters(key)
                .orElseThrow(() -> function.wrong(
                        policy,
                        "Gust knows no policy template " + key + Suggestion.suffix(key, PolicyTemplates.names())));
        JsonValue.Obj values = function.object(key, value);
        parameters.stream()
                .filter(parameter -> values.get(parameter).isEmpty())
                .findFirst()
                .ifPresent(missing -> {
                    throw function.wrong(
                            policy,
                            "Must specify valid parameter values for policy template '" + key + "': " + missing
                                    + " is missing.");
                });
        addInline(name, PolicyTemplates.document(key, values));
    }

    void addTo(Expansion expansion, JsonValue tags) {
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put(
                "AssumeRolePolicyDocument",
                function.get("AssumeRolePolicyDocument").orElseGet(FunctionRole::trust));
        properties.put("ManagedPolicyArns", JsonValue.array(managed));
        function.get("RolePath").ifPresent(path -> properties.put("Path", path));
        if (!inline.isEmpty()) {
            properties.put("Policies", JsonValue.array(inline));
        }
        function.copy(properties, "PermissionsBoundary");
        properties.put("Tags", tags);
        expansion.add(logicalId(), "AWS::IAM::Role", function.inherited(), new JsonValue.Obj(properties));
    }

    private static JsonValue trust() {
        return trust("lambda.amazonaws.com");
    }

    static JsonValue.Obj trust(String service) {
        return TemplateJson.policy(TemplateJson.object(
                "Action", TemplateJson.array("sts:AssumeRole"),
                "Effect", "Allow",
                "Principal", TemplateJson.object("Service", TemplateJson.array(service))));
    }
}

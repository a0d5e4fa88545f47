package dev.gust.cli.deploy.serverless;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.TemplateJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The role that all functions of a service share, unless they name one. */
final class ExecutionRole {
    static final String ID = "IamRoleLambdaExecution";

    private final Service service;
    private final Section provider;
    private final Section own;
    private final List<JsonValue> statements = new ArrayList<>();
    private boolean needed;

    ExecutionRole(Service service) {
        this.service = service;
        this.provider = service.provider();
        Section iam = provider.sectionOrEmpty("iam").check(Set.of("role"), Set.of("deploymentRole"));
        boolean named =
                iam.value("role").filter(JsonValue.Obj.class::isInstance).isPresent();
        this.own = (named && !isReference(iam)
                        ? iam
                        : new Section("provider.iam", TemplateJson.object(), iam.positions()))
                .sectionOrEmpty("role")
                .check(
                        Set.of("statements", "managedPolicies", "name", "path", "permissionsBoundary", "tags"),
                        Set.of("permissionBoundary"));
    }

    private static boolean isReference(Section iam) {
        return iam.value("role").orElse(JsonValue.of("")) instanceof JsonValue.Obj object
                && object.members().keySet().stream().anyMatch(name -> name.equals("Ref") || name.startsWith("Fn::"));
    }

    void allow(JsonValue action, JsonValue resource) {
        JsonValue statement = TemplateJson.object("Effect", "Allow", "Action", action, "Resource", resource);
        if (!statements.contains(statement)) {
            statements.add(statement);
        }
    }

    /** The role of a function: its own, the service's, or the one that is made here. */
    JsonValue of(Section function) {
        Optional<JsonValue> given = function.value("role")
                .or(() -> provider.value("role"))
                .or(() -> provider.sectionOrEmpty("iam")
                        .value("role")
                        .filter(value ->
                                value instanceof JsonValue.Str || isReference(provider.sectionOrEmpty("iam"))));
        if (given.isEmpty()) {
            needed = true;
            return TemplateJson.attribute(ID, "Arn");
        }
        return given.get() instanceof JsonValue.Str(String text) && !text.startsWith("arn:")
                ? TemplateJson.attribute(text, "Arn")
                : given.get();
    }

    boolean isNeeded() {
        return needed;
    }

    void addTo(Draft draft) {
        if (!needed) {
            return;
        }
        Naming naming = service.naming();
        List<JsonValue> all = new ArrayList<>();
        String logs = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/";
        List<JsonValue> groups = new ArrayList<>();
        List<JsonValue> streams = new ArrayList<>();
        service.functions()
                .values()
                .forEach(function -> function.text("name").ifPresent(name -> {
                    groups.add(TemplateJson.sub(logs + name + ":*"));
                    streams.add(TemplateJson.sub(logs + name + ":*:*"));
                }));
        groups.add(TemplateJson.sub(logs + naming.stack() + "*:*"));
        streams.add(TemplateJson.sub(logs + naming.stack() + "*:*:*"));
        all.add(TemplateJson.object(
                "Effect", "Allow",
                "Action", TemplateJson.array("logs:CreateLogStream", "logs:CreateLogGroup", "logs:TagResource"),
                "Resource", JsonValue.array(groups)));
        all.add(TemplateJson.object(
                "Effect", "Allow",
                "Action", TemplateJson.array("logs:PutLogEvents"),
                "Resource", JsonValue.array(streams)));
        all.addAll(own.list("statements"));
        all.addAll(provider.list("iamRoleStatements"));
        all.addAll(statements);
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put(
                "AssumeRolePolicyDocument",
                TemplateJson.policy(TemplateJson.object(
                        "Effect", "Allow",
                        "Principal", TemplateJson.object("Service", TemplateJson.array("lambda.amazonaws.com")),
                        "Action", TemplateJson.array("sts:AssumeRole"))));
        properties.put(
                "Policies",
                TemplateJson.array(TemplateJson.object(
                        "PolicyName",
                        naming.stack() + "-lambda",
                        "PolicyDocument",
                        TemplateJson.object("Version", "2012-10-17", "Statement", JsonValue.array(all)))));
        properties.put("Path", own.value("path").orElse(JsonValue.of("/")));
        properties.put(
                "RoleName",
                own.value("name").orElseGet(() -> TemplateJson.sub(naming.stack() + "-${AWS::Region}-lambdaRole")));
        List<JsonValue> managed = new ArrayList<>(own.list("managedPolicies"));
        managed.addAll(provider.list("iamManagedPolicies"));
        if (!managed.isEmpty()) {
            properties.put("ManagedPolicyArns", JsonValue.array(managed));
        }
        own.copy(properties, "permissionsBoundary", "PermissionsBoundary");
        own.section("tags").ifPresent(tags -> properties.put("Tags", FunctionResources.tagList(tags.members())));
        draft.add(ID, "AWS::IAM::Role", new JsonValue.Obj(properties));
    }
}

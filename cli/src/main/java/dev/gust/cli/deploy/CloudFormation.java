package dev.gust.cli.deploy;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.Document;
import dev.gust.base.yaml.DocumentSyntaxException;
import dev.gust.cli.aws.AwsCall;
import dev.gust.cli.aws.Operations;
import dev.gust.cli.aws.XmlTree;
import dev.gust.cli.command.CommandFailure;
import dev.gust.cli.http.HttpAnswer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The operations of CloudFormation that deploying needs. */
final class CloudFormation {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String VERSION = "2010-05-15";
    private static final String UNCHANGED = "didn't contain changes";

    private final Operations operations;

    CloudFormation(Operations operations) {
        this.operations = operations;
    }

    /** A stack as it is now. */
    record StackState(String arn, String name, String status, String reason, Map<String, String> outputs) {}

    /** What was changed of one resource, or of the stack itself. */
    record StackEvent(String id, String resource, String physicalId, String type, String status, String reason) {
        boolean isOfStack(String stackArn) {
            return physicalId.equals(stackArn);
        }

        boolean isSettled() {
            return status.endsWith("_COMPLETE") || status.endsWith("_FAILED");
        }
    }

    /** A resource of a stack. */
    record StackResource(String logicalId, String physicalId, String type, String status) {}

    /** A change set, or nothing where there is nothing to change. */
    record ChangeSet(String arn, String stackArn) {}

    Optional<StackState> describe(String stack) {
        AwsCall call = call("DescribeStacks", "StackName", stack);
        HttpAnswer answer = operations.any(call, call.body().getBytes(StandardCharsets.UTF_8), PATIENCE);
        if (!answer.isSuccess()) {
            if (Operations.Refusal.of(answer).message().contains("does not exist")) {
                return Optional.empty();
            }
            throw Operations.refused(call, answer);
        }
        return XmlTree.parse(answer.body())
                .find("DescribeStacksResult", "Stacks", "member")
                .map(member -> {
                    Map<String, String> outputs = new LinkedHashMap<>();
                    members(member, "Outputs")
                            .forEach(output -> outputs.put(text(output, "OutputKey"), text(output, "OutputValue")));
                    return new StackState(
                            text(member, "StackId"),
                            text(member, "StackName"),
                            text(member, "StackStatus"),
                            text(member, "StackStatusReason"),
                            outputs);
                });
    }

    /**
     * Nothing where the template changes nothing.
     *
     * @param onTemplate the failure for what CloudFormation has against the template
     */
    Optional<ChangeSet> prepare(
            String stack,
            boolean creates,
            String name,
            String template,
            Map<String, String> tags,
            Map<String, String> parameters,
            Function<String, CommandFailure> onTemplate) {
        List<String> input = new ArrayList<>(List.of(
                "StackName",
                stack,
                "ChangeSetName",
                name,
                "ChangeSetType",
                creates ? "CREATE" : "UPDATE",
                "TemplateBody",
                template));
        List<String> capabilities = List.of("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND");
        for (int i = 0; i < capabilities.size(); i++) {
            input.addAll(List.of("Capabilities.member." + (i + 1), capabilities.get(i)));
        }
        pairs(input, "Tags", "Key", "Value", tags);
        pairs(input, "Parameters", "ParameterKey", "ParameterValue", parameters);
        AwsCall call = call("CreateChangeSet", input.toArray(String[]::new));
        HttpAnswer answer = operations.any(call, call.body().getBytes(StandardCharsets.UTF_8), PATIENCE);
        if (!answer.isSuccess()) {
            Operations.Refusal refusal = Operations.Refusal.of(answer);
            throw refusal.code().equals("ValidationError")
                    ? onTemplate.apply(refusal.message())
                    : Operations.refused(call, answer);
        }
        XmlTree made =
                XmlTree.parse(answer.body()).find("CreateChangeSetResult").orElse(XmlTree.EMPTY);
        ChangeSet changeSet = new ChangeSet(text(made, "Id"), text(made, "StackId"));
        XmlTree state = operations
                .callXml(call("DescribeChangeSet", "ChangeSetName", changeSet.arn()), PATIENCE)
                .find("DescribeChangeSetResult")
                .orElse(XmlTree.EMPTY);
        if (!text(state, "Status").equals("FAILED")) {
            return Optional.of(changeSet);
        }
        operations.raw(call("DeleteChangeSet", "ChangeSetName", changeSet.arn()), PATIENCE);
        if (text(state, "StatusReason").contains(UNCHANGED)) {
            return Optional.empty();
        }
        throw StackChange.refused(stack, text(state, "StatusReason"));
    }

    private static void pairs(List<String> input, String list, String key, String value, Map<String, String> pairs) {
        int number = 1;
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            String prefix = list + ".member." + number++ + ".";
            input.addAll(List.of(prefix + key, pair.getKey(), prefix + value, pair.getValue()));
        }
    }

    void execute(ChangeSet changeSet, String token) {
        operations.raw(
                call("ExecuteChangeSet", "ChangeSetName", changeSet.arn(), "ClientRequestToken", token), PATIENCE);
    }

    void delete(String stackArn, String token) {
        operations.raw(call("DeleteStack", "StackName", stackArn, "ClientRequestToken", token), PATIENCE);
    }

    /** What came to pass under a token since, the oldest first. */
    List<StackEvent> events(String stackArn, String token, Set<String> seen) {
        List<StackEvent> events = new ArrayList<>();
        String next = "";
        boolean more = true;
        while (more) {
            AwsCall call = next.isEmpty()
                    ? call("DescribeStackEvents", "StackName", stackArn)
                    : call("DescribeStackEvents", "StackName", stackArn, "NextToken", next);
            XmlTree page = operations
                    .callXml(call, PATIENCE)
                    .find("DescribeStackEventsResult")
                    .orElse(XmlTree.EMPTY);
            next = text(page, "NextToken");
            more = !next.isEmpty();
            for (XmlTree event : members(page, "StackEvents")) {
                if (!text(event, "ClientRequestToken").equals(token) || seen.contains(text(event, "EventId"))) {
                    more = false;
                    break;
                }
                events.addFirst(new StackEvent(
                        text(event, "EventId"),
                        text(event, "LogicalResourceId"),
                        text(event, "PhysicalResourceId"),
                        text(event, "ResourceType"),
                        text(event, "ResourceStatus"),
                        text(event, "ResourceStatusReason")));
            }
        }
        return events;
    }

    List<StackResource> resources(String stack) {
        List<StackResource> resources = new ArrayList<>();
        String next = "";
        do {
            AwsCall call = next.isEmpty()
                    ? call("ListStackResources", "StackName", stack)
                    : call("ListStackResources", "StackName", stack, "NextToken", next);
            XmlTree page = operations
                    .callXml(call, PATIENCE)
                    .find("ListStackResourcesResult")
                    .orElse(XmlTree.EMPTY);
            for (XmlTree resource : members(page, "StackResourceSummaries")) {
                resources.add(new StackResource(
                        text(resource, "LogicalResourceId"),
                        text(resource, "PhysicalResourceId"),
                        text(resource, "ResourceType"),
                        text(resource, "ResourceStatus")));
            }
            next = text(page, "NextToken");
        } while (!next.isEmpty());
        return resources;
    }

    /** The template after its transforms; an empty one where it cannot be read. */
    JsonValue.Obj processed(String stack) {
        String text = operations
                .callXml(call("GetTemplate", "StackName", stack, "TemplateStage", "Processed"), PATIENCE)
                .textAt("GetTemplateResult", "TemplateBody")
                .orElse("{}");
        try {
            Document document = text.stripLeading().startsWith("{") ? Document.ofJson(text) : Document.ofYaml(text);
            return document.root() instanceof JsonValue.Obj object ? object : new JsonValue.Obj(Map.of());
        } catch (DocumentSyntaxException e) {
            return new JsonValue.Obj(Map.of());
        }
    }

    private static List<XmlTree> members(XmlTree tree, String list) {
        return tree.find(list).map(XmlTree::children).orElse(List.of());
    }

    private static String text(XmlTree tree, String name) {
        return tree.textAt(name).orElse("");
    }

    private static AwsCall call(String action, String... namesAndValues) {
        StringBuilder parameters = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters
                    .append(i == 0 ? "" : "&")
                    .append(namesAndValues[i])
                    .append('=')
                    .append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
        }
        return AwsCall.query("cloudformation", action, VERSION, parameters.toString());
    }
}

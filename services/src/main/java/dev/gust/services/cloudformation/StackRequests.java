package dev.gust.services.cloudformation;

import dev.gust.base.Arn;
import dev.gust.base.yaml.Document;
import dev.gust.services.cloudformation.stacks.ChangeSet;
import dev.gust.services.cloudformation.stacks.Stack;
import dev.gust.services.cloudformation.stacks.StackDefinition;
import dev.gust.services.cloudformation.stacks.StackOperation;
import dev.gust.services.cloudformation.stacks.StackRequest;
import dev.gust.services.cloudformation.template.Template;
import dev.gust.services.cloudformation.template.TemplateParameter;
import dev.gust.services.cloudformation.template.TemplateReader;
import dev.gust.services.cloudformation.template.TemplateText;
import dev.gust.services.ports.RoleDirectory;
import dev.gust.wire.model.cloudformation.Capability;
import dev.gust.wire.model.cloudformation.Parameter;
import dev.gust.wire.model.cloudformation.RollbackConfiguration;
import dev.gust.wire.model.cloudformation.Tag;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.NotImplementedException;
import dev.gust.wire.operation.Principal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes one kind of request of the inputs of the operations that create and change stacks. */
final class StackRequests {
    private static final int MAXIMUM_TAGS = 50;
    private static final int LONGEST_NAME = 128;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z][-a-zA-Z0-9]*");

    /** A stack as it is and its definition, for what a request takes over from it. */
    record Current(Stack stack, StackDefinition definition) {}

    /** The members that those inputs share. */
    record Input(
            String template,
            List<Parameter> parameters,
            Collection<Capability> capabilities,
            Optional<List<Tag>> tags,
            Optional<List<String>> notificationArns,
            @Nullable String roleArn,
            @Nullable String requestToken,
            StackOperation.OnFailure onFailure,
            boolean changeSet) {
        Input {
            parameters = List.copyOf(parameters);
            capabilities = List.copyOf(capabilities);
        }
    }

    private final RoleDirectory roles;

    StackRequests(RoleDirectory roles) {
        this.roles = roles;
    }

    /** The model of this one member holds no constraints; AWS checks and words it like those that do. */
    static void checkName(String stackName) {
        String broken;
        if (stackName.length() > LONGEST_NAME) {
            broken = "have length less than or equal to " + LONGEST_NAME;
        } else if (!NAME.matcher(stackName).matches()) {
            broken = "satisfy regular expression pattern: " + NAME.pattern();
        } else {
            return;
        }
        throw CloudFormationErrors.validation("1 validation error detected: Value '" + stackName
                + "' at 'stackName' failed to satisfy constraint: Member must " + broken);
    }

    StackRequest request(CallContext context, Input input, Optional<Current> current) {
        Map<String, String> given = parameters(input.parameters(), current);
        List<String> transforms = Transforms.named(input.template());
        if (!transforms.isEmpty()
                && !input.changeSet()
                && !input.capabilities().contains(Capability.CAPABILITY_AUTO_EXPAND)) {
            throw Capabilities.insufficient(Capability.CAPABILITY_AUTO_EXPAND);
        }
        String processed = Transforms.process(input.template(), given);
        Document document = TemplateText.read(processed);
        Template template = TemplateReader.read(transforms.isEmpty() ? document : document.withoutPositions());
        Capabilities.check(template, input.capabilities());
        Map<String, String> tags = input.tags()
                .map(StackRequests::tags)
                .orElseGet(() -> current.map(now -> now.definition().tags()).orElse(Map.of()));
        StackDefinition definition = new StackDefinition(
                input.template(),
                processed,
                given,
                tags,
                input.capabilities().stream().map(Capability::wireValue).toList());
        String role = input.roleArn() != null
                ? input.roleArn()
                : current.map(now -> now.stack().roleArn()).orElse(null);
        return new StackRequest(
                definition,
                input.onFailure(),
                input.notificationArns()
                        .or(() -> current.map(now -> now.stack().notificationArns()))
                        .orElse(List.of()),
                Optional.ofNullable(role),
                Optional.ofNullable(input.requestToken()),
                principal(context, role),
                context.endpoint().toString());
    }

    /** A request that changes nothing but whether the stack is. */
    StackRequest removal(CallContext context, Stack stack, @Nullable String roleArn, @Nullable String requestToken) {
        String role = roleArn != null ? roleArn : stack.roleArn();
        return new StackRequest(
                new StackDefinition("", "", Map.of(), Map.of(), List.of()),
                StackOperation.OnFailure.DO_NOTHING,
                List.of(),
                Optional.ofNullable(role),
                Optional.ofNullable(requestToken),
                principal(context, role),
                context.endpoint().toString());
    }

    /** A request to do what a change set says. */
    StackRequest execution(
            CallContext context, ChangeSet set, StackOperation.OnFailure onFailure, @Nullable String requestToken) {
        return new StackRequest(
                set.definition(),
                onFailure,
                set.notificationArns(),
                Optional.ofNullable(set.roleArn()),
                Optional.ofNullable(requestToken),
                principal(context, set.roleArn()),
                context.endpoint().toString());
    }

    private static Map<String, String> parameters(List<Parameter> parameters, Optional<Current> current) {
        Map<String, String> given = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        for (Parameter parameter : parameters) {
            String key = parameter.parameterKey() == null ? "" : parameter.parameterKey();
            if (Boolean.TRUE.equals(parameter.usePreviousValue())) {
                String previous = current.map(
                                now -> now.definition().parameters().get(key))
                        .orElse(null);
                if (previous == null) {
                    unknown.add(key);
                } else {
                    given.put(key, previous);
                }
            } else if (parameter.parameterValue() != null) {
                given.put(key, parameter.parameterValue());
            }
        }
        if (!unknown.isEmpty()) {
            throw CloudFormationErrors.validation("Invalid input for parameter key " + unknown.getFirst()
                    + ". Cannot specify usePreviousValue as true"
                    + " for a parameter key not in the previous template");
        }
        return given;
    }

    private static Map<String, String> tags(List<Tag> tags) {
        if (tags.size() > MAXIMUM_TAGS) {
            throw CloudFormationErrors.validation("A stack may have " + MAXIMUM_TAGS + " tags at most.");
        }
        Map<String, String> byKey = new LinkedHashMap<>();
        for (Tag tag : tags) {
            if (tag.key().startsWith("aws:")) {
                throw CloudFormationErrors.validation(
                        "aws: prefixed tag key names are not allowed for external use: " + tag.key());
            }
            byKey.put(tag.key(), tag.value());
        }
        return byKey;
    }

    /** Handlers act as the stack's role where it has one, else as the caller. */
    private Principal principal(CallContext context, @Nullable String roleArn) {
        if (roleArn == null) {
            return context.principal();
        }
        RoleDirectory.Role role = Arn.parse(roleArn)
                .flatMap(roles::role)
                .orElseThrow(
                        () -> CloudFormationErrors.validation("Role " + roleArn + " is invalid or cannot be assumed"));
        return new Principal(
                Principal.Kind.ASSUMED_ROLE,
                context.account(),
                "arn:aws:sts::" + context.account() + ":assumed-role/" + role.name() + "/AWSCloudFormation",
                role.uniqueId() + ":AWSCloudFormation",
                "");
    }

    /** Refuses what would otherwise be taken and forgotten. */
    static void refuse(@Nullable Object given, String feature) {
        boolean empty = given == null
                || (given instanceof Collection<?> collection && collection.isEmpty())
                || (given instanceof RollbackConfiguration rollback
                        && rollback.rollbackTriggers().isEmpty()
                        && rollback.monitoringTimeInMinutes() == null);
        if (!empty) {
            throw NotImplementedException.feature("CloudFormation", feature);
        }
    }

    /** A parameter's value as it may be shown. */
    static String shown(Template template, String name, String value) {
        TemplateParameter parameter = template.parameters().get(name);
        return parameter != null && parameter.noEcho() ? "****" : value;
    }
}

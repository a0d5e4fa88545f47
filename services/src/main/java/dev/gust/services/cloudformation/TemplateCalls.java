package dev.gust.services.cloudformation;

import static dev.gust.services.cloudformation.CloudFormationErrors.answering;

import dev.gust.base.json.JsonValue;
import dev.gust.services.cloudformation.stacks.ChangeSet;
import dev.gust.services.cloudformation.stacks.Stack;
import dev.gust.services.cloudformation.stacks.StackDefinition;
import dev.gust.services.cloudformation.stacks.StackStore;
import dev.gust.services.cloudformation.template.Template;
import dev.gust.services.cloudformation.template.TemplateReader;
import dev.gust.services.cloudformation.template.TemplateResource;
import dev.gust.wire.model.cloudformation.Capability;
import dev.gust.wire.model.cloudformation.GetTemplateInput;
import dev.gust.wire.model.cloudformation.GetTemplateOutput;
import dev.gust.wire.model.cloudformation.GetTemplateSummaryInput;
import dev.gust.wire.model.cloudformation.GetTemplateSummaryOutput;
import dev.gust.wire.model.cloudformation.ParameterConstraints;
import dev.gust.wire.model.cloudformation.ParameterDeclaration;
import dev.gust.wire.model.cloudformation.TemplateParameter;
import dev.gust.wire.model.cloudformation.TemplateStage;
import dev.gust.wire.model.cloudformation.ValidateTemplateInput;
import dev.gust.wire.model.cloudformation.ValidateTemplateOutput;
import dev.gust.wire.operation.CallContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operations that look at templates. */
final class TemplateCalls {
    private final StackStore store;
    private final StackLookup lookup;
    private final TemplateSource templates;
    private final ChangeSets changeSets;

    TemplateCalls(StackStore store, StackLookup lookup, TemplateSource templates, ChangeSets changeSets) {
        this.store = store;
        this.lookup = lookup;
        this.templates = templates;
        this.changeSets = changeSets;
    }

    GetTemplateOutput get(GetTemplateInput input, CallContext context) {
        StackDefinition definition = input.changeSetName() != null
                ? changeSets
                        .require(context, input.changeSetName(), input.stackName())
                        .definition()
                : definition(context, input.stackName() == null ? "" : input.stackName());
        boolean processed = input.templateStage() == TemplateStage.PROCESSED;
        return new GetTemplateOutput(
                processed ? definition.processed() : definition.template(),
                List.of(TemplateStage.ORIGINAL, TemplateStage.PROCESSED));
    }

    private StackDefinition definition(CallContext context, String nameOrArn) {
        Stack stack = lookup.stack(context, nameOrArn);
        if (stack.definition() == 0) {
            return changeSets
                    .newest(stack.id())
                    .map(ChangeSet::definition)
                    .orElseThrow(() -> CloudFormationErrors.noStack(nameOrArn));
        }
        return store.definition(store.store(), stack.id(), stack.definition());
    }

    /** A template before and after its transforms, which are applied with the parameters' defaults. */
    private record Looked(Template template, List<String> transforms) {}

    private static Looked look(String text) {
        List<String> transforms = Transforms.named(text);
        return new Looked(TemplateReader.read(Transforms.process(text, Map.of())), transforms);
    }

    private static Optional<Capabilities.Needed> capabilities(Looked looked) {
        return Capabilities.needed(looked.template());
    }

    private static List<Capability> list(Optional<Capabilities.Needed> needed, Looked looked) {
        List<Capability> capabilities = new ArrayList<>();
        needed.ifPresent(one -> capabilities.add(one.capability()));
        if (!looked.transforms().isEmpty()) {
            capabilities.add(Capability.CAPABILITY_AUTO_EXPAND);
        }
        return capabilities;
    }

    ValidateTemplateOutput validate(ValidateTemplateInput input, CallContext context) {
        return answering(() -> {
            Looked looked = look(templates.read(context, input.templateBody(), input.templateURL()));
            Optional<Capabilities.Needed> needed = capabilities(looked);
            return ValidateTemplateOutput.builder()
                    .parameters(looked.template().parameters().values().stream()
                            .map(parameter -> TemplateParameter.builder()
                                    .parameterKey(parameter.name())
                                    .defaultValue(parameter.defaultValue().orElse(null))
                                    .noEcho(parameter.noEcho())
                                    .description(parameter.description().orElse(null))
                                    .build())
                            .toList())
                    .description(looked.template().description().orElse(null))
                    .capabilities(list(needed, looked))
                    .capabilitiesReason(needed.map(Capabilities.Needed::reason).orElse(null))
                    .declaredTransforms(looked.transforms())
                    .build();
        });
    }

    GetTemplateSummaryOutput summarize(GetTemplateSummaryInput input, CallContext context) {
        StackRequests.refuse(input.stackSetName(), "StackSetName");
        return answering(() -> {
            String text = templates
                    .optional(context, input.templateBody(), input.templateURL())
                    .orElseGet(() -> definition(context, input.stackName() == null ? "" : input.stackName())
                            .template());
            Looked looked = look(text);
            Optional<Capabilities.Needed> needed = capabilities(looked);
            Template template = looked.template();
            return GetTemplateSummaryOutput.builder()
                    .parameters(declarations(template))
                    .description(template.description().orElse(null))
                    .capabilities(list(needed, looked))
                    .capabilitiesReason(needed.map(Capabilities.Needed::reason).orElse(null))
                    .resourceTypes(template.resources().values().stream()
                            .map(TemplateResource::type)
                            .distinct()
                            .toList())
                    .version("2010-09-09")
                    .metadata(template.metadata().map(JsonValue::toJson).orElse(null))
                    .declaredTransforms(looked.transforms())
                    .build();
        });
    }

    private static List<ParameterDeclaration> declarations(Template template) {
        return template.parameters().values().stream()
                .map(parameter -> ParameterDeclaration.builder()
                        .parameterKey(parameter.name())
                        .defaultValue(parameter.defaultValue().orElse(null))
                        .parameterType(parameter.typeText())
                        .noEcho(parameter.noEcho())
                        .description(parameter.description().orElse(null))
                        .parameterConstraints(
                                new ParameterConstraints(parameter.constraints().allowedValues()))
                        .build())
                .toList();
    }
}

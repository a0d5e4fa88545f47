package dev.gust.services.cloudformation.stacks;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.services.cloudformation.template.TemplateResource;
import dev.gust.storage.Codec;
import dev.gust.storage.ValueReader;
import dev.gust.storage.ValueWriter;
import dev.gust.wire.operation.Principal;
import java.util.Map;
import java.util.Set;

/** How stacks are stored. */
final class StackCodecs {
    static final Codec<StackId> ID = Codec.of(
            1,
            1,
            (out, id) ->
                    out.text(id.account()).text(id.region()).text(id.name()).text(id.uuid()),
            in -> new StackId(in.text(), in.text(), in.text(), in.text()));

    private static final Codec<Principal> PRINCIPAL = Codec.of(
            2,
            1,
            (out, principal) -> out.text(principal.kind().name())
                    .text(principal.account())
                    .text(principal.arn())
                    .text(principal.userId())
                    .text(principal.accessKeyId()),
            in -> new Principal(Principal.Kind.valueOf(in.text()), in.text(), in.text(), in.text(), in.text()));

    private static final Codec<StackOperation> OPERATION = Codec.of(
            3,
            1,
            (out, operation) -> out.text(operation.id())
                    .number(operation.target())
                    .text(operation.onFailure().name())
                    .optionalText(operation.requestToken())
                    .value(PRINCIPAL, operation.principal())
                    .text(operation.endpoint())
                    .text(operation.cancelled().name()),
            in -> new StackOperation(
                    in.text(),
                    in.number(),
                    StackOperation.OnFailure.valueOf(in.text()),
                    in.optionalText(),
                    in.value(PRINCIPAL),
                    in.text(),
                    StackOperation.Cancellation.valueOf(in.text())));

    private static final Codec<StackOutput> OUTPUT = Codec.of(
            4,
            1,
            (out, output) -> out.text(output.key())
                    .text(output.value())
                    .optionalText(output.description())
                    .optionalText(output.exportName()),
            in -> new StackOutput(in.text(), in.text(), in.optionalText(), in.optionalText()));

    static final Codec<Stack> STACK = Codec.of(5, 1, StackCodecs::write, StackCodecs::readStack);

    static final Codec<StackDefinition> DEFINITION = Codec.of(
            6,
            1,
            (out, definition) -> out.text(definition.template())
                    .text(definition.processed())
                    .texts(definition.parameters())
                    .texts(definition.tags())
                    .texts(definition.capabilities()),
            in -> new StackDefinition(in.text(), in.text(), in.textMap(), in.textMap(), in.texts()));

    static final Codec<StackResource> RESOURCE = Codec.of(7, 1, StackCodecs::write, StackCodecs::readResource);

    static final Codec<StackEvent> EVENT = Codec.of(
            8,
            1,
            (out, event) -> out.text(event.eventId())
                    .text(event.logicalId())
                    .optionalText(event.physicalId())
                    .text(event.type())
                    .instant(event.at())
                    .text(event.status())
                    .optionalText(event.reason())
                    .optionalText(event.properties())
                    .optionalText(event.requestToken()),
            in -> new StackEvent(
                    in.text(),
                    in.text(),
                    in.optionalText(),
                    in.text(),
                    in.instant(),
                    in.text(),
                    in.optionalText(),
                    in.optionalText(),
                    in.optionalText()));

    static final Codec<Export> EXPORT = Codec.of(
            9,
            1,
            (out, export) -> out.value(ID, export.stack()).text(export.name()).text(export.value()),
            in -> new Export(in.value(ID), in.text(), in.text()));

    private StackCodecs() {}

    private static void write(ValueWriter out, Stack stack) {
        out.value(ID, stack.id())
                .text(stack.status().name())
                .optionalText(stack.reason())
                .optionalText(stack.description())
                .instant(stack.created())
                .optionalInstant(stack.updated())
                .optionalInstant(stack.deleted())
                .number(stack.definition())
                .optional(stack.operation(), (to, operation) -> to.value(OPERATION, operation))
                .list(stack.outputs(), (to, output) -> to.value(OUTPUT, output))
                .texts(stack.imports())
                .texts(stack.notificationArns())
                .optionalText(stack.roleArn())
                .bool(stack.terminationProtected())
                .bool(stack.rollbackDisabled());
    }

    private static Stack readStack(ValueReader in) {
        return new Stack(
                in.value(ID),
                StackStatus.valueOf(in.text()),
                in.optionalText(),
                in.optionalText(),
                in.instant(),
                in.optionalInstant(),
                in.optionalInstant(),
                in.number(),
                in.optional(from -> from.value(OPERATION)),
                in.list(from -> from.value(OUTPUT)),
                in.texts(),
                in.texts(),
                in.optionalText(),
                in.bool(),
                in.bool());
    }

    private static void write(ValueWriter out, StackResource resource) {
        out.text(resource.logicalId())
                .text(resource.type())
                .optionalText(resource.physicalId())
                .text(resource.status().name())
                .optionalText(resource.reason())
                .instant(resource.updated())
                .text(resource.operation())
                .text(resource.step().name())
                .text(resource.token())
                .text(resource.properties().toJson())
                .text(new JsonValue.Obj(resource.attributes()).toJson())
                .texts(resource.dependsOn())
                .text(resource.deletionPolicy().name())
                .text(resource.updateReplacePolicy().name())
                .optionalText(resource.metadata())
                .optional(resource.before(), (to, before) -> to.value(RESOURCE, before));
    }

    private static StackResource readResource(ValueReader in) {
        return new StackResource(
                in.text(),
                in.text(),
                in.optionalText(),
                ResourceStatus.valueOf(in.text()),
                in.optionalText(),
                in.instant(),
                in.text(),
                StackResource.Step.valueOf(in.text()),
                in.text(),
                object(in.text()),
                Map.copyOf(object(in.text()).members()),
                Set.copyOf(in.texts()),
                TemplateResource.Disposal.valueOf(in.text()),
                TemplateResource.Disposal.valueOf(in.text()),
                in.optionalText(),
                in.optional(from -> from.value(RESOURCE)));
    }

    private static JsonValue.Obj object(String json) {
        try {
            return (JsonValue.Obj) JsonText.parse(json);
        } catch (JsonSyntaxException e) {
            throw new IllegalStateException("a stored value is not the JSON that was written", e);
        }
    }
}

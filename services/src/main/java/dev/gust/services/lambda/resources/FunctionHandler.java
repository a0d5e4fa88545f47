package dev.gust.services.lambda.resources;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.list;
import static dev.gust.services.ports.resources.PropertyType.map;
import static dev.gust.services.ports.resources.PropertyType.oneOf;
import static dev.gust.services.ports.resources.PropertyType.structure;
import static dev.gust.services.ports.resources.PropertyType.tags;
import static dev.gust.services.ports.resources.PropertyType.text;
import static dev.gust.services.ports.resources.PropertyType.whole;

import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.lambda.Architecture;
import dev.gust.wire.model.lambda.CreateFunctionRequest;
import dev.gust.wire.model.lambda.DeleteFunctionConcurrencyRequest;
import dev.gust.wire.model.lambda.DeleteFunctionRequest;
import dev.gust.wire.model.lambda.FunctionCode;
import dev.gust.wire.model.lambda.FunctionConfiguration;
import dev.gust.wire.model.lambda.GetFunctionConfigurationRequest;
import dev.gust.wire.model.lambda.LambdaModel;
import dev.gust.wire.model.lambda.PutFunctionConcurrencyRequest;
import dev.gust.wire.model.lambda.ResourceConflictException;
import dev.gust.wire.model.lambda.UpdateFunctionCodeRequest;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.schema.Blob;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code AWS::Lambda::Function}. */
final class FunctionHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::Lambda::Function",
            List.of(
                    optional("FunctionName", text()).whoseChangeReplaces(),
                    required(
                            "Code",
                            structure(
                                    optional("ZipFile", text()),
                                    optional("S3Bucket", text()),
                                    optional("S3Key", text()),
                                    optional("S3ObjectVersion", text()))),
                    optional("Runtime", text()),
                    required("Role", text()),
                    optional("Handler", text()),
                    optional("Description", text()),
                    optional("Timeout", whole()),
                    optional("MemorySize", whole()),
                    optional("Environment", structure(optional("Variables", map(text())))),
                    optional("Layers", list(text())),
                    optional("Tags", tags()),
                    optional("TracingConfig", structure(optional("Mode", oneOf("Active", "PassThrough")))),
                    optional("ReservedConcurrentExecutions", whole()),
                    optional("DeadLetterConfig", structure(optional("TargetArn", text()))),
                    optional("EphemeralStorage", structure(required("Size", whole()))),
                    optional("Architectures", list(oneOf("x86_64", "arm64"))),
                    optional("PackageType", oneOf("Zip")).whoseChangeReplaces(),
                    // What is so in any case may be asked for; anything else is refused.
                    optional("RecursiveLoop", oneOf("Allow")),
                    optional("RuntimeManagementConfig", structure(required("UpdateRuntimeOn", oneOf("Auto")))),
                    optional("SnapStart", structure(required("ApplyOn", oneOf("None")))),
                    optional(
                            "LoggingConfig",
                            structure(
                                    optional("LogFormat", oneOf("Text", "JSON")),
                                    optional("ApplicationLogLevel", text()),
                                    optional("SystemLogLevel", text()),
                                    optional("LogGroup", text())))),
            Set.of("Arn"));

    private final OperationCaller operations;

    FunctionHandler(OperationCaller operations) {
        this.operations = operations;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        String name = properties.text("FunctionName").orElseGet(() -> context.generatedName(64));
        FunctionConfiguration function;
        try {
            function = operations.call(
                    context.caller(), LambdaModel.createFunction(), creation(context, name, properties));
        } catch (ResourceConflictException e) {
            if (!context.resumed()) {
                throw e;
            }
            function = operations.call(
                    context.caller(),
                    LambdaModel.getFunctionConfiguration(),
                    new GetFunctionConfigurationRequest(name, null));
        }
        try {
            reserve(context.caller(), name, Optional.empty(), properties.whole("ReservedConcurrentExecutions"));
        } catch (AwsException refused) {
            // A failed creation has no physical id, so nobody else would take away what it made.
            delete(context, name, properties);
            throw refused;
        }
        return state(name, function);
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        CallContext caller = context.caller();
        if (!before.value("Code").equals(after.value("Code"))
                || !before.value("Architectures").equals(after.value("Architectures"))) {
            operations.call(caller, LambdaModel.updateFunctionCode(), codeUpdate(physicalId, after));
        }
        FunctionConfiguration function = operations.call(
                caller, LambdaModel.updateFunctionConfiguration(), FunctionRequests.update(physicalId, after));
        reserve(
                caller,
                physicalId,
                before.whole("ReservedConcurrentExecutions"),
                after.whole("ReservedConcurrentExecutions"));
        TagChange.apply(operations, context, String.valueOf(function.functionArn()), before, after);
        return state(physicalId, function);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        Gone.orGone(() -> operations.call(
                context.caller(), LambdaModel.deleteFunction(), new DeleteFunctionRequest(physicalId, null)));
    }

    private static CreateFunctionRequest creation(ResourceContext context, String name, ResourceProperties properties) {
        FunctionCode code = code(properties);
        return CreateFunctionRequest.builder()
                .functionName(name)
                .runtime(properties.text("Runtime").orElse(null))
                .role(properties.requiredText("Role"))
                .handler(properties.text("Handler").orElse(null))
                .code(code)
                .description(properties.text("Description").orElse(null))
                .timeout(WireValues.whole(properties.whole("Timeout")))
                .memorySize(WireValues.whole(properties.whole("MemorySize")))
                .deadLetterConfig(FunctionRequests.deadLetter(properties).orElse(null))
                .environment(FunctionRequests.environment(properties).orElse(null))
                .tracingConfig(FunctionRequests.tracing(properties).orElse(null))
                .tags(properties.tags("Tags", context))
                .layers(properties.texts("Layers"))
                .architectures(architectures(properties))
                .ephemeralStorage(FunctionRequests.storage(properties).orElse(null))
                .loggingConfig(FunctionRequests.logging(properties).orElse(null))
                .build();
    }

    private static UpdateFunctionCodeRequest codeUpdate(String name, ResourceProperties properties) {
        FunctionCode code = code(properties);
        return UpdateFunctionCodeRequest.builder()
                .functionName(name)
                .zipFile(code.zipFile())
                .s3Bucket(code.s3Bucket())
                .s3Key(code.s3Key())
                .s3ObjectVersion(code.s3ObjectVersion())
                .architectures(architectures(properties))
                .build();
    }

    private static FunctionCode code(ResourceProperties properties) {
        ResourceProperties code = properties.structure("Code").orElseThrow();
        Blob zip = code.text("ZipFile")
                .map(text ->
                        Blob.of(InlineCode.archive(properties.text("Runtime").orElse(""), text)))
                .orElse(null);
        return new FunctionCode(
                zip,
                code.text("S3Bucket").orElse(null),
                code.text("S3Key").orElse(null),
                code.text("S3ObjectVersion").orElse(null),
                null,
                null);
    }

    /** An update has to name what a template leaves out, so that what it named before is undone. */
    private static List<Architecture> architectures(ResourceProperties properties) {
        if (properties.texts("Architectures").isEmpty()) {
            return List.of(Architecture.X86_64);
        }
        return properties.texts("Architectures").stream()
                .map(text -> WireValues.of(Architecture.class, text))
                .toList();
    }

    private void reserve(CallContext caller, String name, Optional<Long> before, Optional<Long> after) {
        if (after.isPresent()) {
            operations.call(
                    caller,
                    LambdaModel.putFunctionConcurrency(),
                    new PutFunctionConcurrencyRequest(name, Math.toIntExact(after.get())));
        } else if (before.isPresent()) {
            operations.call(
                    caller, LambdaModel.deleteFunctionConcurrency(), new DeleteFunctionConcurrencyRequest(name));
        }
    }

    private static ResourceState state(String name, FunctionConfiguration function) {
        return new ResourceState(name, Map.of("Arn", JsonValue.of(String.valueOf(function.functionArn()))));
    }
}

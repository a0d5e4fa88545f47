package dev.gust.wire.generator;

import dev.gust.base.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The Java of a service as a whole: its interface, its model, the parent of its errors, and its package. */
final class ModelSource {
    private static final int BODY_LIMIT = 10_000_000;
    private static final Map<String, String> PROTOCOLS = Map.of(
            "awsJson1_0", "AWS_JSON_1_0",
            "awsJson1_1", "AWS_JSON_1_1",
            "awsQuery", "AWS_QUERY",
            "restJson1", "REST_JSON_1",
            "restXml", "REST_XML",
            "rpcV2Cbor", "RPC_V2_CBOR");

    private ModelSource() {}

    /** The interface whose methods are the operations. */
    static String contract(CompactModel model) {
        JavaText java = new JavaText(model.packageName());
        java.line("import dev.gust.wire.operation.CallContext;");
        java.line("import dev.gust.wire.operation.NotImplementedException;");
        java.line("");
        java.line("/** The operations of " + model.text("sdkId")
                + "; each refuses until an implementation overrides it. */");
        java.line("public interface " + model.name() + " {");
        for (CompactModel.OperationEntry operation : model.operations()) {
            java.line("default " + JavaNames.type(operation.output()) + " " + JavaNames.method(operation.name()) + "("
                    + JavaNames.type(operation.input()) + " input, CallContext context) {");
            java.line("throw NotImplementedException.operation(" + JavaNames.literal(model.text("sdkId")) + ", "
                    + JavaNames.literal(operation.name()) + ");");
            java.line("}");
        }
        java.line("}");
        return java.toString();
    }

    /** The parent of the service's modelled errors. */
    static String exception(CompactModel model) {
        List<String> errors = model.shapes().stream()
                .filter(Shape::isError)
                .map(shape -> JavaNames.type(shape.name()))
                .toList();
        JavaText java = new JavaText(model.packageName());
        java.line("import dev.gust.wire.operation.AwsException;");
        java.line("import dev.gust.wire.operation.Fault;");
        java.line("");
        java.line("/** The errors that the model of " + model.text("sdkId") + " lists. */");
        java.line("public abstract sealed class " + model.name() + "Exception extends AwsException permits "
                + String.join(", ", errors) + " {");
        java.line("private static final long serialVersionUID = 1L;");
        java.line(model.name() + "Exception(String code, int status, Fault fault, String message) {");
        java.line("super(code, status, fault, message);");
        java.line("}");
        java.line("}");
        return java.toString();
    }

    /** The model as data. */
    static String model(CompactModel model) {
        JavaText java = new JavaText(model.packageName());
        String name = model.name() + "Model";
        for (String used : List.of("CallContext", "ProtocolName", "ServiceModel", "ServiceTraits")) {
            java.line("import dev.gust.wire.operation." + used + ";");
        }
        java.line("import dev.gust.wire.schema.Structure;");
        java.line("import java.util.List;");
        java.line("");
        java.line("/** " + model.text("sdkId") + " as its model describes it. */");
        java.line("public final class " + name + " extends ServiceModel {");
        java.line("public static final " + name + " SERVICE = new " + name + "();");
        List<String> names = new ArrayList<>();
        model.operations().forEach(operation -> names.add(JavaNames.literal(operation.name())));
        java.line("private " + name + "() {");
        java.line("super(" + traits(model) + ", " + model.name() + "Shapes.TABLE, " + String.join(", ", names) + ");");
        java.line("}");
        operations(java, model);
        describe(java, model);
        invoke(java, model);
        java.line("@Override");
        java.line("public Class<?> contract() {");
        java.line("return " + model.name() + ".class;");
        java.line("}");
        java.line("@Override");
        java.line("public List<String> unmodelled() {");
        java.line("return List.of("
                + String.join(
                        ", ",
                        model.unmodelled().stream().map(JavaNames::literal).toList()) + ");");
        java.line("}");
        java.line("}");
        return java.toString();
    }

    static String packageInfo(CompactModel model) {
        return "/** " + model.text("sdkId") + ", generated from its compact model. */\n"
                + "@org.jspecify.annotations.NullMarked\npackage " + model.packageName() + ";\n";
    }

    /** The list of all services. */
    static String services(List<CompactModel> models) {
        JavaText java = new JavaText("dev.gust.wire.model");
        java.line("import dev.gust.wire.operation.ServiceModel;");
        java.line("import java.util.List;");
        java.line("import java.util.Optional;");
        java.line("");
        java.line("/** Every service that has a model. Each is loaded when it is first asked for. */");
        java.line("public final class ServiceModels {");
        java.line("private static final List<String> IDS = List.of("
                + String.join(
                        ", ",
                        models.stream()
                                .map(model -> JavaNames.literal(model.id()))
                                .toList()) + ");");
        java.line("private ServiceModels() {}");
        java.line("public static List<String> ids() {");
        java.line("return IDS;");
        java.line("}");
        java.line("/** The model with this id: dynamodb, cognitoidp. */");
        java.line("public static Optional<ServiceModel> find(String id) {");
        java.line("return switch (id) {");
        for (CompactModel model : models) {
            java.line("case " + JavaNames.literal(model.id()) + " -> Optional.of(" + model.packageName() + "."
                    + model.name() + "Model.SERVICE);");
        }
        java.line("default -> Optional.empty();");
        java.line("};");
        java.line("}");
        java.line("}");
        return java.toString();
    }

    private static String traits(CompactModel model) {
        List<String> protocols = new ArrayList<>();
        if (model.service().get("protocols").orElse(null) instanceof JsonValue.Array array) {
            for (JsonValue protocol : array.items()) {
                protocols.add("ProtocolName." + PROTOCOLS.get(((JsonValue.Str) protocol).value()));
            }
        }
        List<String> arguments = new ArrayList<>();
        for (String trait : List.of("id", "sdkId", "version", "signingName", "endpointPrefix")) {
            arguments.add(JavaNames.literal(model.text(trait)));
        }
        arguments.add("List.of(" + String.join(", ", protocols) + ")");
        for (String trait : List.of("targetPrefix", "xmlNamespace", "errorNamespace")) {
            arguments.add(JavaNames.literal(model.text(trait)));
        }
        for (String flag : List.of("bareErrors", "queryCompatible")) {
            arguments.add(Boolean.toString(model.service().get(flag).isPresent()));
        }
        String code = model.text("validationCode");
        arguments.add(JavaNames.literal(code.isEmpty() ? "ValidationException" : code));
        JsonValue limit = model.service().get("maxBodyBytes").orElse(JsonValue.of(BODY_LIMIT));
        arguments.add(limit.toJson());
        return "new ServiceTraits(" + String.join(", ", arguments) + ")";
    }

    private static void operations(JavaText java, CompactModel model) {
        for (int i = 0; i < model.operations().size(); i++) {
            CompactModel.OperationEntry operation = model.operations().get(i);
            java.line("@SuppressWarnings(\"unchecked\")");
            String type = "dev.gust.wire.operation.Operation<" + JavaNames.type(operation.input()) + ", "
                    + JavaNames.type(operation.output()) + ">";
            java.line("public static " + type + " " + JavaNames.method(operation.name()) + "() {");
            java.line("return (" + type + ") SERVICE.operation(" + i + ");");
            java.line("}");
        }
    }

    private static void describe(JavaText java, CompactModel model) {
        java.line("@Override");
        java.line("protected dev.gust.wire.operation.Operation<?, ?> describe(int index) {");
        java.line("return switch (index) {");
        for (int i = 0; i < model.operations().size(); i++) {
            CompactModel.OperationEntry operation = model.operations().get(i);
            java.line("case " + i + " -> operation(" + i + ", "
                    + model.shape(operation.input()).id() + ", "
                    + model.shape(operation.output()).id() + ", " + operation.hasOutput() + ", "
                    + JavaNames.literal(operation.method()) + ", "
                    + JavaNames.literal(operation.uri()) + ", " + operation.status() + ");");
        }
        java.line("default -> throw new IndexOutOfBoundsException(index);");
        java.line("};");
        java.line("}");
    }

    /**
     * Each case returns by itself: where the cases of one expression meet, the verifier sees records, and to learn that they are
     * it loads the answers of all operations at every start.
     */
    private static void invoke(JavaText java, CompactModel model) {
        java.line("@Override");
        java.line(
                "protected Structure invoke(int index, Object implementation, Structure input, CallContext context) {");
        java.line(model.name() + " service = (" + model.name() + ") implementation;");
        java.line("switch (index) {");
        for (int i = 0; i < model.operations().size(); i++) {
            CompactModel.OperationEntry operation = model.operations().get(i);
            java.line("case " + i + ": return service." + JavaNames.method(operation.name()) + "(("
                    + JavaNames.type(operation.input()) + ") input, context);");
        }
        java.line("default: throw new IndexOutOfBoundsException(index);");
        java.line("}");
        java.line("}");
    }
}

package dev.gust.wire.smithy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.wire.importer.CompactText;
import dev.gust.wire.operation.ServiceModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import software.amazon.smithy.model.Model;
import software.amazon.smithy.model.shapes.OperationShape;
import software.amazon.smithy.model.shapes.ServiceShape;
import software.amazon.smithy.model.shapes.ShapeId;
import software.amazon.smithy.model.transform.ModelTransformer;
import software.amazon.smithy.protocoltests.traits.AppliesTo;
import software.amazon.smithy.protocoltests.traits.HttpMalformedRequestTestsTrait;
import software.amazon.smithy.protocoltests.traits.HttpRequestTestsTrait;
import software.amazon.smithy.protocoltests.traits.HttpResponseTestsTrait;

/** Every case of Smithy's own protocol tests that concerns a server, through the project's generator and codecs. */
class ProtocolSuiteTest {
    private static final Map<String, String> PROTOCOLS = Map.of(
            "aws.protocols#awsJson1_0", "awsJson1_0",
            "aws.protocols#awsJson1_1", "awsJson1_1",
            "aws.protocols#awsQuery", "awsQuery",
            "aws.protocols#restJson1", "restJson1",
            "aws.protocols#restXml", "restXml",
            "smithy.protocols#rpcv2Cbor", "rpcV2Cbor");

    private final Model smithy = ModelTransformer.create()
            .changeStringEnumsToEnumShapes(
                    Model.assembler()
                            .discoverModels()
                            .putProperty("assembler.allowUnknownTraits", true)
                            .assemble()
                            .unwrap(),
                    true);
    private final SkippedCases skipped = SkippedCases.read();

    /** A service of the suite in one of its protocols. */
    private record Subject(ServiceShape service, ShapeId protocol) {
        String name() {
            return service.getId().getName();
        }
    }

    @TestFactory
    List<DynamicContainer> speaksAsSmithySays() {
        Map<String, Subject> subjects = new LinkedHashMap<>();
        Map<String, String> compact = new LinkedHashMap<>();
        for (ServiceShape service : smithy.getServiceShapes()) {
            for (ShapeId trait : service.getAllTraits().keySet()) {
                String protocol = PROTOCOLS.get(trait.toString());
                if (protocol != null && subjects.put(service.getId().getName(), new Subject(service, trait)) == null) {
                    compact.put(
                            service.getId().getName(),
                            CompactText.write(new SmithyCompact(smithy, service, protocol).compact()));
                }
            }
        }
        Map<String, ServiceModel> models = CompiledModel.compile(compact);
        List<DynamicContainer> containers = new ArrayList<>();
        int count = 0;
        for (Subject subject : subjects.values()) {
            List<DynamicTest> cases = cases(subject, models.get(subject.name()));
            count += cases.size();
            containers.add(DynamicContainer.dynamicContainer(subject.name(), cases));
        }
        int total = count;
        containers.add(DynamicContainer.dynamicContainer(
                "the suite",
                List.of(
                        DynamicTest.dynamicTest(
                                "is there", () -> assertThat(total).isGreaterThan(500)),
                        DynamicTest.dynamicTest(
                                "skips nothing that is gone",
                                () -> assertThat(skipped.unused()).isEmpty()))));
        return containers;
    }

    private List<DynamicTest> cases(Subject subject, ServiceModel model) {
        List<DynamicTest> cases = new ArrayList<>();
        for (OperationShape operation : SmithyCompact.operations(smithy, subject.service())) {
            SuiteCases suite = new SuiteCases(model, operation.getId().getName());
            operation
                    .getTrait(HttpRequestTestsTrait.class)
                    .ifPresent(trait -> trait.getTestCasesFor(AppliesTo.SERVER).stream()
                            .filter(test -> test.getProtocol().equals(subject.protocol()))
                            .forEach(test -> add(cases, test.getId(), () -> suite.request(test))));
            operation
                    .getTrait(HttpResponseTestsTrait.class)
                    .ifPresent(trait -> trait.getTestCasesFor(AppliesTo.SERVER).stream()
                            .filter(test -> test.getProtocol().equals(subject.protocol()))
                            .forEach(test -> add(cases, test.getId(), () -> suite.response(test))));
            operation
                    .getTrait(HttpMalformedRequestTestsTrait.class)
                    .ifPresent(trait -> trait.getTestCases().stream()
                            .filter(test -> test.getProtocol().equals(subject.protocol()))
                            .forEach(test -> add(cases, test.getId(), () -> suite.malformed(test))));
            for (ShapeId error : operation.getErrors(subject.service())) {
                smithy.expectShape(error)
                        .getTrait(HttpResponseTestsTrait.class)
                        .ifPresent(trait -> trait.getTestCasesFor(AppliesTo.SERVER).stream()
                                .filter(test -> test.getProtocol().equals(subject.protocol()))
                                .forEach(test -> add(cases, test.getId(), () -> suite.error(error.getName(), test))));
            }
        }
        return cases;
    }

    private void add(List<DynamicTest> cases, String id, Executable run) {
        if (!skipped.contains(id)) {
            cases.add(DynamicTest.dynamicTest(id, () -> named(id, run)));
        }
    }

    /** The build's report shows messages and not the names of dynamic tests. */
    private static void named(String id, Executable run) {
        try {
            run.execute();
        } catch (Throwable e) {
            throw new AssertionError(id + ": " + e.getMessage(), e);
        }
    }
}

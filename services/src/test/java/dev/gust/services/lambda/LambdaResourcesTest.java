package dev.gust.services.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import dev.gust.services.lambda.resources.LambdaResources;
import dev.gust.services.lambda.sources.EventSources;
import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceException;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.lambda.EventSourceMappingConfiguration;
import dev.gust.wire.model.lambda.FunctionConfiguration;
import dev.gust.wire.model.lambda.GetEventSourceMappingRequest;
import dev.gust.wire.model.lambda.GetFunctionRequest;
import dev.gust.wire.model.lambda.GetFunctionResponse;
import dev.gust.wire.model.lambda.GetLayerVersionPolicyRequest;
import dev.gust.wire.model.lambda.GetPolicyRequest;
import dev.gust.wire.model.lambda.LayerVersionContentInput;
import dev.gust.wire.model.lambda.ListTagsRequest;
import dev.gust.wire.model.lambda.PublishLayerVersionRequest;
import dev.gust.wire.model.lambda.ResourceConflictException;
import dev.gust.wire.model.lambda.ResourceNotFoundException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.Operation;
import dev.gust.wire.schema.Blob;
import dev.gust.wire.schema.Structure;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LambdaResourcesTest {
    private static final String FUNCTION =
            "{'Role': 'arn:aws:iam::000000000000:role/worker', 'Runtime': 'python3.12', 'Handler': 'index.handler', "
                    + "'Code': {'ZipFile': '%s'}, 'Timeout': 7, "
                    + "'Environment': {'Variables': {'A_NAME': 'value'}}}";

    private final LambdaWorld world = new LambdaWorld();
    private final OperationCaller operations = new OperationCaller() {
        @Override
        public <I extends Structure, O extends Structure> O call(
                CallContext context, Operation<I, O> operation, I input) {
            return operation.call(world.service, input, context);
        }
    };

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aFunctionIsMadeChangedAndDeleted() {
        ResourceHandler functions = handler("AWS::Lambda::Function");
        ResourceProperties first = properties(FUNCTION.formatted("print(1)"));
        ResourceState state = functions.create(context("Hello", "token", false), first);
        assertThat(state.physicalId()).startsWith("stack-Hello-");
        assertThat(state.attributes().get("Arn")).isEqualTo(JsonValue.of(arn(state)));

        ResourceProperties second = properties("{'Role': 'arn:aws:iam::000000000000:role/worker', "
                + "'Runtime': 'python3.12', 'Handler': 'index.other', 'Code': {'ZipFile': 'print(2)'}}");
        String before = configuration(state).codeSha256();
        functions.update(context("Hello", "token2", false), state.physicalId(), first, second);

        FunctionConfiguration after = configuration(state);
        assertThat(after.codeSha256()).isNotEqualTo(before);
        assertThat(after.handler()).isEqualTo("index.other");
        assertThat(after.timeout()).as("what is no longer said is the default").isEqualTo(3);
        assertThat(after.environment()).isNull();
        assertThat(function(state).tags()).containsEntry("aws:cloudformation:stack-name", "stack");

        functions.delete(context("Hello", "token3", false), state.physicalId(), second);
        functions.delete(context("Hello", "token3", true), state.physicalId(), second);
        assertThatThrownBy(() -> configuration(state)).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void aStepThatRunsAgainFindsWhatItMade() {
        ResourceHandler functions = handler("AWS::Lambda::Function");
        ResourceProperties properties = properties(FUNCTION.formatted("print(1)"));
        ResourceState first = functions.create(context("Hello", "token", false), properties);

        assertThat(functions.create(context("Hello", "token", true), properties))
                .isEqualTo(first);
        assertThatThrownBy(() -> functions.create(context("Hello", "token", false), properties))
                .isInstanceOf(ResourceConflictException.class);
    }

    @Test
    void versionsAliasesAndPermissionsHangOnTheFunction() {
        ResourceState function = handler("AWS::Lambda::Function")
                .create(context("Hello", "token", false), properties(FUNCTION.formatted("print(1)")));
        ResourceProperties ofFunction = properties("{'FunctionName': '" + function.physicalId() + "'}");
        ResourceHandler versions = handler("AWS::Lambda::Version");

        ResourceState version = versions.create(context("Version", "v", false), ofFunction);
        assertThat(version.physicalId()).isEqualTo(arn(function) + ":1");
        assertThat(versions.create(context("Version", "v", true), ofFunction)).isEqualTo(version);
        assertThatThrownBy(() -> versions.create(context("Again", "w", false), ofFunction))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("Modify the function to create a new version");

        ResourceState alias = handler("AWS::Lambda::Alias")
                .create(
                        context("Alias", "a", false),
                        properties(
                                "{'FunctionName': '" + arn(function) + "', 'Name': 'live', 'FunctionVersion': '1'}"));
        assertThat(alias.physicalId()).isEqualTo(arn(function) + ":live");

        ResourceProperties permission = properties("{'FunctionName': '" + alias.physicalId()
                + "', 'Action': 'lambda:InvokeFunction', 'Principal': 'apigateway.amazonaws.com'}");
        ResourceHandler permissions = handler("AWS::Lambda::Permission");
        ResourceState allowed = permissions.create(context("Allow", "p", false), permission);
        permissions.create(context("Allow", "p", true), permission);
        assertThat(world.service
                        .getPolicy(new GetPolicyRequest(function.physicalId(), "live"), world.context())
                        .policy())
                .contains("\"Sid\":\"" + allowed.physicalId() + "\"")
                .contains("\"Resource\":\"" + alias.physicalId() + "\"");
        permissions.delete(context("Allow", "p", false), allowed.physicalId(), permission);
        versions.delete(context("Gone", "x", false), arn(function) + ":9", ofFunction);
    }

    @Test
    void aUrlIsToldByItsAddress() {
        ResourceState function = handler("AWS::Lambda::Function")
                .create(context("Hello", "token", false), properties(FUNCTION.formatted("print(1)")));
        ResourceState url = handler("AWS::Lambda::Url")
                .create(
                        context("Url", "u", false),
                        properties("{'TargetFunctionArn': '" + arn(function)
                                + "', 'AuthType': 'NONE', 'Cors': {'AllowOrigins': ['*']}}"));
        assertThat(url.attributes().get("FunctionUrl").toJson())
                .matches("\"http://[a-z0-9]{32}\\.lambda-url\\.eu-west-1\\.localhost:4566/\"");
    }

    @Test
    void aCreationThatFailsLeavesNothing() {
        assertThatThrownBy(() -> handler("AWS::Lambda::Function")
                        .create(
                                context("Hello", "token", false),
                                properties("{'FunctionName': 'left', 'Role': '" + LambdaWorld.ROLE
                                        + "', 'Runtime': 'python3.12', 'Handler': 'index.handler', "
                                        + "'Code': {'ZipFile': 'print(1)'}, 'ReservedConcurrentExecutions': 950}")))
                .hasMessageContaining("below its minimum value of [100]");
        assertThatThrownBy(() -> world.service.getFunction(new GetFunctionRequest("left", null), world.context()))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void aLayersPermissionIsNamedByItsStatement() {
        world.service.publishLayerVersion(
                PublishLayerVersionRequest.builder()
                        .layerName("l")
                        .content(new LayerVersionContentInput(null, null, null, Blob.of(LambdaWorld.zip("a layer"))))
                        .build(),
                world.context());
        ResourceHandler permissions = handler("AWS::Lambda::LayerVersionPermission");
        ResourceProperties given = properties("{'Action': 'lambda:GetLayerVersion', 'Principal': '123456789012', "
                + "'LayerVersionArn': 'arn:aws:lambda:eu-west-1:000000000000:layer:l:1'}");

        ResourceState made = permissions.create(context("Share", "s", false), given);
        assertThat(permissions.create(context("Share", "s", true), given)).isEqualTo(made);
        assertThat(made.physicalId()).startsWith("arn:aws:lambda:eu-west-1:000000000000:layer:l:1#");
        assertThat(world.service
                        .getLayerVersionPolicy(new GetLayerVersionPolicyRequest("l", 1L), world.context())
                        .policy())
                .contains("arn:aws:iam::123456789012:root");

        permissions.delete(context("Share", "s2", false), made.physicalId(), given);
        permissions.delete(context("Share", "s2", true), made.physicalId(), given);
        assertThatThrownBy(() ->
                        world.service.getLayerVersionPolicy(new GetLayerVersionPolicyRequest("l", 1L), world.context()))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void aMappingIsAtRestWhenItsStepEnds() {
        RecordedStream stream = new RecordedStream();
        stream.open("shard", "");
        try (EventSources sources = world.service.eventSources()) {
            sources.register(stream);
            sources.start();
            ResourceState function = handler("AWS::Lambda::Function")
                    .create(context("Hello", "token", false), properties(FUNCTION.formatted("print(1)")));
            ResourceProperties first =
                    mapping(function, "'BatchSize': 7, 'Enabled': true, 'Tags': [{'Key': 'old', 'Value': '1'}]");
            ResourceHandler mappings = handler("AWS::Lambda::EventSourceMapping");
            ResourceState made = mappings.create(context("Reader", "m", false), first);
            assertThat(mappings.create(context("Reader", "m", true), first)).isEqualTo(made);
            assertThat(found(made).state()).isEqualTo("Enabled");
            assertThat(found(made).batchSize()).isEqualTo(7);

            mappings.update(
                    context("Reader", "m2", false),
                    made.physicalId(),
                    first,
                    mapping(
                            function,
                            "'Enabled': false, 'MaximumRetryAttempts': 3, 'Tags': [{'Key': 'new', 'Value': '2'}]"));
            assertThat(found(made).state()).isEqualTo("Disabled");
            assertThat(found(made).batchSize()).isEqualTo(100);
            assertThat(found(made).maximumRetryAttempts()).isEqualTo(3);
            assertThat(world.service
                            .listTags(
                                    new ListTagsRequest(
                                            String.valueOf(found(made).eventSourceMappingArn())),
                                    world.context())
                            .tags())
                    .containsEntry("new", "2")
                    .doesNotContainKey("old");

            mappings.delete(context("Reader", "m3", false), made.physicalId(), first);
            assertThatThrownBy(() -> found(made)).isInstanceOf(ResourceNotFoundException.class);
            mappings.delete(context("Reader", "m3", true), made.physicalId(), first);
        }
    }

    private static ResourceProperties mapping(ResourceState function, String more) {
        return properties("{'FunctionName': '" + function.physicalId() + "', 'EventSourceArn': '" + RecordedStream.ARN
                + "', 'StartingPosition': 'LATEST', " + more + "}");
    }

    private EventSourceMappingConfiguration found(ResourceState mapping) {
        return world.service.getEventSourceMapping(
                new GetEventSourceMappingRequest(mapping.physicalId()), world.context());
    }

    private ResourceHandler handler(String type) {
        return LambdaResources.handlers(operations, patient()).stream()
                .filter(handler -> handler.schema().type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    /** The world's time, in which only waits take real time. */
    private Clock patient() {
        return new Clock() {
            @Override
            public Instant instant() {
                return world.clock.instant();
            }

            @Override
            public long nanoTime() {
                return world.clock.nanoTime();
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                Clock.system().sleep(duration);
            }
        };
    }

    private ResourceContext context(String logicalId, String token, boolean resumed) {
        return new ResourceContext(
                world.context().withSource(CallSource.CLOUDFORMATION),
                "stack",
                "arn:aws:cloudformation:eu-west-1:000000000000:stack/stack/1",
                logicalId,
                "AWS::Lambda::Function",
                token,
                resumed,
                Map.of("aws:cloudformation:stack-name", "stack"));
    }

    private FunctionConfiguration configuration(ResourceState state) {
        return function(state).configuration();
    }

    private GetFunctionResponse function(ResourceState state) {
        return world.service.getFunction(new GetFunctionRequest(state.physicalId(), null), world.context());
    }

    private static String arn(ResourceState function) {
        return "arn:aws:lambda:eu-west-1:000000000000:function:" + function.physicalId();
    }

    private static ResourceProperties properties(String json) {
        try {
            return new ResourceProperties((JsonValue.Obj) JsonText.parse(json.replace('\'', '"')));
        } catch (JsonSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}

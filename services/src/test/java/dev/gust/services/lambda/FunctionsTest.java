package dev.gust.services.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.wire.model.lambda.AddPermissionRequest;
import dev.gust.wire.model.lambda.AliasRoutingConfiguration;
import dev.gust.wire.model.lambda.CreateAliasRequest;
import dev.gust.wire.model.lambda.DeleteFunctionRequest;
import dev.gust.wire.model.lambda.Environment;
import dev.gust.wire.model.lambda.FunctionConfiguration;
import dev.gust.wire.model.lambda.FunctionVersion;
import dev.gust.wire.model.lambda.GetFunctionConfigurationRequest;
import dev.gust.wire.model.lambda.GetFunctionRequest;
import dev.gust.wire.model.lambda.GetPolicyRequest;
import dev.gust.wire.model.lambda.InvocationRequest;
import dev.gust.wire.model.lambda.LayerVersionContentInput;
import dev.gust.wire.model.lambda.ListFunctionsRequest;
import dev.gust.wire.model.lambda.ListFunctionsResponse;
import dev.gust.wire.model.lambda.PublishLayerVersionRequest;
import dev.gust.wire.model.lambda.PublishVersionRequest;
import dev.gust.wire.model.lambda.PutFunctionConcurrencyRequest;
import dev.gust.wire.model.lambda.RemovePermissionRequest;
import dev.gust.wire.model.lambda.State;
import dev.gust.wire.model.lambda.UpdateFunctionCodeRequest;
import dev.gust.wire.model.lambda.UpdateFunctionConfigurationRequest;
import dev.gust.wire.model.lambda.VpcConfig;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.schema.Blob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FunctionsTest {
    private final LambdaWorld world = new LambdaWorld();
    private final LambdaService service = world.service;

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void saysWhatItMeetsWithSomethingNear() {
        Substitutions here = new Substitutions(world.runtime, "amd64");
        Substitutions arm = new Substitutions(world.runtime, "aarch64");
        world.create("plain");
        VersionRecord plain = world.store.read(snapshot -> snapshot.get(
                        new Scope(LambdaWorld.ACCOUNT, LambdaWorld.REGION).function("plain"), FunctionRecord.CODEC)
                .orElseThrow()
                .latest());
        assertThat(here.text(plain)).isNull();
        assertThat(arm.text(plain)).startsWith("x86_64 is asked for and this machine is arm64");
    }

    @Test
    void anOperatorMayLiftTheLimits() {
        LambdaSettings lifted = LambdaSettings.lifted(Duration.ofDays(1), 20_000, 4096);
        try (LambdaWorld free = new LambdaWorld(lifted)) {
            FunctionConfiguration created = free.service.createFunction(
                    free.function("long").timeout(86_400).memorySize(20_000).build(), free.context());
            assertThat(created.timeout()).isEqualTo(86_400);
            assertThat(created.memorySize()).isEqualTo(20_000);
            assertThatThrownBy(() -> free.service.createFunction(
                            free.function("longer").timeout(86_401).build(), free.context()))
                    .hasMessageContaining("less than or equal to 86400");
        }
        assertThatThrownBy(() -> world.service.createFunction(
                        world.function("long").timeout(901).build(), world.context()))
                .hasMessageContaining("less than or equal to 900");
    }

    @Test
    void handsOverDevicesThatAreOffered() {
        service.createFunction(
                world.function("drawing")
                        .environment(new Environment(Map.of("GUST_DEVICES", " gpu ,gpu")))
                        .build(),
                world.context());
        service.invoke(InvocationRequest.builder().functionName("drawing").build(), world.context());
        assertThat(world.runtime.ran.getLast().devices()).containsExactly("gpu");
        Environment other = new Environment(Map.of("GUST_DEVICES", "gpu,tape"));
        assertRefused(
                "InvalidParameterValueException",
                "The device tape is not offered to functions here.",
                () -> service.createFunction(
                        world.function("taping").environment(other).build(), world.context()));
        assertRefused(
                "InvalidParameterValueException",
                "The device tape is not offered to functions here.",
                () -> service.updateFunctionConfiguration(
                        UpdateFunctionConfigurationRequest.builder()
                                .functionName("drawing")
                                .environment(other)
                                .build(),
                        world.context()));
    }

    @Test
    void tellsWhatWasCreated() {
        FunctionConfiguration created = service.createFunction(
                world.function("hello")
                        .environment(new Environment(Map.of("A_NAME", "value")))
                        .build(),
                world.context());

        assertThat(created.state()).isEqualTo(State.PENDING);
        FunctionConfiguration told = configuration("hello", null);
        assertThat(told.state()).isEqualTo(State.ACTIVE);
        assertThat(told.functionArn()).isEqualTo("arn:aws:lambda:eu-west-1:000000000000:function:hello");
        assertThat(told.lastModified()).isEqualTo("2026-01-31T12:00:00.000+0000");
        assertThat(told.timeout()).isEqualTo(3);
        assertThat(told.memorySize()).isEqualTo(128);
        assertThat(told.environment()).isNotNull();
        assertThat(told.version()).isEqualTo("$LATEST");
        assertThat(configuration("arn:aws:lambda:eu-west-1:000000000000:function:hello", "$LATEST")
                        .functionArn())
                .endsWith("function:hello:$LATEST");
    }

    @Test
    void refusesASecondFunctionOfTheSameName() {
        world.create("hello");
        assertRefused("ResourceConflictException", "Function already exist: hello", () -> world.create("hello"));
    }

    @Test
    void refusesWhatItDoesNotHaveByName() {
        assertRefused(
                "InvalidParameterValueException",
                "Install a JDK 21.",
                () -> service.createFunction(
                        world.function("f").runtime("java21").build(), world.context()));
        assertRefused(
                "InvalidParameterValueException",
                "Member must satisfy enum value set",
                () -> service.createFunction(
                        world.function("f").runtime("cobol").build(), world.context()));
        assertRefused(
                "NotImplemented",
                "VpcConfig",
                () -> service.createFunction(
                        world.function("f")
                                .vpcConfig(new VpcConfig(List.of("subnet-1"), List.of(), null))
                                .build(),
                        world.context()));
    }

    @Test
    void refusesValuesOutsideTheirConstraints() {
        assertRefused(
                "ValidationException",
                "Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
                () -> service.createFunction(world.function("f").timeout(901).build(), world.context()));
        assertRefused(
                "InvalidParameterValueException",
                "at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64",
                () -> service.createFunction(world.function("f".repeat(65)).build(), world.context()));
    }

    @Test
    void refusesEnvironmentsThatAwsRefuses() {
        assertRefused(
                "InvalidParameterValueException",
                "Reserved keys used in this request: AWS_REGION",
                () -> service.createFunction(
                        world.function("f")
                                .environment(new Environment(Map.of("AWS_REGION", "x")))
                                .build(),
                        world.context()));
        assertRefused(
                "InvalidParameterValueException",
                "exceeded the 4KB limit",
                () -> service.createFunction(
                        world.function("f")
                                .environment(new Environment(Map.of("LONG", "x".repeat(4096))))
                                .build(),
                        world.context()));
    }

    @Test
    void aBrokenArchiveIsToldAtOnce() {
        assertRefused(
                "InvalidParameterValueException",
                "Could not unzip uploaded file",
                () -> service.updateFunctionCode(
                        update("hello", Blob.utf8("this is not a zip archive at all")), world.context()));
        assertRefused(
                "InvalidParameterValueException",
                "non-empty zip",
                () -> service.updateFunctionCode(update("hello", Blob.utf8("")), world.context()));
    }

    @Test
    void newCodeIsANewRevisionAndRetiresTheOld() {
        world.create("hello");
        String before = configuration("hello", null).revisionId();

        FunctionConfiguration after =
                service.updateFunctionCode(update("hello", Blob.of(LambdaWorld.zip("print(2)"))), world.context());

        assertThat(after.revisionId()).isNotEqualTo(before);
        assertThat(world.runtime.retired).containsExactly("$LATEST " + before);
        assertThat(world.blobs.held).as("the old archive is gone").hasSize(1);
    }

    @Test
    void whatIsDeployedIsPreparedByItsRuntime() {
        world.create("hello");
        String created = configuration("hello", null).revisionId();
        service.updateFunctionCode(update("hello", Blob.of(LambdaWorld.zip("print(2)"))), world.context());
        String updated = configuration("hello", null).revisionId();

        assertThat(world.runtime.prepared).containsExactly("$LATEST " + created, "$LATEST " + updated);
    }

    @Test
    void aRevisionThatIsNoLongerTheLatestIsRefused() {
        world.create("hello");
        assertRefused(
                "PreconditionFailedException",
                "The Revision Id provided does not match",
                () -> service.updateFunctionConfiguration(
                        UpdateFunctionConfigurationRequest.builder()
                                .functionName("hello")
                                .memorySize(256)
                                .revisionId("another")
                                .build(),
                        world.context()));
    }

    @Test
    void configurationKeepsWhatAnUpdateDoesNotName() {
        service.createFunction(
                world.function("hello")
                        .description("first")
                        .environment(new Environment(Map.of("A_NAME", "value")))
                        .build(),
                world.context());

        FunctionConfiguration after = service.updateFunctionConfiguration(
                UpdateFunctionConfigurationRequest.builder()
                        .functionName("hello")
                        .timeout(30)
                        .build(),
                world.context());

        assertThat(after.timeout()).isEqualTo(30);
        assertThat(after.description()).isEqualTo("first");
        assertThat(after.environment().variables()).containsEntry("A_NAME", "value");
    }

    @Test
    void publishingTheSameTwiceGivesOneVersion() {
        world.create("hello");
        assertThat(publish("hello").version()).isEqualTo("1");
        assertThat(publish("hello").version()).isEqualTo("1");

        service.updateFunctionCode(update("hello", Blob.of(LambdaWorld.zip("print(2)"))), world.context());
        FunctionConfiguration second = publish("hello");

        assertThat(second.version()).isEqualTo("2");
        assertThat(second.functionArn()).endsWith("function:hello:2");
        assertThat(configuration("hello", "1").codeSha256()).isNotEqualTo(second.codeSha256());
    }

    @Test
    void anAliasFollowsItsVersion() {
        world.create("hello");
        publish("hello");
        service.createAlias(new CreateAliasRequest("hello", "live", "1", null, null), world.context());

        FunctionConfiguration told = configuration("hello", "live");

        assertThat(told.version()).isEqualTo("1");
        assertThat(told.functionArn()).endsWith("function:hello:live");
        assertRefused(
                "ResourceNotFoundException",
                "Function not found: arn:aws:lambda:eu-west-1:000000000000:function:hello:7",
                () -> service.createAlias(new CreateAliasRequest("hello", "x", "7", null, null), world.context()));
        assertRefused(
                "ResourceConflictException",
                "aliases",
                () -> service.deleteFunction(new DeleteFunctionRequest("hello", "1"), world.context()));
    }

    @Test
    void weightsDivideTheCallsOfAnAlias() {
        AliasRecord alias =
                new AliasRecord("live", "1", "", Map.of("2", java.math.BigDecimal.valueOf(0.25)), "revision");
        long second = java.util.stream.IntStream.range(0, AliasRecord.shares())
                .filter(random -> alias.route(random).equals("2"))
                .count();
        assertThat(second).isEqualTo(2500);
        assertRefused("InvalidParameterValueException", "$LATEST is not supported", () -> {
            world.create("hello");
            service.createAlias(
                    new CreateAliasRequest(
                            "hello", "live", "$LATEST", null, new AliasRoutingConfiguration(Map.of("1", 0.1))),
                    world.context());
        });
    }

    @Test
    void deletingAFunctionLeavesNothing() {
        world.create("hello");
        publish("hello");
        service.createAlias(new CreateAliasRequest("hello", "live", "1", null, null), world.context());
        allow("hello", "s3.amazonaws.com");

        service.deleteFunction(new DeleteFunctionRequest("hello", null), world.context());

        assertThat(world.blobs.held).isEmpty();
        assertRefused(
                "ResourceNotFoundException",
                "Function not found: arn:aws:lambda:eu-west-1:000000000000:function:hello",
                () -> configuration("hello", null));
        world.create("hello");
        assertRefused("ResourceNotFoundException", "Function not found", () -> configuration("hello", "live"));
        assertRefused(
                "ResourceNotFoundException",
                "The resource you requested does not exist.",
                () -> service.getPolicy(new GetPolicyRequest("hello", null), world.context()));
    }

    @Test
    void listsPageByPage() {
        for (int i = 0; i < 5; i++) {
            world.create("f" + i);
        }
        ListFunctionsResponse first =
                service.listFunctions(new ListFunctionsRequest(null, null, null, 2), world.context());
        ListFunctionsResponse second =
                service.listFunctions(new ListFunctionsRequest(null, null, first.nextMarker(), 50), world.context());

        assertThat(first.functions())
                .extracting(FunctionConfiguration::functionName)
                .containsExactly("f0", "f1");
        assertThat(second.functions())
                .extracting(FunctionConfiguration::functionName)
                .containsExactly("f2", "f3", "f4");
        assertThat(second.nextMarker()).isNull();
        assertThat(service.listFunctions(new ListFunctionsRequest(null, FunctionVersion.ALL, null, 1), world.context())
                        .functions()
                        .getFirst()
                        .functionArn())
                .endsWith("f0:$LATEST");
    }

    @Test
    void permissionsBecomeAPolicy() {
        world.create("hello");
        allow("hello", "s3.amazonaws.com");

        String policy = service.getPolicy(new GetPolicyRequest("hello", null), world.context())
                .policy();

        assertThat(policy)
                .contains("\"Sid\":\"s3.amazonaws.com\"")
                .contains("\"Principal\":{\"Service\":\"s3.amazonaws.com\"}")
                .contains("\"ArnLike\":{\"AWS:SourceArn\":\"arn:aws:s3:::bucket\"}");
        assertRefused(
                "ResourceConflictException",
                "The statement id (s3.amazonaws.com) provided already exists.",
                () -> allow("hello", "s3.amazonaws.com"));
        service.removePermission(new RemovePermissionRequest("hello", "s3.amazonaws.com", null, null), world.context());
        assertRefused(
                "ResourceNotFoundException",
                "No policy is associated",
                () -> service.removePermission(
                        new RemovePermissionRequest("hello", "s3.amazonaws.com", null, null), world.context()));
    }

    @Test
    void layersAreHeldByTheFunctionsThatUseThem() {
        String layer = service.publishLayerVersion(
                        PublishLayerVersionRequest.builder()
                                .layerName("shared")
                                .content(new LayerVersionContentInput(
                                        null, null, null, Blob.of(LambdaWorld.zip("layer"))))
                                .build(),
                        world.context())
                .layerVersionArn();
        assertThat(layer).isEqualTo("arn:aws:lambda:eu-west-1:000000000000:layer:shared:1");
        service.createFunction(world.function("hello").layers(List.of(layer)).build(), world.context());
        service.deleteLayerVersion(
                new dev.gust.wire.model.lambda.DeleteLayerVersionRequest("shared", 1L), world.context());

        assertThat(world.blobs.held).as("the function still needs the layer").hasSize(2);
        assertRefused(
                "InvalidParameterValueException",
                "does not exist",
                () -> service.createFunction(
                        world.function("other").layers(List.of(layer)).build(), world.context()));
        service.deleteFunction(new DeleteFunctionRequest("hello", null), world.context());
        assertThat(world.blobs.held).isEmpty();
    }

    @Test
    void reservedConcurrencyKeepsSomeForOthers() {
        world.create("hello");
        service.putFunctionConcurrency(new PutFunctionConcurrencyRequest("hello", 5), world.context());

        assertThat(world.runtime.reserved)
                .containsEntry("arn:aws:lambda:eu-west-1:000000000000:function:hello", OptionalInt.of(5));
        assertRefused(
                "InvalidParameterValueException",
                "below its minimum value of [100]",
                () -> service.putFunctionConcurrency(new PutFunctionConcurrencyRequest("hello", 901), world.context()));
    }

    @Test
    void namesMayBeArnsButQualifiersMustAgree() {
        world.create("hello");
        assertThat(configuration("000000000000:function:hello", null).functionName())
                .isEqualTo("hello");
        assertRefused(
                "InvalidParameterValueException",
                "derived qualifier",
                () -> service.getFunction(new GetFunctionRequest("hello:1", "2"), world.context()));
        assertRefused(
                "ResourceNotFoundException",
                "not reachable in this region",
                () -> configuration("arn:aws:lambda:us-east-1:000000000000:function:hello", null));
    }

    private FunctionConfiguration configuration(String name, String qualifier) {
        return service.getFunctionConfiguration(new GetFunctionConfigurationRequest(name, qualifier), world.context());
    }

    private FunctionConfiguration publish(String name) {
        return service.publishVersion(
                PublishVersionRequest.builder().functionName(name).build(), world.context());
    }

    private UpdateFunctionCodeRequest update(String name, Blob zip) {
        return UpdateFunctionCodeRequest.builder()
                .functionName(existing(name))
                .zipFile(zip)
                .build();
    }

    private String existing(String name) {
        try {
            configuration(name, null);
        } catch (AwsException missing) {
            world.create(name);
        }
        return name;
    }

    private void allow(String name, String principal) {
        service.addPermission(
                AddPermissionRequest.builder()
                        .functionName(name)
                        .statementId(principal)
                        .action("lambda:InvokeFunction")
                        .principal(principal)
                        .sourceArn("arn:aws:s3:::bucket")
                        .build(),
                world.context());
    }

    private static void assertRefused(String code, String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AwsException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(code);
            assertThat(refusal.message()).contains(message);
        });
    }
}

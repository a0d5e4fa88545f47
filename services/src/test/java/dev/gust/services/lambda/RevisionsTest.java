package dev.gust.services.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.wire.model.lambda.AddPermissionRequest;
import dev.gust.wire.model.lambda.CreateAliasRequest;
import dev.gust.wire.model.lambda.FunctionConfiguration;
import dev.gust.wire.model.lambda.FunctionVersion;
import dev.gust.wire.model.lambda.GetAccountSettingsRequest;
import dev.gust.wire.model.lambda.GetAliasRequest;
import dev.gust.wire.model.lambda.GetFunctionConfigurationRequest;
import dev.gust.wire.model.lambda.GetPolicyRequest;
import dev.gust.wire.model.lambda.LayerVersionContentInput;
import dev.gust.wire.model.lambda.ListFunctionsRequest;
import dev.gust.wire.model.lambda.ListVersionsByFunctionRequest;
import dev.gust.wire.model.lambda.PreconditionFailedException;
import dev.gust.wire.model.lambda.PublishLayerVersionRequest;
import dev.gust.wire.model.lambda.PublishVersionRequest;
import dev.gust.wire.model.lambda.RemovePermissionRequest;
import dev.gust.wire.model.lambda.UpdateAliasRequest;
import dev.gust.wire.model.lambda.UpdateFunctionCodeRequest;
import dev.gust.wire.model.lambda.UpdateFunctionConfigurationRequest;
import dev.gust.wire.schema.Blob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A function's configuration and its policy have one revision id, as on AWS. */
class RevisionsTest {
    private final LambdaWorld world = new LambdaWorld();
    private final LambdaService service = world.service;

    @BeforeEach
    void create() {
        world.create("f");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aPermissionIsARevisionOfItsFunction() {
        String made = revision();
        differs(() -> allow("a", null, "another"));
        allow("a", null, made);
        String allowed = revision();
        assertThat(allowed).isNotEqualTo(made);
        assertThat(policyRevision()).isEqualTo(allowed);
        differs(() -> allow("b", null, made));
        differs(() -> remove("a", made));
        remove("a", allowed);
        String removed = revision();
        assertThat(removed).isNotIn(made, allowed);
        assertThatThrownBy(this::policyRevision).hasMessage("The resource you requested does not exist.");
        assertThat(world.runtime.retired)
                .as("environments know nothing of policies")
                .isEmpty();

        differs(() -> newCode(allowed));
        newCode(removed);
        allow("c", null, revision());
        assertThat(policyRevision()).isEqualTo(revision());
    }

    @Test
    void aPermissionIsARevisionOfItsAlias() {
        service.publishVersion(PublishVersionRequest.builder().functionName("f").build(), world.context());
        service.createAlias(new CreateAliasRequest("f", "live", "1", null, null), world.context());
        String made = aliasRevision();
        String function = revision();
        allow("a", "live", made);
        assertThat(aliasRevision()).isNotEqualTo(made);
        assertThat(revision()).isEqualTo(function);
        differs(() -> describe(made));
        describe(aliasRevision());
    }

    @Test
    void aNewDescriptionOfTheFunctionIsAChangeAndOneOfTheVersionIsNot() {
        assertThat(publish("first")).isEqualTo("1");
        assertThat(publish("described anew")).isEqualTo("1");
        world.clock.advance(Duration.ofSeconds(1));
        service.updateFunctionConfiguration(
                UpdateFunctionConfigurationRequest.builder()
                        .functionName("f")
                        .description("second")
                        .build(),
                world.context());
        assertThat(publish("second")).isEqualTo("2");
        assertThat(publish("second")).isEqualTo("2");
    }

    private @Nullable String publish(String description) {
        return service.publishVersion(
                        PublishVersionRequest.builder()
                                .functionName("f")
                                .description(description)
                                .build(),
                        world.context())
                .version();
    }

    @Test
    void listsTellNoStates() {
        service.publishVersion(PublishVersionRequest.builder().functionName("f").build(), world.context());
        List<FunctionConfiguration> told = new ArrayList<>(
                service.listFunctions(new ListFunctionsRequest(null, FunctionVersion.ALL, null, null), world.context())
                        .functions());
        told.addAll(service.listVersionsByFunction(new ListVersionsByFunctionRequest("f", null, null), world.context())
                .versions());
        assertThat(told).hasSize(4).allSatisfy(each -> {
            assertThat(each.state()).isNull();
            assertThat(each.lastUpdateStatus()).isNull();
            assertThat(each.revisionId()).isNotNull();
        });
    }

    @Test
    void aFunctionMadeWithItsFirstVersionIsToldByItsOwnArn() {
        FunctionConfiguration made =
                service.createFunction(world.function("g").publish(true).build(), world.context());
        assertThat(made.version()).isEqualTo("1");
        assertThat(made.functionArn()).endsWith(":function:g");
    }

    @Test
    void theAccountsCodeIsThatOfAllVersionsAndLayers() {
        long one = LambdaWorld.zip("print()").length;
        service.publishVersion(PublishVersionRequest.builder().functionName("f").build(), world.context());
        byte[] layer = LambdaWorld.zip("a layer");
        service.publishLayerVersion(
                PublishLayerVersionRequest.builder()
                        .layerName("l")
                        .content(new LayerVersionContentInput(null, null, null, Blob.of(layer)))
                        .build(),
                world.context());
        assertThat(service.getAccountSettings(new GetAccountSettingsRequest(), world.context())
                        .accountUsage()
                        .totalCodeSize())
                .isEqualTo(2 * one + layer.length);
    }

    private static void differs(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(PreconditionFailedException.class)
                .hasMessageContaining("Call the GetFunction/GetAlias API");
    }

    private void allow(String id, @Nullable String qualifier, String revision) {
        service.addPermission(
                AddPermissionRequest.builder()
                        .functionName("f")
                        .qualifier(qualifier)
                        .statementId(id)
                        .action("lambda:InvokeFunction")
                        .principal("s3.amazonaws.com")
                        .revisionId(revision)
                        .build(),
                world.context());
    }

    private void remove(String id, String revision) {
        service.removePermission(new RemovePermissionRequest("f", id, null, revision), world.context());
    }

    private void newCode(String revision) {
        service.updateFunctionCode(
                UpdateFunctionCodeRequest.builder()
                        .functionName("f")
                        .zipFile(Blob.of(LambdaWorld.zip("print(2)")))
                        .revisionId(revision)
                        .build(),
                world.context());
    }

    private void describe(String revision) {
        service.updateAlias(
                UpdateAliasRequest.builder()
                        .functionName("f")
                        .name("live")
                        .description("new")
                        .revisionId(revision)
                        .build(),
                world.context());
    }

    private @Nullable String revision() {
        return service.getFunctionConfiguration(new GetFunctionConfigurationRequest("f", null), world.context())
                .revisionId();
    }

    private @Nullable String policyRevision() {
        return service.getPolicy(new GetPolicyRequest("f", null), world.context())
                .revisionId();
    }

    private @Nullable String aliasRevision() {
        return service.getAlias(new GetAliasRequest("f", "live"), world.context())
                .revisionId();
    }
}

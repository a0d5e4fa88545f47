package dev.gust.services.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.services.cloudformation.custom.CustomAnswers;
import dev.gust.services.cloudformation.stacks.Things;
import dev.gust.services.ports.ObjectReader;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.memory.MemoryStore;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.cloudformation.Capability;
import dev.gust.wire.model.cloudformation.ChangeAction;
import dev.gust.wire.model.cloudformation.ChangeSetStatus;
import dev.gust.wire.model.cloudformation.ChangeSetType;
import dev.gust.wire.model.cloudformation.CreateChangeSetInput;
import dev.gust.wire.model.cloudformation.CreateStackInput;
import dev.gust.wire.model.cloudformation.DeleteStackInput;
import dev.gust.wire.model.cloudformation.DescribeChangeSetInput;
import dev.gust.wire.model.cloudformation.DescribeChangeSetOutput;
import dev.gust.wire.model.cloudformation.DescribeStackEventsInput;
import dev.gust.wire.model.cloudformation.DescribeStackResourceInput;
import dev.gust.wire.model.cloudformation.DescribeStacksInput;
import dev.gust.wire.model.cloudformation.ExecuteChangeSetInput;
import dev.gust.wire.model.cloudformation.GetTemplateInput;
import dev.gust.wire.model.cloudformation.GetTemplateSummaryInput;
import dev.gust.wire.model.cloudformation.InsufficientCapabilitiesException;
import dev.gust.wire.model.cloudformation.ListStacksInput;
import dev.gust.wire.model.cloudformation.Parameter;
import dev.gust.wire.model.cloudformation.Replacement;
import dev.gust.wire.model.cloudformation.Stack;
import dev.gust.wire.model.cloudformation.StackStatus;
import dev.gust.wire.model.cloudformation.UpdateStackInput;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.Principal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CloudFormationServiceTest {
    private static final String TEMPLATE = """
            Description: Notes
            Parameters:
              Size: {Type: Number, Default: 1}
              Secret: {Type: String, Default: hidden, NoEcho: true}
            Resources:
              Low: {Type: 'Test::Thing', Properties: {Name: low, Size: !Ref Size}}
            Outputs:
              Arn: {Value: !GetAtt Low.Arn}
            """;

    private final Things things = new Things();
    private final OrderedStore store = MemoryStore.create();
    private final CloudFormationService service = new CloudFormationService(
            store,
            List.of(things),
            new CustomAnswers(URI.create("http://127.0.0.1:4566"), new Ids(Randomness.secure())),
            (account, region, bucket, key, version) -> bucket.equals("templates")
                    ? new ObjectReader.Answer.Found(Payload.of(TEMPLATE.getBytes(StandardCharsets.UTF_8)))
                    : new ObjectReader.Answer.Missing("NoSuchBucket", "The specified bucket does not exist"),
            arn -> Optional.empty(),
            Clock.system(),
            new Ids(Randomness.secure()));
    private final CallContext context = new CallContext(
            Principal.root("111122223333", "key"),
            "111122223333",
            "eu-west-1",
            CallSource.WIRE,
            "request",
            null,
            Instant.MAX,
            URI.create("http://127.0.0.1:4566"));

    @AfterEach
    void close() {
        service.close();
        store.close();
    }

    private Stack described(String name) {
        return service.describeStacks(new DescribeStacksInput(name, null), context)
                .stacks()
                .getFirst();
    }

    private Stack finished(String name) throws InterruptedException {
        Clock clock = Clock.system();
        Instant deadline = clock.instant().plusSeconds(20);
        while (clock.instant().isBefore(deadline)) {
            Stack stack = described(name);
            if (!stack.stackStatus().wireValue().endsWith("IN_PROGRESS")) {
                return stack;
            }
            clock.sleep(Duration.ofMillis(5));
        }
        throw new AssertionError("the stack is still at work");
    }

    @Test
    void refusesNamesOfStacksAsAwsDoes() {
        for (String name : List.of("a b", "1a", "a".repeat(129))) {
            assertThatThrownBy(() -> service.createStack(
                            CreateStackInput.builder()
                                    .stackName(name)
                                    .templateBody(TEMPLATE)
                                    .build(),
                            context))
                    .hasMessageStartingWith("1 validation error detected: Value '" + name
                            + "' at 'stackName' failed to satisfy constraint: Member must ");
        }
    }

    private Stack create(String template) throws InterruptedException {
        service.createStack(
                CreateStackInput.builder()
                        .stackName("notes")
                        .templateBody(template)
                        .build(),
                context);
        return finished("notes");
    }

    private static CreateChangeSetInput.Builder changeSet(ChangeSetType type, String template) {
        return CreateChangeSetInput.builder()
                .stackName("notes")
                .changeSetName("first")
                .changeSetType(type)
                .templateBody(template);
    }

    private DescribeChangeSetOutput changeSet() {
        return service.describeChangeSet(
                DescribeChangeSetInput.builder()
                        .stackName("notes")
                        .changeSetName("first")
                        .build(),
                context);
    }

    @Test
    void createsAStackThroughAChangeSet() throws Exception {
        service.createChangeSet(changeSet(ChangeSetType.CREATE, TEMPLATE).build(), context);
        assertThat(described("notes").stackStatus()).isEqualTo(StackStatus.REVIEW_IN_PROGRESS);
        DescribeChangeSetOutput described = changeSet();
        assertThat(described.status()).isEqualTo(ChangeSetStatus.CREATE_COMPLETE);
        assertThat(described.changes())
                .hasSize(1)
                .allSatisfy(
                        change -> assertThat(change.resourceChange().action()).isEqualTo(ChangeAction.ADD));
        assertThat(things.calls).isEmpty();
        service.executeChangeSet(
                ExecuteChangeSetInput.builder()
                        .stackName("notes")
                        .changeSetName("first")
                        .build(),
                context);
        Stack stack = finished("notes");
        assertThat(stack.stackStatus()).isEqualTo(StackStatus.CREATE_COMPLETE);
        assertThat(stack.outputs().getFirst().outputValue()).isEqualTo("arn:thing:low");
        assertThat(stack.description()).isEqualTo("Notes");
    }

    @Test
    void saysWhatAnUpdateWouldReplace() throws Exception {
        create(TEMPLATE);
        service.createChangeSet(
                changeSet(ChangeSetType.UPDATE, TEMPLATE.replace("Name: low", "Name: new"))
                        .build(),
                context);
        var change = changeSet().changes().getFirst().resourceChange();
        assertThat(change.action()).isEqualTo(ChangeAction.MODIFY);
        assertThat(change.replacement()).isEqualTo(Replacement.TRUE);
        assertThat(change.details().getFirst().target().name()).isEqualTo("Name");
    }

    @Test
    void failsAChangeSetWithoutChanges() throws Exception {
        create(TEMPLATE);
        service.createChangeSet(changeSet(ChangeSetType.UPDATE, TEMPLATE).build(), context);
        assertThat(changeSet().status()).isEqualTo(ChangeSetStatus.FAILED);
        assertThat(changeSet().statusReason()).startsWith("The submitted information didn't contain changes.");
        assertThatThrownBy(() -> service.executeChangeSet(
                        ExecuteChangeSetInput.builder()
                                .stackName("notes")
                                .changeSetName("first")
                                .build(),
                        context))
                .hasMessageEndingWith("cannot be executed in its current status of [FAILED]");
    }

    @Test
    void updatesWithThePreviousTemplateAndValues() throws Exception {
        create(TEMPLATE);
        service.updateStack(
                UpdateStackInput.builder()
                        .stackName("notes")
                        .usePreviousTemplate(true)
                        .parameters(List.of(
                                new Parameter("Size", "7", null, null), new Parameter("Secret", null, true, null)))
                        .build(),
                context);
        assertThat(finished("notes").stackStatus()).isEqualTo(StackStatus.UPDATE_COMPLETE);
        assertThat(things.existing.get("low").whole("Size")).contains(7L);
        assertThatThrownBy(() -> service.updateStack(
                        UpdateStackInput.builder()
                                .stackName("notes")
                                .usePreviousTemplate(true)
                                .parameters(List.of(new Parameter("Size", null, true, null)))
                                .build(),
                        context))
                .hasMessage("No updates are to be performed.");
    }

    @Test
    void hidesWhatIsNotToBeShown() throws Exception {
        Stack stack = create(TEMPLATE);
        assertThat(stack.parameters())
                .extracting(Parameter::parameterKey, Parameter::parameterValue)
                .contains(tuple("Secret", "****"));
    }

    @Test
    void readsATemplateFromABucket() throws Exception {
        for (String url : List.of(
                "https://s3.amazonaws.com/templates/a/b.yml",
                "https://templates.s3.eu-west-1.amazonaws.com/b.yml",
                "http://127.0.0.1:4566/templates/b.yml")) {
            assertThat(service.getTemplateSummary(
                                    GetTemplateSummaryInput.builder()
                                            .templateURL(url)
                                            .build(),
                                    context)
                            .resourceTypes())
                    .containsExactly("Test::Thing");
        }
        assertThatThrownBy(() -> service.getTemplateSummary(
                        GetTemplateSummaryInput.builder()
                                .templateURL("https://s3.amazonaws.com/other/b.yml")
                                .build(),
                        context))
                .hasMessageContaining("NoSuchBucket");
    }

    @Test
    void showsTemplatesResourcesAndEvents() throws Exception {
        create(TEMPLATE);
        assertThat(service.getTemplate(new GetTemplateInput("notes", null, null), context)
                        .templateBody())
                .isEqualTo(TEMPLATE);
        assertThat(service.describeStackResource(new DescribeStackResourceInput("notes", "Low"), context)
                        .stackResourceDetail()
                        .physicalResourceId())
                .isEqualTo("low");
        assertThat(service.describeStackEvents(new DescribeStackEventsInput("notes", null), context)
                        .stackEvents())
                .hasSize(5)
                .first()
                .satisfies(event -> assertThat(event.logicalResourceId()).isEqualTo("notes"));
    }

    @Test
    void namesWhatIsNotThere() throws Exception {
        assertThatThrownBy(() -> described("notes")).hasMessage("Stack with id notes does not exist");
        assertThatThrownBy(() -> service.updateStack(
                        UpdateStackInput.builder()
                                .stackName("notes")
                                .templateBody(TEMPLATE)
                                .build(),
                        context))
                .hasMessage("Stack [notes] does not exist");
        service.deleteStack(DeleteStackInput.builder().stackName("notes").build(), context);
        create(TEMPLATE);
        assertThatThrownBy(() -> create(TEMPLATE)).hasMessage("Stack [notes] already exists");
        String arn = described("notes").stackId();
        service.deleteStack(DeleteStackInput.builder().stackName("notes").build(), context);
        assertThat(finished(arn).stackStatus()).isEqualTo(StackStatus.DELETE_COMPLETE);
        assertThatThrownBy(() -> described("notes")).hasMessage("Stack with id notes does not exist");
        assertThat(service.listStacks(new ListStacksInput(null, List.of()), context)
                        .stackSummaries())
                .hasSize(1);
    }

    @Test
    void demandsAcknowledgementOfRoles() {
        String template = "Resources: {R: {Type: 'AWS::IAM::Role', Properties: {RoleName: x}}}\n";
        assertThatThrownBy(() -> create(template))
                .isInstanceOf(InsufficientCapabilitiesException.class)
                .hasMessage("Requires capabilities : [CAPABILITY_NAMED_IAM]");
        assertThatThrownBy(() -> service.createStack(
                        CreateStackInput.builder()
                                .stackName("notes")
                                .templateBody(template)
                                .capabilities(List.of(Capability.CAPABILITY_NAMED_IAM))
                                .build(),
                        context))
                .hasMessageStartingWith("Template format error: Unrecognized resource types: [AWS::IAM::Role]");
    }
}

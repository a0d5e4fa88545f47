package dev.gust.services.cloudformation.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import dev.gust.services.cloudformation.CloudFormationService;
import dev.gust.services.ports.ObjectReader;
import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.SurfaceRequest;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.memory.MemoryStore;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.cloudformation.CreateStackInput;
import dev.gust.wire.model.cloudformation.DeleteStackInput;
import dev.gust.wire.model.cloudformation.DescribeStackEventsInput;
import dev.gust.wire.model.cloudformation.DescribeStacksInput;
import dev.gust.wire.model.cloudformation.Stack;
import dev.gust.wire.model.cloudformation.UpdateStackInput;
import dev.gust.wire.model.lambda.InvocationRequest;
import dev.gust.wire.model.lambda.InvocationResponse;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.Operation;
import dev.gust.wire.operation.Principal;
import dev.gust.wire.schema.Structure;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stacks with resources that a function makes; the function is one of the test's. */
class CustomResourceTest {
    private static final String TEMPLATE = """
            Resources:
              Made:
                Type: Custom::Thing
                Properties:
                  ServiceToken: arn:aws:lambda:eu-west-1:111122223333:function:maker
                  Size: SIZE
                  Parts: [{Fresh: true, Name: a}]
            Outputs:
              Ref: {Value: !Ref Made}
              Colour: {Value: !GetAtt Made.Colour}
              Depth: {Value: !GetAtt Made.Box.Depth}
            """;
    private static final CallContext CONTEXT = new CallContext(
            Principal.root("111122223333", "key"),
            "111122223333",
            "eu-west-1",
            CallSource.WIRE,
            "request",
            null,
            Instant.MAX,
            URI.create("http://127.0.0.1:4566"));

    private final OrderedStore store = MemoryStore.create();
    private final Ids ids = new Ids(Randomness.secure());
    private final CustomAnswers answers = new CustomAnswers(URI.create("http://127.0.0.1:4566"), ids);
    private final List<JsonValue.Obj> requests = Collections.synchronizedList(new ArrayList<>());
    private Function<JsonValue.Obj, InvocationResponse> function = this::answerWell;
    private final CloudFormationService service = new CloudFormationService(
            store,
            List.of(new CustomResourceHandler(new Functions(), answers)),
            answers,
            (account, region, bucket, key, version) -> new ObjectReader.Answer.Missing("NoSuchBucket", "none"),
            arn -> Optional.empty(),
            Clock.system(),
            ids);

    /** Calls the test's function where Lambda's Invoke is asked for. */
    private final class Functions implements OperationCaller {
        @Override
        @SuppressWarnings("unchecked")
        public <I extends Structure, O extends Structure> O call(
                CallContext context, Operation<I, O> operation, I input) {
            try {
                byte[] payload = ((InvocationRequest) input).payload().readAll(100_000);
                JsonValue.Obj request = (JsonValue.Obj) parsed(new String(payload, StandardCharsets.UTF_8));
                requests.add(request);
                return (O) function.apply(request);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @AfterEach
    void close() {
        service.close();
        store.close();
    }

    private InvocationResponse answerWell(JsonValue.Obj request) {
        String id = request.string("PhysicalResourceId").orElse("thing-1");
        assertThat(put(request, answer(request, "SUCCESS", id, "{\"Colour\": \"red\", \"Box\": {\"Depth\": 3}}")))
                .isEqualTo(200);
        return InvocationResponse.builder().build();
    }

    private static String answer(JsonValue.Obj request, String status, String physicalId, String data) {
        Map<String, JsonValue> answer = new LinkedHashMap<>();
        answer.put("Status", JsonValue.of(status));
        answer.put("Reason", JsonValue.of("because"));
        answer.put("PhysicalResourceId", JsonValue.of(physicalId));
        for (String name : List.of("StackId", "RequestId", "LogicalResourceId")) {
            answer.put(name, JsonValue.of(request.string(name).orElseThrow()));
        }
        answer.put("Data", parsed(data));
        return new JsonValue.Obj(answer).toJson();
    }

    private static JsonValue parsed(String json) {
        try {
            return JsonText.parse(json);
        } catch (JsonSyntaxException e) {
            throw new AssertionError(json, e);
        }
    }

    private int put(JsonValue.Obj request, String body) {
        String address = request.string("ResponseURL").orElseThrow();
        HttpRequest http = new HttpRequest("PUT", "/", "", HttpHeaders.empty(), Payload.utf8(body), "127.0.0.1");
        String id = address.substring(address.lastIndexOf('/') + 1);
        return answers.serve(new SurfaceRequest(id, http, Principal.root("1", ""), "r", Instant.EPOCH))
                .status();
    }

    private Stack create(String template) {
        service.createStack(
                CreateStackInput.builder()
                        .stackName("app")
                        .templateBody(template)
                        .build(),
                CONTEXT);
        return settled();
    }

    private Stack update(String template) {
        service.updateStack(
                UpdateStackInput.builder()
                        .stackName("app")
                        .templateBody(template)
                        .build(),
                CONTEXT);
        return settled();
    }

    private Stack settled() {
        return settled("app");
    }

    /** A stack that is changing is answered when the change is over. */
    private Stack settled(String stack) {
        return service.describeStacks(new DescribeStacksInput(stack, null), CONTEXT)
                .stacks()
                .getFirst();
    }

    private String reason(String status) {
        return service.describeStackEvents(new DescribeStackEventsInput("app", null), CONTEXT).stackEvents().stream()
                .filter(event -> "Made".equals(event.logicalResourceId()) && status.equals(event.resourceStatus()))
                .map(event -> String.valueOf(event.resourceStatusReason()))
                .findFirst()
                .orElse("no such event");
    }

    private List<String> asked() {
        return requests.stream()
                .map(request -> request.string("RequestType").orElse("") + " "
                        + request.string("PhysicalResourceId").orElse("-"))
                .toList();
    }

    @Test
    void makesChangesAndDeletesByAskingTheFunction() {
        Stack stack = create(TEMPLATE.replace("SIZE", "1"));
        assertThat(stack.stackStatus().wireValue()).as(reason("CREATE_FAILED")).isEqualTo("CREATE_COMPLETE");
        assertThat(stack.outputs().stream().map(output -> output.outputValue()).toList())
                .containsExactlyInAnyOrder("thing-1", "red", "3");
        JsonValue.Obj created = requests.getFirst();
        assertThat(created.get("ResourceProperties").orElseThrow().toJson())
                .isEqualTo("{\"ServiceToken\":\"arn:aws:lambda:eu-west-1:111122223333:function:maker\",\"Size\":\"1\","
                        + "\"Parts\":[{\"Fresh\":\"true\",\"Name\":\"a\"}]}");
        assertThat(created.string("ResourceType")).contains("Custom::Thing");

        assertThat(update(TEMPLATE.replace("SIZE", "2")).stackStatus().wireValue())
                .isEqualTo("UPDATE_COMPLETE");
        assertThat(((JsonValue.Obj)
                                requests.getLast().get("OldResourceProperties").orElseThrow())
                        .string("Size"))
                .contains("1");
        String arn = settled().stackId();
        service.deleteStack(DeleteStackInput.builder().stackName("app").build(), CONTEXT);
        assertThat(settled(arn).stackStatus().wireValue()).isEqualTo("DELETE_COMPLETE");
        assertThat(asked()).containsExactly("Create -", "Update thing-1", "Delete thing-1");
    }

    @Test
    void deletesWhatAnUpdateReplaced() {
        create(TEMPLATE.replace("SIZE", "1"));
        function = request -> {
            put(request, answer(request, "SUCCESS", "thing-2", "{\"Colour\": \"blue\", \"Box\": {\"Depth\": 4}}"));
            return InvocationResponse.builder().build();
        };
        assertThat(update(TEMPLATE.replace("SIZE", "2")).stackStatus().wireValue())
                .isEqualTo("UPDATE_COMPLETE");
        assertThat(asked()).containsExactly("Create -", "Update thing-1", "Delete thing-1");
        assertThat(settled().outputs().stream()
                        .map(output -> output.outputValue())
                        .toList())
                .contains("thing-2", "blue");
    }

    @Test
    void rollsBackAndDeletesWhatWasHalfMade() {
        function = request -> {
            put(
                    request,
                    answer(
                            request,
                            request.string("RequestType").orElse("").equals("Create") ? "FAILED" : "SUCCESS",
                            "half",
                            "{}"));
            return InvocationResponse.builder().build();
        };
        assertThat(create(TEMPLATE.replace("SIZE", "1")).stackStatus().wireValue())
                .isEqualTo("ROLLBACK_COMPLETE");
        assertThat(asked()).containsExactly("Create -", "Delete half");
        assertThat(reason("CREATE_FAILED"))
                .startsWith(
                        "Received response status [FAILED] from custom resource. Message returned: because (RequestId: ");
    }

    @Test
    void tellsAtOnceOfAFunctionThatFails() {
        function = request -> InvocationResponse.builder()
                .functionError("Unhandled")
                .payload(Payload.utf8("{\"errorMessage\": \"name 'x' is not defined\"}"))
                .build();
        create(TEMPLATE.replace("SIZE", "1"));
        assertThat(reason("CREATE_FAILED"))
                .startsWith("The function arn:aws:lambda:eu-west-1:111122223333:function:maker failed before it"
                        + " answered: name 'x' is not defined");
    }

    @Test
    void failsWhatIsNotAnsweredInTimeOrNotRight() {
        function = request -> InvocationResponse.builder().build();
        String late =
                create(TEMPLATE.replace("SIZE", "1\n      ServiceTimeout: 1")).stackId();
        assertThat(reason("CREATE_FAILED"))
                .startsWith("CloudFormation did not receive a response from your Custom Resource.");
        assertThat(put(requests.getFirst(), "{}")).as("too late").isEqualTo(404);

        service.deleteStack(DeleteStackInput.builder().stackName("app").build(), CONTEXT);
        settled(late);
        function = request -> {
            put(request, "{\"Status\": \"SUCCESS\", \"RequestId\": \"another\"}");
            return InvocationResponse.builder().build();
        };
        create(TEMPLATE.replace("SIZE", "1"));
        assertThat(reason("CREATE_FAILED")).startsWith("Invalid response: its RequestId is not that of the request, ");
    }

    @Test
    void refusesWhatIsNotSupportedByName() {
        create(TEMPLATE.replace("SIZE", "1")
                .replace("lambda:eu-west-1:111122223333:function:maker", "sns:eu-west-1:1:t"));
        assertThat(reason("CREATE_FAILED")).contains("must be the ARN of a function");
        for (String type : List.of("AWS::CloudFormation::WaitCondition", "AWS::CloudFormation::Macro")) {
            assertThatThrownBy(() -> service.createStack(
                            CreateStackInput.builder()
                                    .stackName("other")
                                    .templateBody("Resources: {A: {Type: '" + type + "'}}\n")
                                    .build(),
                            CONTEXT))
                    .isInstanceOf(AwsException.class)
                    .hasMessageContaining("Unrecognized resource types: [" + type + "]. Gust does not support them.");
        }
    }
}

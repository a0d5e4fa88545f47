package dev.gust.services.cloudformation.template;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.arnOf;
import static dev.gust.services.ports.resources.PropertyType.flag;
import static dev.gust.services.ports.resources.PropertyType.list;
import static dev.gust.services.ports.resources.PropertyType.oneOf;
import static dev.gust.services.ports.resources.PropertyType.structure;
import static dev.gust.services.ports.resources.PropertyType.tags;
import static dev.gust.services.ports.resources.PropertyType.text;
import static dev.gust.services.ports.resources.PropertyType.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.resources.PropertyType;
import dev.gust.services.ports.resources.ResourceSchema;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PropertyCheckTest {
    private static final ResourceSchema QUEUE = new ResourceSchema(
            "AWS::SQS::Queue",
            List.of(
                    optional("QueueName", text()).whoseChangeReplaces(),
                    optional("DelaySeconds", whole()),
                    optional("FifoQueue", flag()),
                    optional("Policy", PropertyType.json()),
                    optional("Mode", oneOf("A", "B")),
                    optional("Names", list(text())),
                    optional(
                            "Nested",
                            structure(required("Key", text()).whoseChangeReplaces(), optional("Other", text()))),
                    optional("Tags", tags())),
            Set.of("Arn"));

    private static JsonValue.Obj json(String text) throws JsonSyntaxException {
        return (JsonValue.Obj) JsonText.parse(text);
    }

    @Test
    void givesScalarsTheTypeOfTheSchema() throws Exception {
        PropertyCheck.Result result = PropertyCheck.check(QUEUE, json("""
                {"QueueName": 5, "DelaySeconds": "10", "FifoQueue": "true", "Names": "one", "Policy": {"a": [1]}}"""));
        assertThat(result.problems()).isEmpty();
        assertThat(result.properties().toJson()).isEqualTo("""
                {"QueueName":"5","DelaySeconds":10,"FifoQueue":true,"Names":["one"],"Policy":{"a":[1]}}""");
    }

    @Test
    void refusesArnsOfServicesThatDoNotFit() throws Exception {
        ResourceSchema mapping = new ResourceSchema(
                "AWS::Lambda::EventSourceMapping", List.of(required("EventSourceArn", arnOf("dynamodb"))), Set.of());
        assertThat(PropertyCheck.check(mapping, json("{\"EventSourceArn\": \"jobs\"}")).problems().stream()
                        .map(Object::toString))
                .containsExactly("#/EventSourceArn: jobs is no ARN of a service that Gust supports here: dynamodb");
        assertThat(PropertyCheck.check(mapping, json("""
                                {"EventSourceArn": "arn:aws:sqs:us-east-1:000000000000:jobs"}""")).problems()).hasSize(1);
        assertThat(PropertyCheck.check(mapping, json("""
                                {"EventSourceArn": "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/s"}""")).problems()).isEmpty();
    }

    @Test
    void findsEveryProblem() throws Exception {
        PropertyCheck.Result result = PropertyCheck.check(QUEUE, json("""
                {"QueuName": "x", "DelaySeconds": "ten", "Mode": "C", "Nested": {"Other": {}}, "Tags": [{"Key": "a"}]}"""));
        assertThat(result.problems().stream().map(Object::toString))
                .containsExactly(
                        "#/QueuName: extraneous key [QueuName] is not permitted: Gust knows no such property of"
                                + " AWS::SQS::Queue; did you mean QueueName?",
                        "#/DelaySeconds: expected type: Integer, found: String",
                        "#/Mode: C is not a valid enum value; Gust supports [A, B]",
                        "#/Nested/Other: expected type: String, found: JSONObject",
                        "#/Nested: required key [Key] not found",
                        "#/Tags/0: required key [Value] not found");
    }

    @Test
    void seesWhichChangesReplace() throws Exception {
        JsonValue.Obj before = json("""
                {"QueueName": "a", "DelaySeconds": 1, "Nested": {"Key": "x", "Other": "1"}, "Policy": {"a": 1, "b": 2}}""");
        JsonValue.Obj after = json("""
                {"DelaySeconds": 1.0, "Nested": {"Key": "x", "Other": "2"}, "Policy": {"b": 2, "a": 1}}""");
        assertThat(PropertyChanges.between(QUEUE, before, after))
                .containsExactly(
                        new PropertyChanges.Change("QueueName", true, true),
                        new PropertyChanges.Change("Nested", false, true));
        assertThat(PropertyChanges.between(
                        QUEUE, json("{\"Nested\": {\"Key\": \"x\"}}"), json("{\"Nested\": {\"Key\": \"y\"}}")))
                .containsExactly(new PropertyChanges.Change("Nested", true, true));
    }
}

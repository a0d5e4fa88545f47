package dev.gust.wire.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.model.dynamodb.AttributeValue;
import dev.gust.wire.model.dynamodb.DynamoDb;
import dev.gust.wire.model.dynamodb.DynamoDbModel;
import dev.gust.wire.model.dynamodb.GetItemOutput;
import dev.gust.wire.model.dynamodb.PutItemInput;
import dev.gust.wire.model.dynamodb.ResourceNotFoundException;
import dev.gust.wire.model.dynamodb.ReturnValue;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.protocol.json.AwsJsonProtocol;
import dev.gust.wire.schema.Blob;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DynamoDbWireTest {
    private static PutItemInput put(String body) {
        return (PutItemInput) Requests.decode(DynamoDbModel.SERVICE, Requests.json("DynamoDB_20120810.PutItem", body));
    }

    private static AwsException refusal(String body) {
        return catchThrowableOfType(AwsException.class, () -> put(body));
    }

    @Test
    void readsEveryKindOfAttributeValue() {
        PutItemInput input = put("""
                {"TableName":"notes","ReturnValues":"ALL_OLD","Item":{"s":{"S":"a"},"n":{"N":"1.50"},"b":{"B":"AQI="},
                 "l":{"L":[{"BOOL":true},{"NULL":true}]},"m":{"M":{"x":{"SS":["p","q"]}}}},"Unknown":{"a":[1,{}]}}""");
        assertThat(input.tableName()).isEqualTo("notes");
        assertThat(input.returnValues()).isEqualTo(ReturnValue.ALL_OLD);
        assertThat(input.item())
                .containsEntry("s", new AttributeValue.S("a"))
                .containsEntry("n", new AttributeValue.N("1.50"))
                .containsEntry("b", new AttributeValue.B(Blob.of(new byte[] {1, 2})))
                .containsEntry(
                        "l",
                        new AttributeValue.L(List.of(new AttributeValue.BOOL(true), new AttributeValue.NULL(true))))
                .containsEntry("m", new AttributeValue.M(Map.of("x", new AttributeValue.SS(List.of("p", "q")))));
    }

    @Test
    void tellsAbsentFromEmpty() {
        assertThat(put("{\"TableName\":\"notes\",\"Item\":{}}").hasExpressionAttributeNames())
                .isFalse();
        assertThat(put("{\"TableName\":\"notes\",\"Item\":{},\"ExpressionAttributeNames\":{}}")
                        .hasExpressionAttributeNames())
                .isTrue();
    }

    @Test
    void tellsTheLengthOfAListInAMapAsTheMaps() {
        AwsException empty = catchThrowableOfType(
                AwsException.class,
                () -> Requests.decode(
                        DynamoDbModel.SERVICE,
                        Requests.json("DynamoDB_20120810.BatchWriteItem", "{\"RequestItems\":{\"notes\":[]}}")));
        assertThat(empty)
                .hasMessage("1 validation error detected: Value '{notes=[]}' at 'requestItems' failed to satisfy "
                        + "constraint: Map value must satisfy constraint: [Member must have length less than or equal "
                        + "to 25, Member must have length greater than or equal to 1, Member must not be null]");
    }

    @Test
    void refusesWhatBreaksConstraintsInTheWordsOfAws() {
        AwsException missing = refusal("{\"TableName\":\"notes\"}");
        assertThat(missing.code()).isEqualTo("ValidationException");
        assertThat(missing)
                .hasMessage("1 validation error detected: Value null at 'item' failed to satisfy constraint: "
                        + "Member must not be null");
        assertThat(refusal("{\"ReturnValues\":\"SOME\",\"TableName\":\"\"}"))
                .hasMessage("3 validation errors detected: "
                        + "Value 'SOME' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value "
                        + "set: [NONE, ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATED_NEW]; "
                        + "Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than "
                        + "or equal to 1; "
                        + "Value null at 'item' failed to satisfy constraint: Member must not be null");
    }

    @Test
    void refusesAttributeValuesWithoutOneType() {
        assertThat(refusal("{\"TableName\":\"notes\",\"Item\":{\"a\":{}}}"))
                .hasMessage("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
        assertThat(refusal("{\"TableName\":\"notes\",\"Item\":{\"a\":{\"S\":\"1\",\"N\":\"1\"}}}"))
                .hasMessage("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
                        + "supported datatypes");
    }

    @Test
    void namesThePlaceholderOfABrokenAttributeValue() {
        assertThat(refusal("{\"TableName\":\"notes\",\"Item\":{},\"ExpressionAttributeValues\":{\":v\":{}}}"))
                .hasMessage("ExpressionAttributeValues contains invalid value: Supplied AttributeValue is empty, must "
                        + "contain exactly one of the supported datatypes for key :v");
        assertThat(refusal("{\"TableName\":\"notes\",\"Item\":{},\"ExpressionAttributeValues\":"
                        + "{\":v\":{\"L\":[{\"S\":\"1\",\"N\":\"1\"}]}}}"))
                .hasMessage(
                        "ExpressionAttributeValues contains invalid value: Supplied AttributeValue has more than one "
                                + "datatypes set, must contain exactly one of the supported datatypes for key :v");
    }

    @Test
    void takesNoAttributeOfAnItemForAPlaceholder() {
        assertThat(refusal("{\"TableName\":\"notes\",\"Item\":{\"x.expressionAttributeValues.:v\":{}}}"))
                .hasMessage("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
    }

    @Test
    void refusesValuesOfTheWrongTypeAsUnreadable() {
        AwsException error = refusal("{\"TableName\":\"notes\",\"Item\":{\"a\":{\"N\":5}}}");
        assertThat(error.code()).isEqualTo("SerializationException");
        assertThat(error.status()).isEqualTo(400);
        assertThat(error).hasMessage("NUMBER_VALUE cannot be converted to String");
    }

    @Test
    void refusesHalvesOfSurrogatePairs() {
        String[] places = {
            "{\"TableName\":\"\\ud83d\",\"Item\":{}}",
            "{\"TableName\":\"notes\",\"Item\":{\"a\":{\"S\":\"x\\ude00\\ud83d\"}}}",
            "{\"TableName\":\"notes\",\"Item\":{\"\\ud83dy\":{\"S\":\"x\"}}}",
        };
        for (String body : places) {
            AwsException error = refusal(body);
            assertThat(error.code()).as(body).isEqualTo("SerializationException");
            assertThat(error.status()).isEqualTo(400);
        }
        assertThat(put("{\"TableName\":\"notes\",\"Item\":{\"\\ud83d\\ude00\":{\"S\":\"\\ud83d\\ude00\"}}}")
                        .item())
                .containsEntry("\uD83D\uDE00", new AttributeValue.S("\uD83D\uDE00"));
    }

    @Test
    void writesOutputsAndErrors() {
        GetItemOutput output = new GetItemOutput(Map.of("a", new AttributeValue.N("7")), null);
        HttpResponse response = AwsJsonProtocol.VERSION_1_0.encode(DynamoDbModel.getItem(), output, "r-1");
        assertThat(Requests.body(response)).isEqualTo("{\"Item\":{\"a\":{\"N\":\"7\"}}}");
        assertThat(response.headers().first("x-amzn-RequestId")).contains("r-1");

        HttpResponse error = AwsJsonProtocol.VERSION_1_0.encodeError(
                DynamoDbModel.SERVICE, new ResourceNotFoundException("Requested resource not found"), "r-2");
        assertThat(error.status()).isEqualTo(400);
        assertThat(Requests.body(error))
                .isEqualTo("{\"__type\":\"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException\","
                        + "\"message\":\"Requested resource not found\"}");
    }

    @Test
    void refusesByNameWhatIsNotImplemented() {
        DynamoDb nothing = new DynamoDb() {};
        PutItemInput input = put("{\"TableName\":\"notes\",\"Item\":{}}");
        AwsException error = catchThrowableOfType(
                AwsException.class, () -> DynamoDbModel.putItem().call(nothing, input, Contexts.any()));
        assertThat(error.code()).isEqualTo("NotImplemented");
        assertThat(error).hasMessageContaining("PutItem of DynamoDB");
        AwsException unmodelled = catchThrowableOfType(
                AwsException.class,
                () -> Requests.decode(
                        DynamoDbModel.SERVICE,
                        Requests.json("DynamoDB_20120810.DescribeTableReplicaAutoScaling", "{}")));
        assertThat(unmodelled).hasMessageContaining("DescribeTableReplicaAutoScaling of DynamoDB");
    }
}

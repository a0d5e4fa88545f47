package dev.gust.wire.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.apigateway.ApiGatewayModel;
import dev.gust.wire.model.apigateway.CreateResourceRequest;
import dev.gust.wire.model.lambda.InvocationRequest;
import dev.gust.wire.model.lambda.InvocationResponse;
import dev.gust.wire.model.lambda.InvokeResponseStreamUpdate;
import dev.gust.wire.model.lambda.InvokeWithResponseStreamCompleteEvent;
import dev.gust.wire.model.lambda.InvokeWithResponseStreamResponse;
import dev.gust.wire.model.lambda.InvokeWithResponseStreamResponseEvent;
import dev.gust.wire.model.lambda.LambdaModel;
import dev.gust.wire.model.lambda.ListFunctionsRequest;
import dev.gust.wire.model.lambda.ResourceNotFoundException;
import dev.gust.wire.model.lambda.UntagResourceRequest;
import dev.gust.wire.model.s3.GetBucketLocationOutput;
import dev.gust.wire.model.s3.ListObjectsV2Output;
import dev.gust.wire.model.s3.ListObjectsV2Request;
import dev.gust.wire.model.s3.NoSuchKey;
import dev.gust.wire.model.s3.PutBucketNotificationConfigurationRequest;
import dev.gust.wire.model.s3.PutObjectRequest;
import dev.gust.wire.model.s3.S3Model;
import dev.gust.wire.model.s3.S3Object;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.protocol.eventstream.EventMessage;
import dev.gust.wire.protocol.restjson.RestJsonProtocol;
import dev.gust.wire.protocol.restxml.RestXmlProtocol;
import dev.gust.wire.schema.Blob;
import dev.gust.wire.schema.EventStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestWireTest {
    private static String operation(HttpRequest request) {
        return Requests.decode(S3Model.SERVICE, request).shapeSchema().name();
    }

    @Test
    void tellsOperationsOnOnePathApart() {
        assertThat(operation(Requests.rest("PUT", "/b/k", "", "x"))).isEqualTo("PutObjectRequest");
        assertThat(operation(Requests.rest("PUT", "/b/k", "partNumber=1&uploadId=u", "x")))
                .isEqualTo("UploadPartRequest");
        HttpHeaders copying = HttpHeaders.of("x-amz-copy-source", "/b/other");
        HttpRequest copy = new HttpRequest("PUT", "/b/k", "", copying, Payload.empty(), "127.0.0.1");
        assertThat(operation(copy)).isEqualTo("CopyObjectRequest");
        assertThat(operation(Requests.rest("GET", "/b/k", "", ""))).isEqualTo("GetObjectRequest");
        assertThat(operation(Requests.rest("GET", "/b/k", "uploadId=u", ""))).isEqualTo("ListPartsRequest");
        assertThat(operation(Requests.rest("GET", "/b", "", ""))).isEqualTo("ListObjectsRequest");
        assertThat(operation(Requests.rest("GET", "/b/", "list-type=2", ""))).isEqualTo("ListObjectsV2Request");
        assertThat(operation(Requests.rest("GET", "/", "", ""))).isEqualTo("ListBucketsRequest");
        assertThat(operation(Requests.rest("GET", "/", "x-id=ListBuckets", ""))).isEqualTo("ListBucketsRequest");
        AwsException analytics = catchThrowableOfType(
                AwsException.class, () -> operation(Requests.rest("GET", "/b", "analytics&id=1", "")));
        assertThat(analytics.code()).isEqualTo("NotImplemented");
    }

    @Test
    void keepsKeysAsTheyWereWritten() {
        PutObjectRequest input = (PutObjectRequest)
                Requests.decode(S3Model.SERVICE, Requests.rest("PUT", "/b/a//b%2Fc+d%20/", "", "body"));
        assertThat(input.key()).isEqualTo("a//b/c+d /");
        assertThat(input.body()).isInstanceOf(Payload.Bytes.class);
    }

    @Test
    void readsHeadersAndQuery() {
        HttpHeaders headers = HttpHeaders.of(
                "X-Amz-Meta-Color", "red",
                "x-amz-meta-size", "5",
                "If-Match", "\"e\"",
                "x-amz-object-lock-retain-until-date", "2014-04-29T18:30:38Z");
        PutObjectRequest input = (PutObjectRequest) Requests.decode(
                S3Model.SERVICE, new HttpRequest("PUT", "/b/k", "", headers, Payload.empty(), "127.0.0.1"));
        assertThat(input.metadata()).containsEntry("color", "red").containsEntry("size", "5");
        assertThat(input.ifMatch()).isEqualTo("\"e\"");
        assertThat(input.objectLockRetainUntilDate()).isEqualTo(Instant.parse("2014-04-29T18:30:38Z"));
        ListObjectsV2Request list = (ListObjectsV2Request) Requests.decode(
                S3Model.SERVICE,
                Requests.rest("GET", "/b", "list-type=2&prefix=a%2Fb&max-keys=5&fetch-owner=true", ""));
        assertThat(list.prefix()).isEqualTo("a/b");
        assertThat(list.maxKeys()).isEqualTo(5);
        assertThat(list.fetchOwner()).isTrue();
    }

    @Test
    void readsAndWritesTheDocumentsOfBuckets() {
        PutBucketNotificationConfigurationRequest input = (PutBucketNotificationConfigurationRequest)
                Requests.decode(S3Model.SERVICE, Requests.rest("PUT", "/b", "notification", """
                        <?xml version="1.0"?><NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
                          <CloudFunctionConfiguration><Id>1</Id><CloudFunction>arn</CloudFunction>
                            <Event>s3:ObjectCreated:*</Event><Event>s3:ObjectRemoved:*</Event></CloudFunctionConfiguration>
                        </NotificationConfiguration>"""));
        assertThat(input.notificationConfiguration()
                        .lambdaFunctionConfigurations()
                        .getFirst()
                        .events())
                .containsExactly("s3:ObjectCreated:*", "s3:ObjectRemoved:*");

        ListObjectsV2Output output = ListObjectsV2Output.builder()
                .name("b")
                .keyCount(1)
                .isTruncated(false)
                .contents(List.of(S3Object.builder().key("a<b").size(3L).build()))
                .build();
        assertThat(Requests.body(RestXmlProtocol.PROTOCOL.encode(S3Model.listObjectsV2(), output, "r")))
                .isEqualTo("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">\
                        <IsTruncated>false</IsTruncated><Contents><Key>a&lt;b</Key><Size>3</Size></Contents>\
                        <Name>b</Name><KeyCount>1</KeyCount></ListBucketResult>""");
        assertThat(Requests.body(RestXmlProtocol.PROTOCOL.encode(
                        S3Model.getBucketLocation(), new GetBucketLocationOutput("eu-west-1"), "r")))
                .endsWith("<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">eu-west-1"
                        + "</LocationConstraint>");
    }

    @Test
    void writesErrorsOfS3WithoutAnElementAroundThem() {
        HttpResponse response = RestXmlProtocol.PROTOCOL.encodeError(
                S3Model.SERVICE, new NoSuchKey("The specified key does not exist.").field("Key", "k"), "r");
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.headers().first("x-amz-request-id")).contains("r");
        assertThat(Requests.body(response)).isEqualTo("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>k</Key>\
                        <RequestId>r</RequestId><HostId>r</HostId></Error>""");
    }

    @Test
    void readsAndAnswersInvocations() throws IOException {
        HttpHeaders headers = HttpHeaders.of("X-Amz-Log-Type", "Tail", "X-Amz-Invocation-Type", "RequestResponse");
        InvocationRequest input = (InvocationRequest) Requests.decode(
                LambdaModel.SERVICE,
                new HttpRequest(
                        "POST",
                        "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Af/invocations",
                        "Qualifier=live",
                        headers,
                        Payload.utf8("{}"),
                        "127.0.0.1"));
        assertThat(input.functionName()).isEqualTo("arn:aws:lambda:us-east-1:000000000000:function:f");
        assertThat(input.qualifier()).isEqualTo("live");
        InvocationResponse output = InvocationResponse.builder()
                .statusCode(200)
                .executedVersion("$LATEST")
                .payload(Payload.utf8("7"))
                .build();
        HttpResponse response = RestJsonProtocol.PROTOCOL.encode(LambdaModel.invoke(), output, "r");
        assertThat(response.headers().first("X-Amz-Executed-Version")).contains("$LATEST");
        assertThat(Requests.body(response)).isEqualTo("7");
        HttpResponse error = RestJsonProtocol.PROTOCOL.encodeError(
                LambdaModel.SERVICE, new ResourceNotFoundException("Function not found: f", "User"), "r");
        assertThat(error.headers().first("x-amzn-errortype")).contains("ResourceNotFoundException");
        assertThat(Requests.body(error)).isEqualTo("{\"Type\":\"User\",\"Message\":\"Function not found: f\"}");
    }

    @Test
    void forgivesASlashAtTheEndAndReadsListsOfTheQuery() {
        assertThat(Requests.decode(
                        LambdaModel.SERVICE, Requests.rest("GET", "/2015-03-31/functions/", "MaxItems=3", "")))
                .isEqualTo(new ListFunctionsRequest(null, null, null, 3));
        UntagResourceRequest untag = (UntagResourceRequest) Requests.decode(
                LambdaModel.SERVICE,
                Requests.rest(
                        "DELETE",
                        "/2017-03-31/tags/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Af",
                        "tagKeys=a&tagKeys=b",
                        ""));
        assertThat(untag.tagKeys()).containsExactly("a", "b");
        CreateResourceRequest created = (CreateResourceRequest) Requests.decode(
                ApiGatewayModel.SERVICE,
                Requests.rest("POST", "/restapis/abc/resources/root", "", "{\"pathPart\":\"{proxy+}\"}"));
        assertThat(created).isEqualTo(new CreateResourceRequest("abc", "root", "{proxy+}"));
    }

    @Test
    void streamsEventsAsTheyCome() throws IOException {
        Iterator<InvokeWithResponseStreamResponseEvent> events = List.<InvokeWithResponseStreamResponseEvent>of(
                        new InvokeWithResponseStreamResponseEvent.PayloadChunk(
                                new InvokeResponseStreamUpdate(Blob.utf8("part"))),
                        new InvokeWithResponseStreamResponseEvent.InvokeComplete(
                                new InvokeWithResponseStreamCompleteEvent(null, null, null)))
                .iterator();
        EventStream<InvokeWithResponseStreamResponseEvent> stream = () -> events.hasNext() ? events.next() : null;
        HttpResponse response = RestJsonProtocol.PROTOCOL.encode(
                LambdaModel.invokeWithResponseStream(),
                new InvokeWithResponseStreamResponse(200, "1", stream, null),
                "r");
        List<EventMessage> messages = new ArrayList<>();
        try (InputStream body = response.body().open()) {
            for (byte[] prefix = body.readNBytes(4); prefix.length == 4; prefix = body.readNBytes(4)) {
                int length = ByteBuffer.wrap(prefix).getInt();
                ByteBuffer message = ByteBuffer.allocate(length).put(prefix).put(body.readNBytes(length - 4));
                messages.add(EventMessage.decode(message.array()));
            }
        }
        assertThat(messages)
                .extracting(message -> message.headers().get(":event-type"))
                .containsExactly("PayloadChunk", "InvokeComplete");
        assertThat(messages.getFirst().payload().utf8()).isEqualTo("part");
        assertThat(messages.getLast().payload().utf8()).isEqualTo("{}");
    }
}

package dev.gust.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.wire.auth.RequestSignature;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.ServiceModels;
import dev.gust.wire.operation.ProtocolName;
import dev.gust.wire.operation.ServiceTraits;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ServiceTableTest {
    static List<ServiceTable.Row> rows() {
        return ServiceTable.rows();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRowSaysWhatTheModelSays(ServiceTable.Row row) {
        ServiceTraits traits = ServiceModels.find(row.id()).orElseThrow().traits();
        assertThat(row.signingName()).isEqualTo(traits.signingName());
        assertThat(row.targetPrefix()).isEqualTo(traits.targetPrefix());
        assertThat(row.queryVersion())
                .isEqualTo(traits.protocols().contains(ProtocolName.AWS_QUERY) ? traits.apiVersion() : "");
        assertThat(row.hostLabel()).isIn("", traits.endpointPrefix());
    }

    @Test
    void everyModelHasARow() {
        assertThat(rows()).extracting(ServiceTable.Row::id).containsExactlyElementsOf(ServiceModels.ids());
    }

    private static String found(HttpRequest request) {
        HostName host = HostName.parse(request.headers().first("Host").orElse(""), List.of());
        return switch (ServiceTable.find(request, RequestSignature.of(request), host)) {
            case ServiceTable.Match.Known known -> known.service().id();
            case ServiceTable.Match.Unknown unknown -> "unknown " + unknown.name();
        };
    }

    private static HttpRequest request(String path, String query, String body, String... headers) {
        return new HttpRequest("POST", path, query, HttpHeaders.of(headers), Payload.utf8(body), "");
    }

    @ParameterizedTest
    @CsvSource({
        "sqs, /, sqs",
        "dynamodb, /, dynamodb",
        "apigateway, /restapis, apigateway",
        "apigateway, /tags/x, apigateway",
        "apigateway, /v2/apis, apigatewayv2",
        "execute-api, /dev/@connections/abc, apigatewaymanagementapi",
        "lambda, /2015-03-31/functions, lambda",
        "s3, /2015-03-31/functions, s3",
        "ec2, /, unknown ec2",
    })
    void findsByTheScopeOfTheSignature(String scope, String path, String service) {
        assertThat(found(request(
                        path,
                        "",
                        "",
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=A/20260301/us-east-1/" + scope
                                + "/aws4_request, SignedHeaders=host, Signature=00",
                        "X-Amz-Date",
                        "20260301T120000Z")))
                .isEqualTo(service);
    }

    @Test
    void findsByTheTarget() {
        assertThat(found(request("/", "", "", "X-Amz-Target", "DynamoDBStreams_20120810.ListStreams")))
                .isEqualTo("dynamodbstreams");
        assertThat(found(request("/", "", "", "X-Amz-Target", "Kinesis_20131202.ListStreams")))
                .isEqualTo("unknown Kinesis_20131202");
    }

    @Test
    void findsByThePathOfTheCborProtocol() {
        assertThat(found(request(
                        "/service/GraniteServiceVersion20100801/operation/PutMetricData",
                        "",
                        "",
                        "smithy-protocol",
                        "rpc-v2-cbor")))
                .isEqualTo("monitoring");
    }

    @Test
    void findsByTheVersionOfAQuery() {
        String type = "application/x-www-form-urlencoded; charset=utf-8";
        assertThat(found(request("/", "", "Action=Publish&Version=2010-03-31", "Content-Type", type)))
                .isEqualTo("sns");
        assertThat(found(request("/", "Version=2011-06-15&Action=AssumeRoleWithWebIdentity", "")))
                .isEqualTo("sts");
    }

    @ParameterizedTest
    @CsvSource({
        "sqs.eu-west-1.localhost.localstack.cloud:4566, /, sqs",
        "streams.dynamodb.us-east-1.localhost.localstack.cloud, /, dynamodbstreams",
        "bucket.s3.localhost.localstack.cloud, /, s3",
        "127.0.0.1:4566, /restapis/abc, apigateway",
        "127.0.0.1:4566, /2015-03-31/functions/f/invocations, lambda",
        "127.0.0.1:4566, /bucket/key, s3",
    })
    void findsUnsignedRequestsByHostAndPath(String host, String path, String service) {
        assertThat(found(request(path, "", "", "Host", host))).isEqualTo(service);
    }
}

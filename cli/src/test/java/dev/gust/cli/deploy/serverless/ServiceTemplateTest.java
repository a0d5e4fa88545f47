package dev.gust.cli.deploy.serverless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.TemplateJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The logical ids and names are those of the Serverless Framework 3 for the same file. */
class ServiceTemplateTest {
    private static final String NOTES = """
            service: notes-app
            provider:
              name: aws
              runtime: nodejs20.x
              region: eu-west-1
              stage: ${opt:stage, 'dev'}
              memorySize: 256
              environment:
                TABLE: !Ref NotesTable
                STAGE: ${sls:stage}
                LIMIT: ${self:custom.limits.${sls:stage}, 5}
              iam:
                role:
                  statements:
                    - {Effect: Allow, Action: ['dynamodb:*'], Resource: !GetAtt NotesTable.Arn}
              httpApi: {cors: true}
            custom:
              limits: {prod: 100}
            functions:
              two_things-x:
                handler: src/hello.handler
                timeout: 3
                url: true
                events:
                  - http: GET /notes/{id}
                  - http: {path: notes, method: post, cors: true}
                  - httpApi: 'GET /h/{id}'
                  - httpApi: '*'
                  - schedule: rate(1 minute)
                  - s3: {bucket: my-docs, event: 's3:ObjectRemoved:*', rules: [{prefix: a/}]}
                  - stream: {type: dynamodb, arn: !GetAtt NotesTable.StreamArn, destinations: {onFailure: {arn: !GetAtt S3BucketMydocs.Arn}}}
                  - sqs: arn:aws:sqs:eu-west-1:1:my-queue
                  - sns: topic-one
                  - eventBridge: {pattern: {source: [x]}}
            resources:
              Resources:
                NotesTable: {Type: 'AWS::DynamoDB::Table', Properties: {BillingMode: PAY_PER_REQUEST}}
              extensions:
                S3BucketMydocs: {Properties: {Tags: [{Key: a, Value: b}]}}
              Outputs:
                Table: {Value: !Ref NotesTable}
            """;

    @TempDir
    private Path folder;

    private Service service(String yaml, Map<String, String> options) throws IOException {
        Path file = Files.writeString(folder.resolve("serverless.yml"), yaml);
        return Service.read(
                file,
                new Service.Settings(
                        options,
                        Map.of("HOME", "/root"),
                        "111122223333",
                        "us-east-1",
                        (stack, name) -> Optional.empty()));
    }

    private JsonValue.Obj resources(String yaml) throws IOException {
        JsonValue.Obj code = TemplateJson.object("S3Bucket", "b", "S3Key", "k");
        return (JsonValue.Obj) ServiceTemplate.compile(service(yaml, Map.of()), Map.of("two_things-x", code))
                .get("Resources")
                .orElseThrow();
    }

    @Test
    void givesLogicalIdsAsTheFrameworkDoes() throws Exception {
        assertThat(resources(NOTES).members().keySet().stream()
                        .map(name -> name.replaceAll("(ApiGatewayDeployment).*", "$1")))
                .containsExactlyInAnyOrder(
                        "TwoUnderscorethingsDashxLogGroup",
                        "TwoUnderscorethingsDashxLambdaFunction",
                        "TwoUnderscorethingsDashxLambdaFunctionUrl",
                        "TwoUnderscorethingsDashxLambdaPermissionFnUrl",
                        "TwoUnderscorethingsDashxLambdaPermissionFn",
                        "IamRoleLambdaExecution",
                        "ApiGatewayRestApi",
                        "ApiGatewayResourceNotes",
                        "ApiGatewayResourceNotesIdVar",
                        "ApiGatewayMethodNotesIdVarGet",
                        "ApiGatewayMethodNotesPost",
                        "ApiGatewayMethodNotesOptions",
                        "ApiGatewayDeployment",
                        "TwoUnderscorethingsDashxLambdaPermissionApiGateway",
                        "HttpApi",
                        "HttpApiStage",
                        "HttpApiIntegrationTwoUnderscorethingsDashx",
                        "HttpApiRouteGetHIdVar",
                        "HttpApiRouteDefault",
                        "TwoUnderscorethingsDashxLambdaPermissionHttpApi",
                        "TwoUnderscorethingsDashxEventsRuleSchedule1",
                        "TwoUnderscorethingsDashxLambdaPermissionEventsRuleSchedule1",
                        "S3BucketMydocs",
                        "TwoUnderscorethingsDashxLambdaPermissionMydocsS3",
                        "TwoUnderscorethingsDashxEventSourceMappingDynamodbNotesTable",
                        "TwoUnderscorethingsDashxEventSourceMappingSQSMyqueue",
                        "SNSTopicTopicone",
                        "TwoUnderscorethingsDashxSnsSubscriptionTopicone",
                        "TwoUnderscorethingsDashxLambdaPermissionTopiconeSNS",
                        "Notesappdevtwothingsxrule10EventBridgeRule",
                        "TwoUnderscorethingsDashxEventBridgeLambdaPermission10",
                        "NotesTable");
    }

    @Test
    void compilesAFunctionWithTheServicesSettings() throws Exception {
        assertThat(((JsonValue.Obj) resources(NOTES)
                                .get("TwoUnderscorethingsDashxLambdaFunction")
                                .orElseThrow())
                        .get("Properties")
                        .orElseThrow()
                        .toJson())
                .isEqualTo("""
                        {"Code":{"S3Bucket":"b","S3Key":"k"},"Handler":"src/hello.handler","Runtime":"nodejs20.x",\
                        "FunctionName":"notes-app-dev-two_things-x","MemorySize":256,"Timeout":3,"Environment":{"Variables":\
                        {"TABLE":{"Ref":"NotesTable"},"STAGE":"dev","LIMIT":"5"}},\
                        "Role":{"Fn::GetAtt":["IamRoleLambdaExecution","Arn"]}}""");
    }

    @Test
    void laysExtensionsOverWhatIsGenerated() throws Exception {
        assertThat(resources(NOTES).get("S3BucketMydocs").orElseThrow().toJson())
                .contains("\"BucketName\":\"my-docs\"")
                .contains("\"Tags\":[{\"Key\":\"a\",\"Value\":\"b\"}]")
                .contains("{\"Name\":\"prefix\",\"Value\":\"a/\"}");
    }

    @Test
    void tellsADestinationOfWhatAStreamGaveUp() throws Exception {
        assertThat(resources(NOTES)
                        .get("TwoUnderscorethingsDashxEventSourceMappingDynamodbNotesTable")
                        .orElseThrow()
                        .toJson())
                .contains(
                        "\"DestinationConfig\":{\"OnFailure\":{\"Destination\":{\"Fn::GetAtt\":[\"S3BucketMydocs\",\"Arn\"]}}}");
    }

    @Test
    void resolvesVariablesByStage() throws Exception {
        Service service = service(NOTES, Map.of("stage", "prod"));
        assertThat(service.stackName()).isEqualTo("notes-app-prod");
        assertThat(ServiceTemplate.compile(service, Map.of()).toJson()).contains("\"LIMIT\":\"100\"");
    }

    @Test
    void readsValuesFromFilesAndTheEnvironment() throws Exception {
        Files.writeString(folder.resolve("common.yml"), "tags: {home: '${env:HOME}', flag: '${strToBool(true)}'}\n");
        Service service = service("""
                service: s
                provider: {name: aws, tags: '${file(common.yml):tags}', environment: {A: '${param:x}', B: '${AWS::Region}'}}
                params: {default: {x: 7}}
                functions: {f: {handler: a.b}}
                """, Map.of());
        assertThat(ServiceTemplate.compile(service, Map.of()).toJson())
                .contains("{\"Key\":\"home\",\"Value\":\"/root\"}", "{\"Key\":\"flag\",\"Value\":true}")
                .contains("\"A\":\"7\",\"B\":\"${AWS::Region}\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            functions: {f: {handler: a.b, memorysize: 1}}           | the property 'functions.f.memorysize' is not known; did you mean memorySize? (line 3, column 31)
            functions: {f: {handler: a.b, vpc: {}}}                 | Gust does not support 'functions.f.vpc' yet (line 3, column 31)
            functions: {f: {memorySize: 1}}                         | 'functions.f.handler' is missing (line 3, column 13)
            functions: {f: {handler: a.b, events: [{htp: x}]}}      | the event 'htp' of function 'f' is not known; did you mean http?
            functions: {f: {handler: a.b, events: [{websocket: x}]}} | Gust does not support the event 'websocket' of function 'f' yet
            functions: {f: {handler: a.b, events: [{httpApi: GET}]}} | 'functions.f.events[0].httpApi' is not a route
            functions: {f: {handler: '${self:custom.x}'}}           | the variable ${self:custom.x} has no value (line 3, column 17)
            custom: {a: '${self:custom.b}', b: '${self:custom.a}'}  | needs itself
            plugins: [serverless-step-functions]                    | Gust runs no plugins, and the service names serverless-step-functions
            functions: [                                            | serverless.yml is not well-formed YAML:
            resources: {extensions: {Nothing: {}}}                  | 'resources.extensions.Nothing' extends a resource that there is not
            """)
    void namesWhatIsWrongAndWhere(String line, String message) {
        String yaml = "service: s\nprovider: {name: aws}\n" + line + "\n";
        assertThatThrownBy(() -> ServiceTemplate.compile(service(yaml, Map.of()), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }
}

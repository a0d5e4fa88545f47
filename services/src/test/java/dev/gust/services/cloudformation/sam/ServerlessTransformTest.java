package dev.gust.services.cloudformation.sam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.Document;
import dev.gust.services.cloudformation.template.Template;
import dev.gust.services.cloudformation.template.TemplateReader;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The logical ids, hashes included, are those that AWS SAM gives for the same templates. */
class ServerlessTransformTest {
    private static final String NOTES = """
            Transform: AWS::Serverless-2016-10-31
            Globals:
              Function:
                Runtime: nodejs20.x
                Timeout: 5
                Environment: {Variables: {A: b}}
                Tags: {team: x}
            Resources:
              Hello:
                Type: AWS::Serverless::Function
                Properties:
                  CodeUri: s3://bucket/key
                  Handler: index.handler
                  Environment: {Variables: {C: !Ref Table}}
                  AutoPublishAlias: live
                  Policies:
                    - DynamoDBCrudPolicy: {TableName: !Ref Table}
                    - AmazonS3ReadOnlyAccess
                    - Statement: [{Effect: Allow, Action: 's3:*', Resource: '*'}]
                  Events:
                    Get: {Type: Api, Properties: {Path: '/notes/{id}', Method: get}}
                    Post: {Type: HttpApi, Properties: {Path: /notes, Method: post}}
                    Up: {Type: S3, Properties: {Bucket: !Ref Bucket, Events: 's3:ObjectCreated:*'}}
                    Tick: {Type: Schedule, Properties: {Schedule: rate(1 minute)}}
                    Queued: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn, BatchSize: 5}}
              Bucket: {Type: 'AWS::S3::Bucket'}
              Queue: {Type: 'AWS::SQS::Queue'}
              Table:
                Type: AWS::Serverless::SimpleTable
                Properties: {PrimaryKey: {Name: id, Type: Number}}
              Layer:
                Type: AWS::Serverless::LayerVersion
                Properties: {ContentUri: s3://bucket/l.zip, RetentionPolicy: Delete}
            Outputs:
              Url: {Value: !Sub 'https://${ServerlessRestApi}.execute-api.${AWS::Region}.amazonaws.com/Prod/'}
              Alias: {Value: !Ref Hello.Alias}
              Layer: {Value: !Ref Layer}
            """;

    private static JsonValue.Obj expanded(String yaml) throws Exception {
        return ServerlessTransform.apply(Document.ofYaml(yaml), Map.of());
    }

    private static JsonValue.Obj resource(JsonValue.Obj template, String logicalId) {
        return (JsonValue.Obj) ((JsonValue.Obj) template.get("Resources").orElseThrow())
                .get(logicalId)
                .orElseThrow(() -> new AssertionError("no resource " + logicalId));
    }

    private static String properties(JsonValue.Obj template, String logicalId) {
        return resource(template, logicalId).get("Properties").orElseThrow().toJson();
    }

    @Test
    void givesLogicalIdsAsSamDoes() throws Exception {
        JsonValue.Obj template = expanded(NOTES);
        assertThat(((JsonValue.Obj) template.get("Resources").orElseThrow())
                        .members().keySet().stream().map(name -> name.replaceAll("(Deployment)[0-9a-f]{10}", "$1")))
                .containsExactlyInAnyOrder(
                        "Hello",
                        "HelloRole",
                        "HelloVersionbc71c8e1e1",
                        "HelloAliaslive",
                        "HelloGetPermissionProd",
                        "HelloPostPermission",
                        "HelloUpPermission",
                        "HelloTick",
                        "HelloTickPermission",
                        "HelloQueued",
                        "ServerlessRestApi",
                        "ServerlessRestApiDeployment",
                        "ServerlessRestApiProdStage",
                        "ServerlessHttpApi",
                        "ServerlessHttpApiApiGatewayDefaultStage",
                        "Bucket",
                        "Queue",
                        "Table",
                        "Layer752488ce37");
    }

    @Test
    void makesATemplateThatCanBeRead() throws Exception {
        Template template = TemplateReader.read(expanded(NOTES).toJson());
        assertThat(template.outputs().keySet()).containsExactly("Url", "Alias", "Layer");
    }

    @Test
    void mergesGlobalsIntoFunctions() throws Exception {
        assertThat(properties(expanded(NOTES), "Hello")).isEqualTo("""
                {"Code":{"S3Bucket":"bucket","S3Key":"key"},"Handler":"index.handler","Runtime":"nodejs20.x","Timeout":5,\
                "Environment":{"Variables":{"A":"b","C":{"Ref":"Table"}}},"Role":{"Fn::GetAtt":["HelloRole","Arn"]},\
                "Tags":[{"Key":"lambda:createdBy","Value":"SAM"},{"Key":"team","Value":"x"}]}""");
    }

    @Test
    void givesTheRoleWhatTheFunctionNeeds() throws Exception {
        assertThat(properties(expanded(NOTES), "HelloRole"))
                .contains("service-role/AWSLambdaBasicExecutionRole")
                .contains("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
                .contains("service-role/AWSLambdaSQSQueueExecutionRole")
                .contains("\"PolicyName\":\"HelloRolePolicy0\"")
                .contains("\"dynamodb:ConditionCheckItem\"")
                .contains("{\"tableName\":{\"Ref\":\"Table\"}}")
                .contains("\"PolicyName\":\"HelloRolePolicy2\"");
    }

    @Test
    void writesApisAsOpenApiDocuments() throws Exception {
        JsonValue.Obj template = expanded(NOTES);
        assertThat(properties(template, "ServerlessRestApi"))
                .contains("\"/notes/{id}\":{\"get\":{\"x-amazon-apigateway-integration\"")
                .contains("functions/${HelloAliaslive}/invocations");
        assertThat(properties(template, "HelloGetPermissionProd")).contains("/${__Stage__}/GET/notes/*");
        assertThat(properties(template, "ServerlessHttpApi")).contains("\"payloadFormatVersion\":\"2.0\"");
    }

    @Test
    void allowsTheRoleToTellTheDestinationOfAStream() throws Exception {
        JsonValue.Obj template = expanded(NOTES.replace(
                "BatchSize: 5",
                "BatchSize: 5, DestinationConfig: {OnFailure: {Type: S3, Destination: !GetAtt Bucket.Arn}}"));
        assertThat(properties(template, "HelloQueued"))
                .contains(
                        "\"DestinationConfig\":{\"OnFailure\":{\"Destination\":{\"Fn::GetAtt\":[\"Bucket\",\"Arn\"]}}}");
        assertThat(properties(template, "HelloRole")).contains("\"s3:PutObject\"");
    }

    @Test
    void notifiesFromTheBucketAfterItsPermission() throws Exception {
        JsonValue.Obj bucket = resource(expanded(NOTES), "Bucket");
        assertThat(bucket.toJson()).isEqualTo("""
                {"Type":"AWS::S3::Bucket","DependsOn":["HelloUpPermission"],"Properties":{"NotificationConfiguration":\
                {"LambdaConfigurations":[{"Function":{"Ref":"HelloAliaslive"},"Event":"s3:ObjectCreated:*"}]}}}""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {Handler: a, Runtime: b}                     | Either 'InlineCode' or 'CodeUri' must be set.
            {CodeUri: ./src, Handler: a}                 | 'CodeUri' is not a valid S3 Uri of the form
            {InlineCode: x, Handlr: a}                   | property Handlr not defined for resource of type AWS::Serverless::Function; did you mean Handler? (line 4, column 33)
            {InlineCode: x, DeploymentPreference: {}}    | Gust does not support the property DeploymentPreference of AWS::Serverless::Function yet.
            {InlineCode: x, Policies: [S3ReedPolicy: {}]} | Gust knows no policy template S3ReedPolicy; did you mean S3ReadPolicy?
            {InlineCode: x, Policies: [S3ReadPolicy: {}]} | Must specify valid parameter values for policy template 'S3ReadPolicy': BucketName is missing.
            {InlineCode: x, Events: {E: {Type: Cognito}}} | Event E has a type that Gust does not support: Cognito.
            {InlineCode: x, Events: {E: {Type: S3, Properties: {Bucket: b, Events: x}}}} | S3 events must reference an S3 bucket in the same template.
            {InlineCode: x, Events: {E: {Type: Api, Properties: {Path: /}}}} | Missing required property 'Method'.
            """)
    void namesWhatIsWrong(String properties, String message) {
        String yaml = "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: " + properties + "\n";
        assertThatThrownBy(() -> expanded(yaml))
                .hasMessageStartingWith(
                        "Invalid Serverless Application Specification document. Number of errors found: 1."
                                + " Resource with id [F")
                .hasMessageContaining(message);
    }
}

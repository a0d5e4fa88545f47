package dev.gust.services.cloudformation.sam;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.TemplateJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** SAM's policy templates: a name and a few values stand for a policy. */
final class PolicyTemplates {
    /** Actions on resources; {@code ${tableName}} stands for the value of the parameter {@code TableName}. */
    private record Statement(List<String> actions, List<String> resources) {}

    private record Policy(List<String> parameters, List<Statement> statements) {}

    private static final Map<String, Policy> POLICIES = new LinkedHashMap<>();

    static {
        String table = local("dynamodb") + "table/${tableName}";
        List<String> tableAndIndexes = List.of(table, table + "/index/*");
        one(
                "DynamoDBCrudPolicy",
                "TableName",
                "dynamodb:GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem"
                        + " BatchGetItem DescribeTable ConditionCheckItem",
                tableAndIndexes);
        one(
                "DynamoDBReadPolicy",
                "TableName",
                "dynamodb:GetItem Scan Query BatchGetItem DescribeTable",
                tableAndIndexes);
        one("DynamoDBWritePolicy", "TableName", "dynamodb:PutItem UpdateItem BatchWriteItem", tableAndIndexes);
        one("DynamoDBReconfigurePolicy", "TableName", "dynamodb:UpdateTable", List.of(table));
        several(
                "DynamoDBStreamReadPolicy",
                List.of("TableName", "StreamName"),
                statement("dynamodb:DescribeStream GetRecords GetShardIterator", table + "/stream/${streamName}"),
                statement("dynamodb:ListStreams", table + "/stream/*"));
        String bucket = "arn:${AWS::Partition}:s3:::${bucketName}";
        List<String> bucketAndObjects = List.of(bucket, bucket + "/*");
        one(
                "S3ReadPolicy",
                "BucketName",
                "s3:GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration",
                bucketAndObjects);
        one("S3WritePolicy", "BucketName", "s3:PutObject PutObjectAcl PutLifecycleConfiguration", bucketAndObjects);
        one(
                "S3CrudPolicy",
                "BucketName",
                "s3:GetObject ListBucket GetBucketLocation GetObjectVersion PutObject PutObjectAcl"
                        + " GetLifecycleConfiguration PutLifecycleConfiguration DeleteObject",
                bucketAndObjects);
        several(
                "S3FullAccessPolicy",
                List.of("BucketName"),
                statement(
                        "s3:GetObject GetObjectAcl GetObjectVersion PutObject PutObjectAcl DeleteObject"
                                + " DeleteObjectTagging DeleteObjectVersionTagging GetObjectTagging GetObjectVersionTagging"
                                + " PutObjectTagging PutObjectVersionTagging",
                        bucket + "/*"),
                statement(
                        "s3:ListBucket GetBucketLocation GetLifecycleConfiguration PutLifecycleConfiguration", bucket));
        one(
                "SQSPollerPolicy",
                "QueueName",
                "sqs:ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage"
                        + " DeleteMessageBatch GetQueueAttributes ReceiveMessage",
                List.of(local("sqs") + "${queueName}"));
        one("SQSSendMessagePolicy", "QueueName", "sqs:SendMessage*", List.of(local("sqs") + "${queueName}"));
        one("SNSPublishMessagePolicy", "TopicName", "sns:Publish", List.of(local("sns") + "${topicName}"));
        one(
                "SNSCrudPolicy",
                "TopicName",
                "sns:ListSubscriptionsByTopic CreateTopic SetTopicAttributes Subscribe Publish",
                List.of(local("sns") + "${topicName}*"));
        one(
                "LambdaInvokePolicy",
                "FunctionName",
                "lambda:InvokeFunction",
                List.of(local("lambda") + "function:${functionName}*"));
        one(
                "EventBridgePutEventsPolicy",
                "EventBusName",
                "events:PutEvents",
                List.of(local("events") + "event-bus/${eventBusName}"));
        one(
                "StepFunctionsExecutionPolicy",
                "StateMachineName",
                "states:StartExecution",
                List.of(local("states") + "stateMachine:${stateMachineName}"));
        one("KMSDecryptPolicy", "KeyId", "kms:Decrypt", List.of(local("kms") + "key/${keyId}"));
        one("KMSEncryptPolicy", "KeyId", "kms:Encrypt", List.of(local("kms") + "key/${keyId}"));
        several(
                "SSMParameterReadPolicy",
                List.of("ParameterName"),
                statement("ssm:DescribeParameters", "*"),
                statement(
                        "ssm:GetParameters GetParameter GetParametersByPath",
                        local("ssm") + "parameter/${parameterName}"));
        several(
                "SSMParameterWithSlashPrefixReadPolicy",
                List.of("ParameterName"),
                statement("ssm:DescribeParameters", "*"),
                statement(
                        "ssm:GetParameters GetParameter GetParametersByPath",
                        local("ssm") + "parameter${parameterName}"));
        one(
                "AWSSecretsManagerGetSecretValuePolicy",
                "SecretArn",
                "secretsmanager:GetSecretValue",
                List.of("${secretArn}"));
        several("CloudWatchPutMetricPolicy", List.of(), statement("cloudwatch:PutMetricData", "*"));
        one(
                "SESCrudPolicy",
                "IdentityName",
                "ses:GetIdentityVerificationAttributes SendEmail SendRawEmail VerifyEmailIdentity",
                List.of(local("ses") + "identity/${identityName}"));
        several(
                "VPCAccessPolicy",
                List.of(),
                statement(
                        "ec2:CreateNetworkInterface DeleteNetworkInterface"
                                + " DescribeNetworkInterfaces DetachNetworkInterface",
                        "*"));
        one(
                "FilterLogEventsPolicy",
                "LogGroupName",
                "logs:FilterLogEvents",
                List.of(local("logs") + "log-group:${logGroupName}:log-stream:*"));
    }

    private PolicyTemplates() {}

    private static String local(String service) {
        return "arn:${AWS::Partition}:" + service + ":${AWS::Region}:${AWS::AccountId}:";
    }

    private static Statement statement(String actions, String... resources) {
        String service = actions.substring(0, actions.indexOf(':') + 1);
        List<String> names = new ArrayList<>();
        for (String action : actions.substring(service.length()).split(" ")) {
            names.add(service + action);
        }
        return new Statement(names, List.of(resources));
    }

    private static void one(String name, String parameter, String actions, List<String> resources) {
        several(name, List.of(parameter), statement(actions, resources.toArray(new String[0])));
    }

    private static void several(String name, List<String> parameters, Statement... statements) {
        POLICIES.put(name, new Policy(parameters, List.of(statements)));
    }

    static Set<String> names() {
        return POLICIES.keySet();
    }

    /** The parameters of a template, if there is one with the name. */
    static Optional<List<String>> parameters(String name) {
        return Optional.ofNullable(POLICIES.get(name)).map(Policy::parameters);
    }

    /** The policy that a template stands for with these values. */
    static JsonValue.Obj document(String name, JsonValue.Obj values) {
        Policy policy = POLICIES.get(name);
        if (policy == null) {
            throw new IllegalArgumentException("no policy template " + name);
        }
        List<JsonValue> statements = new ArrayList<>();
        for (Statement statement : policy.statements()) {
            List<JsonValue> resources = statement.resources().stream()
                    .map(resource -> resource(resource, policy.parameters(), values))
                    .toList();
            statements.add(TemplateJson.object(
                    "Action",
                    TemplateJson.texts(statement.actions()),
                    "Effect",
                    "Allow",
                    "Resource",
                    resources.size() == 1 ? resources.getFirst() : JsonValue.array(resources)));
        }
        return TemplateJson.object("Statement", JsonValue.array(statements));
    }

    private static JsonValue resource(String pattern, List<String> parameters, JsonValue.Obj values) {
        Map<String, JsonValue> variables = new LinkedHashMap<>();
        for (String parameter : parameters) {
            String variable = parameter.substring(0, 1).toLowerCase(Locale.ROOT) + parameter.substring(1);
            values.get(parameter)
                    .filter(value -> pattern.contains("${" + variable + "}"))
                    .ifPresent(value -> variables.put(variable, value));
        }
        return variables.isEmpty() ? JsonValue.of(pattern) : TemplateJson.sub(pattern, new JsonValue.Obj(variables));
    }
}

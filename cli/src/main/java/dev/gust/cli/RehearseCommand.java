package dev.gust.cli;

import dev.gust.base.instance.RunningServer;
import dev.gust.base.time.Clock;
import dev.gust.cli.aws.AwsCall;
import dev.gust.cli.aws.AwsClient;
import dev.gust.cli.command.Command;
import dev.gust.cli.command.CommandFailure;
import dev.gust.cli.command.Output;
import dev.gust.cli.deploy.Deployment;
import dev.gust.cli.http.HttpAnswer;
import dev.gust.wire.auth.AccessKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Calls every service of a throw-away server, so that the JVM learns, for its AOT cache, what the next server will need. Rounds
 * beyond the first teach it which code is hot.
 */
final class RehearseCommand extends Command {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ROUNDS = 30;
    private static final int SERVER_ERROR = 500;
    private static final int NOT_IMPLEMENTED = 501;

    static final List<AwsCall> CALLS = List.of(
            AwsCall.query("sts", "GetCallerIdentity", "2011-06-15", ""),
            AwsCall.query("iam", "ListRoles", "2010-05-08", ""),
            AwsCall.query("sns", "ListTopics", "2010-03-31", ""),
            AwsCall.query("ses", "ListIdentities", "2010-12-01", ""),
            AwsCall.query("cloudformation", "ListStacks", "2010-05-15", ""),
            AwsCall.query("monitoring", "ListMetrics", "2010-08-01", ""),
            AwsCall.json("sqs", "1.0", "AmazonSQS.ListQueues", "{}"),
            AwsCall.json("dynamodb", "1.0", "DynamoDB_20120810.ListTables", "{}"),
            AwsCall.json("dynamodb", "1.0", "DynamoDBStreams_20120810.ListStreams", "{}"),
            AwsCall.json("states", "1.0", "AWSStepFunctions.ListStateMachines", "{}"),
            AwsCall.json("events", "1.1", "AWSEvents.ListRules", "{}"),
            AwsCall.json("ecr", "1.1", "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories", "{}"),
            AwsCall.json("logs", "1.1", "Logs_20140328.DescribeLogGroups", "{}"),
            AwsCall.json("ssm", "1.1", "AmazonSSM.DescribeParameters", "{}"),
            AwsCall.json("secretsmanager", "1.1", "secretsmanager.ListSecrets", "{}"),
            AwsCall.json("kms", "1.1", "TrentService.ListKeys", "{}"),
            AwsCall.json("cognito-idp", "1.1", "AWSCognitoIdentityProviderService.ListUserPools", "{\"MaxResults\":1}"),
            AwsCall.rest("lambda", "GET", "/2015-03-31/functions", "", ""),
            AwsCall.rest("scheduler", "GET", "/schedules", "", ""),
            AwsCall.rest("xray", "POST", "/Groups", "", "{}"),
            AwsCall.rest("apigateway", "GET", "/restapis", "", ""),
            AwsCall.rest("apigateway", "GET", "/v2/apis", "", ""),
            AwsCall.rest("execute-api", "GET", "/@connections/none", "", ""),
            AwsCall.rest("s3", "GET", "/", "", ""),
            // What an application does all day, and what its first request should not have to learn.
            AwsCall.json("dynamodb", "1.0", "DynamoDB_20120810.CreateTable", """
                    {"TableName":"rehearsal","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
                    "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}]}"""),
            AwsCall.json("dynamodb", "1.0", "DynamoDB_20120810.PutItem", """
                    {"TableName":"rehearsal","Item":{"id":{"S":"a"},"n":{"N":"1"},"m":{"M":{"l":{"L":[{"BOOL":true}]}}}}}"""),
            AwsCall.json("dynamodb", "1.0", "DynamoDB_20120810.GetItem", """
                    {"TableName":"rehearsal","Key":{"id":{"S":"a"}}}"""),
            AwsCall.json("dynamodb", "1.0", "DynamoDB_20120810.Query", """
                    {"TableName":"rehearsal","KeyConditionExpression":"id = :id","ExpressionAttributeValues":{":id":{"S":"a"}}}"""),
            AwsCall.rest("s3", "PUT", "/rehearsal", "", ""),
            AwsCall.rest("s3", "PUT", "/rehearsal/key", "", "{}"),
            AwsCall.rest("s3", "GET", "/rehearsal/key", "", ""),
            AwsCall.rest("s3", "GET", "/rehearsal", "list-type=2", ""),
            AwsCall.json("logs", "1.1", "Logs_20140328.CreateLogGroup", "{\"logGroupName\":\"rehearsal\"}"),
            AwsCall.json("logs", "1.1", "Logs_20140328.FilterLogEvents", "{\"logGroupName\":\"rehearsal\"}"),
            AwsCall.query("cloudformation", "DescribeStacks", "2010-05-15", ""));

    private final ServerOptions options = new ServerOptions(this);

    RehearseCommand() {
        super("rehearse", "Call every service of a throw-away server, for the AOT cache.");
    }

    @Override
    public int run(Output to) {
        RunningServer server = options.server();
        Credentials credentials = Credentials.of(server);
        AccessKey key = new AccessKey(credentials.accessKeyId(), credentials.secretAccessKey());
        try (AwsClient client = new AwsClient(server.endpoint(), key, credentials.region(), Clock.system())) {
            for (int round = 0; round < ROUNDS; round++) {
                for (AwsCall call : CALLS) {
                    rehearse(client, call);
                }
            }
            functions(client, to);
            deploy(client, to);
        }
        return 0;
    }

    private static void functions(AwsClient client, Output to) {
        try {
            new FunctionRehearsal(client).run();
        } catch (CommandFailure failure) {
            // Where none can run, there is nothing to learn of them.
            to.err().println(failure.whatHappened());
        }
    }

    /** Deploys the demo's application twice and takes it away. */
    private static void deploy(AwsClient client, Output to) {
        Path home = DeployCommand.home();
        Deployment.Request request =
                new Deployment.Request(home.resolve("examples/notes"), Map.of(), Optional.empty(), Map.of());
        try {
            Path cache = Files.createTempDirectory("gust-rehearsal");
            try {
                Deployment deployment = new Deployment(client, cache, home, new Steps(to, false));
                new DeployReport(to).print(deployment.deploy(request));
                to.out().println(deployment.deploy(request).asJson().toJson());
                deployment.remove(request);
            } finally {
                Deployment.forget(cache);
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    "no temporary folder (" + e.getMessage() + ")",
                    "The rehearsal is of no use.",
                    "Make room for one.");
        } catch (CommandFailure failure) {
            // Without Node.js the sources cannot be looked at. What was learned up to there is of use all the same.
            to.err().println(failure.whatHappened());
        }
    }

    private static void rehearse(AwsClient client, AwsCall call) {
        String name = call.service() + " " + call.method() + " " + call.path() + call.target();
        try {
            HttpAnswer answer = client.send(call, PATIENCE);
            if (answer.status() >= SERVER_ERROR && answer.status() != NOT_IMPLEMENTED) {
                throw new CommandFailure(
                        name + " answered with status " + answer.status(),
                        answer.body(),
                        "This is a defect of the server.");
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    name + " was not answered (" + e + ")", "The rehearsal is of no use.", "See its output.");
        }
    }
}

package dev.gust.checks.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server killed with {@code kill -9} while it deploys and while it runs functions, and started again on the same data. The
 * moments are random: a failure names the seed, and {@code -Dgust.seed} repeats it.
 */
class CrashTest {
    private static final long SEED = Long.getLong("gust.seed", 20_260_731L);
    private static final int ROUNDS = Boolean.getBoolean("gust.long") ? 12 : 2;

    private static final String TEMPLATE = """
            Transform: AWS::Serverless-2016-10-31
            Parameters: {Answer: {Type: String}}
            Resources:
              Hello:
                Type: AWS::Serverless::Function
                Properties:
                  FunctionName: NAME-hello
                  Runtime: python3.12
                  Handler: index.handler
                  Environment: {Variables: {ANSWER: !Ref Answer, TABLE: !Ref Notes}}
                  InlineCode: |
                    import os
                    def handler(event, context):
                        return os.environ['ANSWER']
                  Events:
                    Api: {Type: HttpApi}
                    Tick: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
              Notes: {Type: AWS::Serverless::SimpleTable, Properties: {TableName: NAME-notes}}
              Log: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: NAME-log, RetentionInDays: 7}}
              Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: NAME-bucket}}
            """;

    /** It leaves a mark in a table: what functions log in the last second before a crash may be lost, an item may not. */
    private static final String SLOW = """
            Transform: AWS::Serverless-2016-10-31
            Resources:
              Done: {Type: AWS::Serverless::SimpleTable, Properties: {TableName: done}}
              Role:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
              Slow:
                Type: AWS::Lambda::Function
                Properties:
                  FunctionName: slow
                  Role: !GetAtt Role.Arn
                  Runtime: python3.12
                  Handler: index.handler
                  Timeout: 30
                  Code:
                    ZipFile: |
                      import boto3, time
                      def handler(event, context):
                          time.sleep(event.get('seconds', 0))
                          boto3.client('dynamodb').put_item(TableName='done', Item={'id': {'S': event['id']}})
                          return event['id']
            """;

    @TempDir
    private Path folder;

    private final Randomness random = Randomness.seeded(SEED);

    @Test
    void theNextProcessFinishesAStackThatIsBeingMadeChangedOrDeleted() throws Exception {
        GustProcess server = GustProcess.start(folder);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                String name = "app" + round;
                new CloudApi(server).stack("CreateStack", name, TEMPLATE.replace("NAME", name), "Answer", "one");
                server = killedAfterEvents(server, name, random.nextInt(24));
                CloudApi made = new CloudApi(server);
                made.awaitStatus(name, "CREATE_COMPLETE");
                assertThat(made.invoke(name + "-hello", "{}")).isEqualTo("\"one\"");

                int before = made.stackEvents(name);
                made.stack("UpdateStack", name, TEMPLATE.replace("NAME", name), "Answer", "two");
                server = killedAfterEvents(server, name, before + random.nextInt(6));
                CloudApi changed = new CloudApi(server);
                changed.awaitStatus(name, "UPDATE_COMPLETE");
                assertThat(changed.invoke(name + "-hello", "{}")).isEqualTo("\"two\"");
                assertThat(changed.count("AWSEvents.ListRules", "events", "1.1", "\"Arn\""))
                        .isEqualTo(1);
                assertThat(changed.functions()).containsExactly(name + "-hello");

                int after = changed.stackEvents(name);
                changed.cloudFormation("DeleteStack", "StackName=" + name);
                server = killedAfterEvents(server, name, after + random.nextInt(16));
                CloudApi gone = new CloudApi(server);
                gone.awaitNoStack(name);
                assertThat(gone.functions()).isEmpty();
                assertThat(gone.count("AWSEvents.ListRules", "events", "1.1", "\"Arn\""))
                        .isZero();
                assertThat(gone.count("DynamoDB_20120810.ListTables", "dynamodb", "1.0", name + "-notes"))
                        .isZero();
            }
        } catch (AssertionError failure) {
            throw new AssertionError("seed " + SEED + ": " + failure.getMessage(), failure);
        } finally {
            server.close();
        }
    }

    @Test
    void anAcceptedEventRunsAfterAKillAndAWaitingCallerHearsOfIt() throws Exception {
        RealClient.python();
        GustProcess server = GustProcess.start(folder);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            CloudApi first = new CloudApi(server);
            first.stack("CreateStack", "slow", SLOW, "", "");
            first.awaitStatus("slow", "CREATE_COMPLETE");
            assertThat(first.invoke("slow", "{\"id\": \"first\"}")).isEqualTo("\"first\"");
            List<String> accepted = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                CloudApi api = new CloudApi(server);
                Future<String> waiting =
                        callers.submit(() -> api.invoke("slow", "{\"id\": \"waiting\", \"seconds\": 25}"));
                int events = 1 + random.nextInt(4);
                for (int i = 0; i < events; i++) {
                    String id = "round" + round + "-event" + i;
                    api.invokeLater("slow", "{\"id\": \"" + id + "\", \"seconds\": 0." + random.nextInt(6) + "}");
                    accepted.add(id);
                }
                Clock.system().sleep(Duration.ofMillis(random.nextInt(500)));
                server = restarted(server);
                assertThatThrownBy(waiting::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasRootCauseInstanceOf(IOException.class);
                assertThat(new CloudApi(server).invoke("slow", "{\"id\": \"later\"}"))
                        .isEqualTo("\"later\"");
            }
            CloudApi last = new CloudApi(server);
            CloudApi.await("marks of " + accepted, () -> accepted.stream().allMatch(last.scan("done")::contains));
        } catch (AssertionError failure) {
            throw new AssertionError("seed " + SEED + ": " + failure.getMessage(), failure);
        } finally {
            server.close();
        }
    }

    /** Kills the server once the stack has so many events, or has come to rest before; the next one is running then. */
    private GustProcess killedAfterEvents(GustProcess server, String stack, int events) throws Exception {
        CloudApi api = new CloudApi(server);
        CloudApi.await(
                "event " + events + " of " + stack, () -> api.stackEvents(stack) >= events || api.isAtRest(stack));
        return restarted(server);
    }

    private GustProcess restarted(GustProcess server) throws Exception {
        server.kill();
        server.close();
        return GustProcess.start(folder);
    }
}

package dev.gust.checks.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.time.Clock;
import dev.gust.cli.aws.AwsCall;
import dev.gust.cli.aws.AwsClient;
import dev.gust.cli.http.HttpAnswer;
import dev.gust.wire.auth.AccessKey;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/** The few calls that tests of processes make often, without starting a client for each. */
final class CloudApi {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);
    private static final Pattern AT_REST = Pattern.compile("<StackStatus>\\w+_(COMPLETE|FAILED)</StackStatus>");

    private final AwsClient client;

    CloudApi(GustProcess server) throws IOException {
        client = new AwsClient(server.note().endpoint(), new AccessKey("test", "test"), "us-east-1", Clock.system());
    }

    /** Looks until it is so. */
    static void await(String what, Callable<Boolean> condition) throws Exception {
        Instant deadline = Clock.system().instant().plus(PATIENCE);
        while (!condition.call()) {
            if (Clock.system().instant().isAfter(deadline)) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            Clock.system().sleep(BETWEEN_LOOKS);
        }
    }

    void stack(String action, String name, String template, String parameter, String value) throws Exception {
        String parameters = "StackName=" + name + "&TemplateBody=" + URLEncoder.encode(template, StandardCharsets.UTF_8)
                + "&Capabilities.member.1=CAPABILITY_IAM&Capabilities.member.2=CAPABILITY_AUTO_EXPAND";
        if (!parameter.isEmpty()) {
            parameters +=
                    "&Parameters.member.1.ParameterKey=" + parameter + "&Parameters.member.1.ParameterValue=" + value;
        }
        HttpAnswer answer = cloudFormation(action, parameters);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    HttpAnswer cloudFormation(String action, String parameters) throws Exception {
        return client.send(AwsCall.query("cloudformation", action, "2010-05-15", parameters), PATIENCE);
    }

    int stackEvents(String name) throws Exception {
        String body = cloudFormation("DescribeStackEvents", "StackName=" + name).body();
        return body.split("<EventId>", -1).length - 1;
    }

    /** Whether nothing goes on with the stack, or it is gone. */
    boolean isAtRest(String name) throws Exception {
        HttpAnswer answer = cloudFormation("DescribeStacks", "StackName=" + name);
        return answer.status() != 200 || AT_REST.matcher(answer.body()).find();
    }

    void awaitStatus(String name, String status) throws Exception {
        await("stack " + name + " at rest", () -> isAtRest(name));
        String body = cloudFormation("DescribeStacks", "StackName=" + name).body();
        String events =
                cloudFormation("DescribeStackEvents", "StackName=" + name).body();
        assertThat(body).as(events).contains("<StackStatus>" + status + "</StackStatus>");
    }

    void awaitNoStack(String name) throws Exception {
        await(
                "stack " + name + " gone",
                () -> cloudFormation("DescribeStacks", "StackName=" + name).status() != 200);
    }

    /** Calls a function and waits for its answer. */
    String invoke(String function, String payload) throws IOException {
        HttpAnswer answer = client.send(
                AwsCall.rest("lambda", "POST", "/2015-03-31/functions/" + function + "/invocations", "", payload),
                PATIENCE);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** Has an event accepted. */
    void invokeLater(String function, String payload) throws Exception {
        HttpAnswer answer = client.send(
                AwsCall.rest("lambda", "POST", "/2015-03-31/functions/" + function + "/invocations", "", payload)
                        .with("X-Amz-Invocation-Type", "Event"),
                PATIENCE);
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    }

    List<String> functions() throws Exception {
        String body = client.send(AwsCall.rest("lambda", "GET", "/2015-03-31/functions", "", ""), PATIENCE)
                .body();
        return Pattern.compile("\"FunctionName\":\"([^\"]+)\"")
                .matcher(body)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** How often the answer of an operation without input says this. */
    int count(String target, String service, String version, String text) throws Exception {
        HttpAnswer answer = client.send(AwsCall.json(service, version, target, "{}"), PATIENCE);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body().split(Pattern.quote(text), -1).length - 1;
    }

    String scan(String table) throws Exception {
        String query = "{\"TableName\": \"" + table + "\"}";
        return client.send(AwsCall.json("dynamodb", "1.0", "DynamoDB_20120810.Scan", query), PATIENCE)
                .body();
    }

    void awaitLogs(String group, List<String> lines) throws Exception {
        String query = "{\"logGroupName\": \"" + group + "\"}";
        await(lines + " in " + group, () -> {
            String said = client.send(AwsCall.json("logs", "1.1", "Logs_20140328.FilterLogEvents", query), PATIENCE)
                    .body();
            return lines.stream().allMatch(said::contains);
        });
    }
}

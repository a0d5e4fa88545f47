package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.functions.FunctionSpec;
import dev.gust.functions.InvocationResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FirstRunTest {
    private static TestHost host;

    @BeforeAll
    static void start() {
        host = TestHost.start();
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @Test
    void runsPythonColdAndWarm() {
        FunctionSpec function = host.python("""
                count = 0
                def handler(event, context):
                    global count
                    count += 1
                    print("counting", count)
                    return {"name": event["name"], "count": count}
                """);
        TestHost.Outcome first = host.invoke(function, "{\"name\": \"a\"}");
        assertThat(first.text()).isEqualTo("{\"name\": \"a\", \"count\": 1}");
        assertThat(first.lines()).containsExactly("counting 1");
        assertThat(((InvocationResult.Success) first.result()).metering().cold())
                .isTrue();
        TestHost.Outcome second = host.invoke(function, "{\"name\": \"b\"}");
        assertThat(second.text()).isEqualTo("{\"name\": \"b\", \"count\": 2}");
        assertThat(((InvocationResult.Success) second.result()).metering().cold())
                .isFalse();
        System.out.println(first + " " + second);
    }

    @Test
    void runsNodeColdAndWarm() {
        FunctionSpec function = host.node("""
                let count = 0;
                exports.handler = async (event, context) => {
                  count++;
                  console.log("counting", count);
                  return { name: event.name, count };
                };
                """);
        TestHost.Outcome first = host.invoke(function, "{\"name\": \"a\"}");
        assertThat(first.text()).isEqualTo("{\"name\":\"a\",\"count\":1}");
        assertThat(first.lines()).singleElement().asString().endsWith("\tINFO\tcounting 1");
        TestHost.Outcome second = host.invoke(function, "{\"name\": \"b\"}");
        assertThat(second.text()).isEqualTo("{\"name\":\"b\",\"count\":2}");
        System.out.println(first + " " + second);
    }
}

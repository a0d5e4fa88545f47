package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.functions.FunctionSpec;
import dev.gust.functions.FunctionsSettings;
import dev.gust.functions.RuntimeAvailability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SDKs that come with the runtimes: small stand-ins of the same shape, so that the test needs no registry. */
class RuntimePacksTest {
    private static final String NODE_SDK = "runtimes/nodejs/node_modules/@aws-sdk/client-dynamodb/";

    @TempDir
    static Path packs;

    private static TestHost host;

    @BeforeAll
    static void start() throws IOException {
        Files.setPosixFilePermissions(packs, PosixFilePermissions.fromString("rwxr-xr-x"));
        write(NODE_SDK + "package.json", "{\"version\":\"3.1.4\",\"main\":\"index.js\"}");
        write(
                NODE_SDK + "index.js",
                "module.exports = { from: 'runtime', loadedBy: typeof globalThis.handlerLoaded };");
        write("runtimes/python/boto3/__init__.py", "import botocore.session\nFROM = 'runtime'\n");
        write("runtimes/python/boto3-1.26.27.dist-info/METADATA", "");
        write("runtimes/python/botocore/__init__.py", "__version__ = '1.29.27'\n");
        write("runtimes/python/botocore/httpsession.py", "");
        write("runtimes/python/botocore/endpoint.py", "");
        write("runtimes/python/botocore/session.py", """
                class Session:
                    def create_client(self, service_name, region_name=None, api_version=None, use_ssl=True, verify=None,
                                      endpoint_url=None, **more):
                        return endpoint_url
                """);
        host = TestHost.start(RuntimePacksTest::withPacks, TestHost.GATEWAY_PORT);
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @Test
    void saysWhichSdkComesWithARuntime() {
        assertThat(host.host.runtime("nodejs20.x"))
                .isInstanceOfSatisfying(
                        RuntimeAvailability.Available.class,
                        runtime -> assertThat(runtime.sdk()).contains("AWS SDK for JavaScript 3.1.4"));
        assertThat(host.host.runtime("python3.12"))
                .isInstanceOfSatisfying(
                        RuntimeAvailability.Available.class,
                        runtime -> assertThat(runtime.sdk()).contains("boto3 1.26.27"));
    }

    @Test
    void loadsTheSdkAheadOfTheFunction() {
        FunctionSpec node = host.node("""
                globalThis.handlerLoaded = true;
                const sdk = require('@aws-sdk/client-dynamodb');
                exports.handler = async () => sdk;
                """);
        assertThat(host.invoke(node, "{}").text()).isEqualTo("{\"from\":\"runtime\",\"loadedBy\":\"undefined\"}");
        FunctionSpec module = host.function(
                "nodejs20.x",
                "index.handler",
                Map.of(
                        "index.mjs",
                        "import sdk from '@aws-sdk/client-dynamodb'; export const handler = async () => sdk;"));
        assertThat(host.invoke(module, "{}").text()).isEqualTo("{\"from\":\"runtime\",\"loadedBy\":\"undefined\"}");
        FunctionSpec python = host.python("""
                import sys
                ahead = "boto3" in sys.modules
                import boto3
                def handler(event, context):
                    return [ahead, boto3.FROM]
                """);
        assertThat(host.invoke(python, "{}").text()).isEqualTo("[true, \"runtime\"]");
    }

    @Test
    void prefersTheFunctionsOwnCopy() {
        FunctionSpec node = host.function(
                "nodejs20.x",
                "index.handler",
                Map.of(
                        "index.js",
                                "const sdk = require('@aws-sdk/client-dynamodb'); exports.handler = async () => sdk;",
                        "node_modules/@aws-sdk/client-dynamodb/index.js", "module.exports = 'own';"));
        assertThat(host.invoke(node, "{}").text()).isEqualTo("\"own\"");
        FunctionSpec python = host.function(
                "python3.11",
                "app.handler",
                Map.of(
                        "app.py", "import boto3\ndef handler(event, context):\n    return boto3.FROM",
                        "boto3/__init__.py", "FROM = 'own'"));
        assertThat(host.invoke(python, "{}").text()).isEqualTo("\"own\"");
    }

    @Test
    void pointsSdksThatKnowNoEndpointVariable() {
        FunctionSpec python = host.python("""
                import botocore.session
                def handler(event, context):
                    session = botocore.session.Session()
                    return [session.create_client("s3"), session.create_client("s3", endpoint_url="http://own")]
                """);
        String endpoint = "http://127.0.0.1:" + TestHost.GATEWAY_PORT;
        assertThat(host.invoke(python, "{}").text()).isEqualTo("[\"" + endpoint + "\", \"http://own\"]");
        FunctionSpec bundled = host.function(
                "python3.11",
                "app.handler",
                Map.of(
                        "app.py",
                                "from botocore.session import Session\ndef handler(event, context):\n    return Session().create_client('s3')",
                        "botocore/__init__.py", "__version__ = '1.20.0'",
                        "botocore/session.py", """
                        class Session:
                            def create_client(self, service_name, region_name=None, api_version=None, use_ssl=True, verify=None,
                                              endpoint_url=None, **more):
                                return 'own ' + str(endpoint_url)
                        """));
        assertThat(host.invoke(bundled, "{}").text()).isEqualTo("\"own " + endpoint + "\"");
        FunctionSpec node = host.function(
                "nodejs20.x",
                "index.handler",
                Map.of(
                        "index.js", "const AWS = require('aws-sdk'); exports.handler = async () => AWS.config.values;",
                        "node_modules/aws-sdk/package.json", "{\"main\":\"lib/aws.js\"}",
                        "node_modules/aws-sdk/lib/aws.js", "module.exports = require('./core');",
                        "node_modules/aws-sdk/lib/core.js", """
                        const config = { values: {}, update(more) { Object.assign(config.values, more); } };
                        module.exports = { config };
                        """));
        assertThat(host.invoke(node, "{}").text())
                .isEqualTo("{\"endpoint\":\"" + endpoint + "\",\"s3ForcePathStyle\":true}");
    }

    private static FunctionsSettings withPacks(FunctionsSettings settings) {
        return new FunctionsSettings(
                settings.directory(),
                settings.gatewayPort(),
                Optional.of(packs),
                settings.maximumEnvironments(),
                settings.memoryBudgetMegabytes(),
                settings.idleExpiry(),
                settings.freezeAfter(),
                settings.maximumAge(),
                settings.poolSize(),
                settings.outgoing(),
                settings.devices(),
                settings.classCaches(),
                settings.weakestIsolation());
    }

    private static void write(String name, String content) throws IOException {
        Path file = packs.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}

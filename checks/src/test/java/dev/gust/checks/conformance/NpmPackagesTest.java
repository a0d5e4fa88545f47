package dev.gust.checks.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gust.base.instance.CacheFolder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.Runtime;

/** Packages that people use in their functions, unmodified: middleware, a logger, a web framework. */
class NpmPackagesTest {
    private static final List<String> PACKAGES = List.of(
            "@middy/core@6.4.5", "@aws-lambda-powertools/logger@2.36.0", "serverless-http@4.0.0", "express@5.3.0");

    @TempDir
    private Path folder;

    @Test
    void middlewareLoggerAndWebFrameworkRunAsTheyAre() throws Exception {
        Path code = installed();
        Files.writeString(code.resolve("index.mjs"), Scripts.text("npm_index.mjs"));
        SdkBytes zip = SdkBytes.fromByteArray(Archives.of(code));
        try (GustProcess server = GustProcess.start(folder.resolve("data"));
                LambdaClient lambda = client(server)) {
            create(lambda, "plain", zip);
            create(lambda, "http", zip);
            InvokeResponse answer = lambda.invoke(invoke -> invoke.functionName("plain")
                    .logType(LogType.TAIL)
                    .payload(SdkBytes.fromUtf8String("{\"order\":7}")));
            assertThat(answer.payload().asUtf8String())
                    .isEqualTo("{\"event\":{\"order\":7,\"before\":true},\"after\":true}");
            assertThat(new String(Base64.getDecoder().decode(answer.logResult()), StandardCharsets.UTF_8))
                    .contains("\"message\":\"handled\"", "\"service\":\"shop\"", "\"function_name\":\"plain\"");
            assertThat(lambda.invoke(invoke ->
                                    invoke.functionName("plain").payload(SdkBytes.fromUtf8String("{\"fail\":1}")))
                            .payload()
                            .asUtf8String())
                    .isEqualTo("{\"caught\":\"on purpose\"}");
            overHttp(server, lambda);
        }
    }

    private static void overHttp(GustProcess server, LambdaClient lambda) throws Exception {
        String url = lambda.createFunctionUrlConfig(
                        config -> config.functionName("http").authType(FunctionUrlAuthType.NONE))
                .functionUrl();
        lambda.addPermission(permission -> permission
                .functionName("http")
                .statementId("open")
                .action("lambda:InvokeFunctionUrl")
                .principal("*")
                .functionUrlAuthType(FunctionUrlAuthType.NONE));
        lambda.addPermission(permission -> permission
                .functionName("http")
                .statementId("invoke")
                .action("lambda:InvokeFunction")
                .principal("*")
                .invokedViaFunctionUrl(true));
        String id = URI.create(url).getHost().split("\\.")[0];
        String base = server.endpoint() + "/_aws/lambda-url/" + id;
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> hello = client.send(
                    HttpRequest.newBuilder(URI.create(base + "/hello/world?a=1"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(hello.statusCode()).as(hello.body()).isEqualTo(200);
            assertThat(hello.body()).isEqualTo("{\"hello\":\"world\",\"query\":{\"a\":\"1\"}}");
            HttpResponse<String> echo = client.send(
                    HttpRequest.newBuilder(URI.create(base + "/echo"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"n\":[1,2]}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(echo.statusCode()).isEqualTo(201);
            assertThat(echo.headers().firstValue("x-from")).contains("express");
            assertThat(echo.body()).isEqualTo("{\"n\":[1,2]}");
        }
    }

    private static void create(LambdaClient lambda, String name, SdkBytes zip) {
        lambda.createFunction(create -> create.functionName(name)
                .runtime(Runtime.NODEJS20_X)
                .handler("index." + name)
                .timeout(20)
                .role("arn:aws:iam::000000000000:role/worker")
                .code(code -> code.zipFile(zip)));
        lambda.waiter().waitUntilFunctionActiveV2(get -> get.functionName(name));
    }

    private static LambdaClient client(GustProcess server) throws IOException {
        return LambdaClient.builder()
                .endpointOverride(URI.create(server.endpoint()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
    }

    /** The packages, installed once into the cache; without a registry in reach the test is skipped with npm's words. */
    private Path installed() throws IOException, InterruptedException {
        Path cached =
                CacheFolder.standard().resolve("tests").resolve("npm-" + Integer.toHexString(PACKAGES.hashCode()));
        if (!Files.isDirectory(cached)) {
            Path fresh = Files.createDirectories(folder.resolve("packages"));
            Files.writeString(fresh.resolve("package.json"), "{\"private\":true,\"type\":\"module\"}\n");
            List<String> line = new ArrayList<>(
                    List.of("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"));
            line.addAll(PACKAGES);
            Path said = folder.resolve("npm.log");
            int status = run(line, fresh, said);
            String words = Files.exists(said) ? Files.readString(said) : "there is no npm";
            assumeTrue(status == 0, () -> "npm could not install " + PACKAGES + ": " + words);
            Files.createDirectories(cached.getParent());
            copy(fresh, cached);
        }
        Path code = folder.resolve("code");
        copy(cached, code);
        return code;
    }

    private static int run(List<String> line, Path where, Path said) throws InterruptedException {
        try {
            Process npm = new ProcessBuilder(line)
                    .directory(where.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            npm.getOutputStream().close();
            if (!npm.waitFor(120, TimeUnit.SECONDS)) {
                npm.destroyForcibly();
                return -1;
            }
            return npm.exitValue();
        } catch (IOException missing) {
            return -1;
        }
    }

    /** A copy that is there as a whole or not at all. */
    private static void copy(Path from, Path to) throws IOException {
        Path unfinished = to.resolveSibling(
                to.getFileName() + "." + ProcessHandle.current().pid());
        List<Path> all;
        try (var tree = Files.walk(from)) {
            all = tree.toList();
        }
        for (Path each : all) {
            Path target = unfinished.resolve(from.relativize(each).toString());
            if (Files.isDirectory(each)) {
                Files.createDirectories(target);
            } else {
                Files.copy(each, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        Files.move(unfinished, to, StandardCopyOption.ATOMIC_MOVE);
    }
}

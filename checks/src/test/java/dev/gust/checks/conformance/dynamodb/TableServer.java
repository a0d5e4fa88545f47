package dev.gust.checks.conformance.dynamodb;

import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.server.gateway.CheckedCaller;
import dev.gust.server.gateway.Gateway;
import dev.gust.server.gateway.GatewayParts;
import dev.gust.server.gateway.RequestLog;
import dev.gust.server.gateway.ServiceRegistry;
import dev.gust.server.http.HttpServer;
import dev.gust.server.http.HttpSettings;
import dev.gust.server.identity.Identities;
import dev.gust.server.identity.RootCredentials;
import dev.gust.services.dynamodb.DynamoDbService;
import dev.gust.services.dynamodb.TableBackground;
import dev.gust.services.dynamodb.TableSettings;
import dev.gust.services.dynamodb.streams.DynamoDbStreamsService;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.memory.MemoryStore;
import dev.gust.wire.auth.AccessKey;
import dev.gust.wire.auth.RequestSigner;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.dynamodb.DynamoDbModel;
import dev.gust.wire.model.dynamodbstreams.DynamoDbStreamsModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The gateway with nothing behind it but tables, over a store in memory, listening for clients. */
public final class TableServer implements AutoCloseable {
    private static final int LARGEST_ANSWER = 64 * 1024 * 1024;

    /** DynamoDB Local does not throttle either. */
    private static final TableSettings UNLIMITED = new TableSettings(false, false, Duration.ofHours(4), 60_000, 4);

    private final OrderedStore store = MemoryStore.create();
    private final TableBackground background;
    private final Gateway gateway;
    private final HttpServer http;
    private final RequestSigner signer = new RequestSigner(new AccessKey("test", "test"), "us-east-1", "dynamodb");

    /** @param folder for the root's credentials */
    public TableServer(Path folder) throws IOException {
        Clock clock = Clock.system();
        Ids ids = new Ids(Randomness.secure());
        TableStore tables = new TableStore(store, clock);
        background = new TableBackground(tables, UNLIMITED).start();
        ServiceRegistry services = new ServiceRegistry()
                .service(DynamoDbModel.SERVICE, new DynamoDbService(tables, ids, UNLIMITED, background::wake))
                .service(DynamoDbStreamsModel.SERVICE, new DynamoDbStreamsService(tables));
        gateway = new Gateway(
                new GatewayParts(
                        services,
                        new CheckedCaller(services),
                        new Identities(RootCredentials.of(folder, ids), true, List.of()),
                        List.of(),
                        true,
                        new RequestLog(RequestLog.Detail.NONE),
                        clock,
                        Randomness.secure()),
                request -> new HttpResponse(404, HttpHeaders.empty(), Payload.empty()));
        http = HttpServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), HttpSettings.defaults(), clock, gateway);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + http.address().getPort());
    }

    /** A signed request, without the way over a socket. */
    public DynamoDbLocal.Answer call(String operation, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        HttpHeaders headers = HttpHeaders.of(
                "Host",
                "127.0.0.1:" + http.address().getPort(),
                "X-Amz-Target",
                "DynamoDB_20120810." + operation,
                "Content-Type",
                "application/x-amz-json-1.0",
                "Content-Length",
                Integer.toString(bytes.length));
        HttpRequest request = signer.sign(
                new HttpRequest("POST", "/", "", headers, Payload.of(bytes), "127.0.0.1"),
                Clock.system().instant());
        HttpResponse answer = gateway.handle(request);
        return new DynamoDbLocal.Answer(
                answer.status(), new String(answer.body().readAll(LARGEST_ANSWER), StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        http.close();
        background.close();
        store.close();
    }
}

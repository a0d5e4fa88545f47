package dev.gust.server;

import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.instance.RunningServer;
import dev.gust.base.time.Clock;
import dev.gust.server.admin.AdminApi;
import dev.gust.server.admin.AdminView;
import dev.gust.server.admin.Backups;
import dev.gust.server.functions.HostStart;
import dev.gust.server.gateway.CheckedCaller;
import dev.gust.server.gateway.Gateway;
import dev.gust.server.gateway.GatewayParts;
import dev.gust.server.gateway.RequestLog;
import dev.gust.server.gateway.ServiceRegistry;
import dev.gust.server.http.HttpServer;
import dev.gust.server.identity.Identities;
import dev.gust.server.identity.NodeName;
import dev.gust.server.identity.RootCredentials;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.storage.folder.DataFolder;
import dev.gust.wire.operation.ServiceModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;

/** One running server, from its data folder to its port. */
public final class GustServer implements AutoCloseable {
    private final Path folder;
    private final DataFolder data;
    private final HttpServer http;
    private final RootCredentials root;
    private final ServiceRegistry services;
    private final HostStart functions;
    private final ServiceCatalog catalog;
    private final URI endpoint;
    private final CountDownLatch stopWanted;
    private final String token;

    /** Listens and opens the data folder at the same time, and returns when both are done. */
    public static GustServer start(Settings settings, Path folder, Clock clock, Randomness randomness)
            throws IOException {
        CompletableFuture<DataFolder> opening = new CompletableFuture<>();
        Thread.ofPlatform().name("open-store").start(() -> open(settings, folder, clock, randomness, opening));
        FirstAnswers answers = new FirstAnswers();
        HttpServer http;
        try {
            http = HttpServer.start(address(settings.server()), settings.http(), clock, answers);
        } catch (IOException | RuntimeException e) {
            opening.thenAccept(DataFolder::close).exceptionally(_ -> null).join();
            throw e;
        }
        try {
            return new GustServer(settings, folder, opened(opening), http, answers, clock, randomness);
        } catch (IOException | RuntimeException e) {
            http.close();
            opening.thenAccept(DataFolder::close).exceptionally(_ -> null).join();
            throw e;
        }
    }

    private static void open(
            Settings settings, Path folder, Clock clock, Randomness randomness, CompletableFuture<DataFolder> opening) {
        try {
            opening.complete(DataFolder.open(folder, settings.data(), clock, randomness));
        } catch (RuntimeException | Error e) {
            opening.completeExceptionally(e);
        }
    }

    private static DataFolder opened(CompletableFuture<DataFolder> opening) {
        try {
            return opening.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private GustServer(
            Settings settings,
            Path folder,
            DataFolder data,
            HttpServer http,
            FirstAnswers answers,
            Clock clock,
            Randomness randomness)
            throws IOException {
        Ids ids = new Ids(randomness);
        this.folder = folder;
        this.data = data;
        this.http = http;
        this.root = RootCredentials.of(folder, ids);
        this.endpoint = endpoint(settings.server(), http.address());
        this.services = new ServiceRegistry();
        this.stopWanted = new CountDownLatch(1);
        this.token = ids.mixed(40);
        CheckedCaller operations = new CheckedCaller(services);
        this.functions =
                new HostStart(settings.functions().on(folder, http.address().getPort()), clock, randomness);
        this.catalog = ServiceCatalog.fill(
                services,
                new Foundation(
                        data.store(),
                        data.blobs(),
                        data.telemetry(),
                        data.usage(),
                        clock,
                        randomness,
                        operations,
                        URI.create("http://127.0.0.1:" + http.address().getPort()),
                        NodeName.of(folder, ids)),
                functions,
                settings.lambda(),
                settings.tables());
        boolean developmentKeys = takesDevelopmentKeys();
        GatewayParts parts = new GatewayParts(
                services,
                operations,
                new Identities(root, developmentKeys, services.accessKeys()),
                settings.server().names(),
                developmentKeys,
                new RequestLog(settings.server().requestLog()),
                clock,
                randomness);
        AdminView view = new AdminView(
                endpoint,
                folder,
                root,
                settings.server().region(),
                settings.inForce(),
                services.ids(),
                functions::describe,
                token);
        answers.become(new Gateway(parts, new AdminApi(view, stopWanted::countDown, new Backups(data, clock))));
        functions.begin();
        new RunningServer(endpoint, ProcessHandle.current().pid(), token).write(folder);
    }

    /** Only who is on this machine reaches a loopback address. */
    public boolean takesDevelopmentKeys() {
        return http.address().getAddress().isLoopbackAddress();
    }

    public URI endpoint() {
        return endpoint;
    }

    public RootCredentials root() {
        return root;
    }

    /** What `/_gust/` wants to hear. */
    public String token() {
        return token;
    }

    /** Whether somebody decides what callers may do. */
    public boolean enforcesPolicies() {
        return services.authorizer().isPresent();
    }

    /** What stands for a service, if anything does. */
    Optional<Object> implementation(ServiceModel model) {
        return Optional.ofNullable(services.implementation(model));
    }

    List<ResourceSchema> resourceTypes() {
        return catalog.resourceTypes();
    }

    /** Waits until somebody asks over HTTP that the server stop. */
    public void awaitStopWanted() throws InterruptedException {
        stopWanted.await();
    }

    /** How functions are isolated, in words; waits until that is known. */
    public String isolation() {
        return functions.describe();
    }

    @Override
    public void close() {
        catalog.endAnswersWithoutEnd();
        http.close();
        catalog.close();
        data.close();
        try {
            RunningServer.remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress address(ServerSettings settings) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port());
    }

    private static URI endpoint(ServerSettings settings, InetSocketAddress bound) {
        InetAddress address = bound.getAddress();
        boolean reachable = !address.isAnyLocalAddress();
        String host = reachable ? settings.host() : "127.0.0.1";
        return URI.create("http://" + (host.contains(":") ? '[' + host + ']' : host) + ':' + bound.getPort());
    }
}

package dev.gust.services.lambda;

import dev.gust.base.Arn;
import dev.gust.base.Randomness;
import dev.gust.base.time.ManualClock;
import dev.gust.services.ports.Delivery;
import dev.gust.services.ports.EventOutbox;
import dev.gust.services.ports.LogSink;
import dev.gust.services.ports.RoleCredentials;
import dev.gust.services.ports.runtime.FunctionRuntime;
import dev.gust.services.ports.runtime.PackageRefusedException;
import dev.gust.services.ports.runtime.Provisioned;
import dev.gust.services.ports.runtime.ResponseStream;
import dev.gust.services.ports.runtime.RunListener;
import dev.gust.services.ports.runtime.RunOutcome;
import dev.gust.services.ports.runtime.RunRequest;
import dev.gust.services.ports.runtime.RunUsage;
import dev.gust.services.ports.runtime.RunnableVersion;
import dev.gust.services.ports.runtime.RuntimeSupport;
import dev.gust.services.ports.usage.InvocationUsage;
import dev.gust.storage.Blob;
import dev.gust.storage.BlobStore;
import dev.gust.storage.BlobWriter;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Transaction;
import dev.gust.storage.memory.MemoryStore;
import dev.gust.wire.model.lambda.CreateFunctionRequest;
import dev.gust.wire.model.lambda.FunctionCode;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.Principal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** A Lambda service on a store in memory, with hand-written stand-ins for what it leans on. */
final class LambdaWorld implements AutoCloseable {
    static final String ACCOUNT = "000000000000";
    static final String REGION = "eu-west-1";
    static final String ROLE = "arn:aws:iam::000000000000:role/worker";

    final ManualClock clock = new ManualClock(Instant.parse("2026-01-31T12:00:00Z"));
    final OrderedStore store = MemoryStore.create(clock, Randomness.seeded(1));
    final Blobs blobs = new Blobs();
    final ScriptedRuntime runtime = new ScriptedRuntime();
    final List<Delivery> published = new CopyOnWriteArrayList<>();
    final Map<String, List<String>> logged = new ConcurrentHashMap<>();
    final List<InvocationUsage> usage = new CopyOnWriteArrayList<>();
    final LambdaService service;
    private final AtomicInteger requests = new AtomicInteger();

    LambdaWorld() {
        this(LambdaSettings.DEFAULT);
    }

    LambdaWorld(LambdaSettings limits) {
        EventOutbox outbox = new EventOutbox() {
            @Override
            public void publish(Transaction transaction, Delivery delivery) {
                transaction.afterCommit(version -> published.add(delivery));
            }

            @Override
            public boolean canReach(Arn target) {
                return !target.service().equals("sns");
            }
        };
        LogSink logs = (account, region, group, stream, lines) ->
                lines.forEach(line -> logged.computeIfAbsent(group, absent -> new CopyOnWriteArrayList<>())
                        .add(line.text()));
        RoleCredentials credentials = (role, session, region, lifetime) -> new RoleCredentials.Session(
                "ASIA" + session, "secret", "token", clock.instant().plus(lifetime));
        service = new LambdaService(
                new LambdaService.Foundation(
                        store,
                        blobs,
                        runtime,
                        outbox,
                        logs,
                        (account, region, used) -> usage.add(used),
                        credentials,
                        Optional.empty(),
                        pattern -> {
                            throw new IllegalArgumentException("no patterns here: " + pattern);
                        },
                        clock,
                        Randomness.seeded(2),
                        "node"),
                limits);
    }

    CallContext context() {
        return context(ACCOUNT);
    }

    CallContext context(String account) {
        return new CallContext(
                Principal.root(account, "test"),
                account,
                REGION,
                CallSource.WIRE,
                "request-" + requests.incrementAndGet(),
                null,
                clock.instant().plusSeconds(60),
                URI.create("http://127.0.0.1:4566"));
    }

    CreateFunctionRequest.Builder function(String name) {
        return CreateFunctionRequest.builder()
                .functionName(name)
                .runtime("python3.12")
                .role(ROLE)
                .handler("app.handler")
                .code(code("print()"));
    }

    void create(String name) {
        service.createFunction(function(name).build(), context());
    }

    static FunctionCode code(String text) {
        return new FunctionCode(dev.gust.wire.schema.Blob.of(zip(text)), null, null, null, null, null);
    }

    static byte[] zip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            ZipEntry entry = new ZipEntry("app.py");
            entry.setTime(0);
            zip.putNextEntry(entry);
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    List<String> log(String function) {
        return logged.getOrDefault("/aws/lambda/" + function, List.of());
    }

    @Override
    public void close() {
        store.close();
    }

    /** Runs nothing: answers as the test says, and remembers what it was asked. */
    static final class ScriptedRuntime implements FunctionRuntime {
        final List<RunnableVersion> ran = new CopyOnWriteArrayList<>();
        final List<RunRequest> requests = new CopyOnWriteArrayList<>();
        boolean loads = true;
        final List<String> retired = new CopyOnWriteArrayList<>();
        final List<String> prepared = new CopyOnWriteArrayList<>();
        final Map<String, Integer> provisioned = new ConcurrentHashMap<>();
        volatile long bytesEach;
        volatile int mostReady = Integer.MAX_VALUE;
        volatile @Nullable String trouble;
        final Map<String, OptionalInt> reserved = new ConcurrentHashMap<>();
        final Set<String> unpacked = ConcurrentHashMap.newKeySet();
        BiFunction<RunnableVersion, RunRequest, RunOutcome> behaviour =
                (version, request) -> returned(new String(request.payload(), StandardCharsets.UTF_8));

        static RunOutcome returned(String payload) {
            return new RunOutcome.Returned(payload.getBytes(StandardCharsets.UTF_8), usage());
        }

        static RunOutcome failed(String type, String message) {
            String payload = "{\"errorMessage\":\"" + message + "\",\"errorType\":\"" + type + "\"}";
            return new RunOutcome.Failed(type, "error", payload.getBytes(StandardCharsets.UTF_8), usage());
        }

        static RunUsage usage() {
            return new RunUsage(
                    "stream",
                    Optional.of(Duration.ofMillis(12)),
                    Duration.ofNanos(1_234_000),
                    Duration.ofMillis(2),
                    128,
                    40,
                    Duration.ZERO);
        }

        @Override
        public RuntimeSupport support(String identifier) {
            return switch (identifier) {
                case "python3.12" -> new RuntimeSupport.Installed("Python 3.12", Optional.empty());
                case "nodejs18.x" ->
                    new RuntimeSupport.Installed("Node.js 20", Optional.of("nodejs18.x runs on Node.js 20."));
                case "java21" -> new RuntimeSupport.NotInstalled("Install a JDK 21.");
                default -> new RuntimeSupport.Unknown();
            };
        }

        @Override
        public Optional<String> obstacle(List<String> devices) {
            return devices.stream()
                    .filter(name -> !name.equals("gpu"))
                    .map(name -> "The device " + name + " is not offered to functions here.")
                    .findFirst();
        }

        @Override
        public boolean hasPackage(String id) {
            return unpacked.contains(id);
        }

        @Override
        public long unpackedBytes(String id) {
            return unpacked.contains(id) ? bytesEach : 0;
        }

        @Override
        public void retainPackages(Set<String> ids) {
            unpacked.retainAll(ids);
        }

        @Override
        public String addPackage(byte[] zip, long maximumUnpackedBytes) throws PackageRefusedException {
            if (zip[0] != 'P') {
                throw new PackageRefusedException(
                        "Could not unzip uploaded file. Please check your file, then try to upload again.");
            }
            String id = HexFormat.of().formatHex(sha256(zip));
            unpacked.add(id);
            return id;
        }

        @Override
        public RunOutcome run(RunnableVersion version, RunRequest request, RunListener output) {
            ran.add(version);
            requests.add(request);
            output.started("stream");
            if (loads) {
                output.begun();
            }
            output.line(Instant.EPOCH, "hello from " + version.name());
            return behaviour.apply(version, request);
        }

        @Override
        public RunOutcome runStreaming(
                RunnableVersion version, RunRequest request, RunListener output, ResponseStream response) {
            output.started("stream");
            output.begun();
            try {
                response.begin("text/plain");
                response.chunk("first ".getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(3));
                response.chunk("second".getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(3));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return behaviour.apply(version, request);
        }

        @Override
        public void provision(RunnableVersion version, int environments) {
            provisioned.put(version.version(), environments);
        }

        @Override
        public Provisioned provisioned(RunnableVersion version) {
            return new Provisioned(
                    Math.min(mostReady, provisioned.getOrDefault(version.version(), 0)), Optional.ofNullable(trouble));
        }

        @Override
        public void reserveConcurrency(String functionArn, OptionalInt limit) {
            reserved.put(functionArn, limit);
        }

        @Override
        public void prepare(RunnableVersion version) {
            prepared.add(version.version() + " " + version.revision());
        }

        @Override
        public void retire(String functionArn, String version, String revision) {
            retired.add(version + " " + revision);
        }

        private static byte[] sha256(byte[] bytes) {
            try {
                return MessageDigest.getInstance("SHA-256").digest(bytes);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Blobs in a map. */
    static final class Blobs implements BlobStore {
        final Map<String, byte[]> held = new HashMap<>();
        private int made;

        @Override
        public BlobWriter writer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Blob write(InputStream content) {
            try {
                String id = "blob" + ++made;
                byte[] bytes = content.readAllBytes();
                held.put(id, bytes);
                return new Blob(id, bytes.length, 0, null);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Blob copy(Blob blob) {
            throw new UnsupportedOperationException();
        }

        @Override
        public InputStream read(Blob blob) {
            return new ByteArrayInputStream(held.get(blob.id()));
        }

        @Override
        public InputStream read(Blob blob, long offset, long length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Path> file(Blob blob) {
            return Optional.empty();
        }

        @Override
        public void keep(Transaction transaction, Blob blob) {}

        @Override
        public void release(Transaction transaction, Blob blob) {
            transaction.afterCommit(version -> held.remove(blob.id()));
        }
    }
}

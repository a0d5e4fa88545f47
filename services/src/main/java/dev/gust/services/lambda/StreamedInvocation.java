package dev.gust.services.lambda;

import dev.gust.services.ports.runtime.ResponseStream;
import dev.gust.services.ports.runtime.RunOutcome;
import dev.gust.wire.model.lambda.InvokeResponseStreamUpdate;
import dev.gust.wire.model.lambda.InvokeWithResponseStreamCompleteEvent;
import dev.gust.wire.model.lambda.InvokeWithResponseStreamResponseEvent;
import dev.gust.wire.schema.Blob;
import dev.gust.wire.schema.EventStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An invocation whose response is read while the handler writes it. The run has a thread of its own; a bounded queue
 * between the two slows the handler down when its reader is slow, and ends it when the reader is gone.
 */
final class StreamedInvocation implements EventStream<InvokeWithResponseStreamResponseEvent>, ResponseStream {
    private static final int WAITING_CHUNKS = 16;
    /** Until the reader is gone, which whoever writes to it notices. */
    private static final Duration FOR_EVER = Duration.ofDays(1000);

    /** What comes through the queue. */
    private sealed interface Item {
        record Chunk(Blob bytes) implements Item {}

        record End(FunctionRuns.Ran ran) implements Item {}

        record Broken(RuntimeException failure) implements Item {}
    }

    private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(WAITING_CHUNKS);
    private final CompletableFuture<String> contentType = new CompletableFuture<>();
    private volatile boolean closed;
    private boolean ended;

    private StreamedInvocation() {}

    /** Runs, and answers as soon as the handler has begun to answer or has failed to. */
    static StreamedInvocation start(Function<ResponseStream, FunctionRuns.Ran> run) {
        StreamedInvocation stream = new StreamedInvocation();
        Thread.ofVirtual().name("lambda-response-stream").start(() -> stream.carryOut(run));
        return stream;
    }

    /** Waits until the handler has begun to answer; a run that could not be made is thrown here. */
    String contentType() {
        try {
            return contentType.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LambdaErrors.notStarted("The server is stopping.");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a run ends only with runtime exceptions", e);
        }
    }

    @Override
    public void begin(String type) {
        contentType.complete(type);
    }

    @Override
    public void chunk(byte[] bytes, Duration patience) throws IOException {
        put(new Item.Chunk(Blob.of(bytes)), patience);
    }

    @Override
    public @Nullable InvokeWithResponseStreamResponseEvent next() throws InterruptedException {
        if (ended) {
            return null;
        }
        return switch (items.take()) {
            case Item.Chunk(Blob bytes) ->
                new InvokeWithResponseStreamResponseEvent.PayloadChunk(new InvokeResponseStreamUpdate(bytes));
            case Item.End(FunctionRuns.Ran ran) -> {
                ended = true;
                yield new InvokeWithResponseStreamResponseEvent.InvokeComplete(complete(ran));
            }
            case Item.Broken(RuntimeException failure) -> throw failure;
        };
    }

    @Override
    public void close() {
        closed = true;
        items.clear();
    }

    private void carryOut(Function<ResponseStream, FunctionRuns.Ran> run) {
        Item last;
        try {
            FunctionRuns.Ran ran = run.apply(this);
            last = switch (ran.outcome()) {
                case RunOutcome.Throttled throttled -> throw Invocations.throttled(throttled);
                case RunOutcome.NotStarted(String reason) -> throw LambdaErrors.notStarted(reason);
                case RunOutcome.Returned returned -> new Item.End(ran);
                case RunOutcome.Failed failed -> new Item.End(ran);
            };
            contentType.complete("application/octet-stream");
        } catch (RuntimeException failure) {
            contentType.completeExceptionally(failure);
            last = new Item.Broken(failure);
        }
        try {
            put(last, FOR_EVER);
        } catch (IOException readerIsGone) {
            System.getLogger(StreamedInvocation.class.getName())
                    .log(System.Logger.Level.DEBUG, "event=response_stream_abandoned");
        }
    }

    private void put(Item item, Duration patience) throws IOException {
        try {
            long left = patience.toMillis();
            while (!closed && left > 0) {
                long turn = Math.min(left, 1000);
                if (items.offer(item, turn, TimeUnit.MILLISECONDS)) {
                    return;
                }
                left -= turn;
            }
            throw new IOException("the caller no longer reads the response");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the caller reads the response", e);
        }
    }

    private static InvokeWithResponseStreamCompleteEvent complete(FunctionRuns.Ran ran) {
        return ran.outcome() instanceof RunOutcome.Failed failed
                ? new InvokeWithResponseStreamCompleteEvent(
                        failed.errorType(), new String(failed.payload(), StandardCharsets.UTF_8), ran.tail())
                : new InvokeWithResponseStreamCompleteEvent(null, null, ran.tail());
    }
}

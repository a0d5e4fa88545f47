package dev.gust.server.functions;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.functions.FunctionHost;
import dev.gust.functions.FunctionsSettings;
import dev.gust.functions.Isolation;
import dev.gust.functions.host.LocalFunctionHost;
import dev.gust.functions.sandbox.SandboxUnavailableException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Starts the function host beside everything else, so that the server answers before its pools are filled. A machine on
 * which functions cannot run has a server all the same: whoever wants to run one is told why not and what to do.
 */
public final class HostStart implements AutoCloseable {
    private static final Logger LOG = System.getLogger(HostStart.class.getName());

    private final CompletableFuture<FunctionHost> host = new CompletableFuture<>();

    private final FunctionsSettings settings;
    private final Clock clock;
    private final Randomness randomness;

    public HostStart(FunctionsSettings settings, Clock clock, Randomness randomness) {
        this.settings = settings;
        this.clock = clock;
        this.randomness = randomness;
    }

    /** Once everything else answers: looking for interpreters takes both cores of a small machine for a while. */
    public void begin() {
        Thread.ofPlatform().name("start-functions").start(this::run);
    }

    /** Waits for the host; gives the reason instead when there is none. */
    <T> T await(Function<FunctionHost, T> use, Function<String, T> otherwise) {
        FunctionHost started;
        try {
            started = host.join();
        } catch (CompletionException failed) {
            return otherwise.apply(reason(failed));
        }
        return use.apply(started);
    }

    /** For what a host that never started has no need of. */
    void ifStarted(Consumer<FunctionHost> use) {
        await(
                started -> {
                    use.accept(started);
                    return true;
                },
                reason -> false);
    }

    /** The isolation in force, in words; the reason when functions cannot run. */
    public String describe() {
        return await(
                started -> started.isolation().describe(), reason -> "Functions cannot run on this machine: " + reason);
    }

    /** The isolation in force; PROCESS, the weakest, is also told when nothing runs. */
    public Isolation.Level level() {
        return await(started -> started.isolation().level(), reason -> Isolation.Level.PROCESS);
    }

    @Override
    public void close() {
        ifStarted(FunctionHost::close);
    }

    private void run() {
        try {
            host.complete(LocalFunctionHost.start(settings, clock, randomness));
        } catch (IOException | SandboxUnavailableException | RuntimeException e) {
            // An edge: the server goes on without functions, and says so.
            LOG.log(Level.ERROR, "event=functions_unavailable reason=\"{0}\"", e.getMessage());
            host.completeExceptionally(e);
        }
    }

    private static String reason(CompletionException failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        return "Functions cannot run on this machine: " + cause.getMessage();
    }
}

package dev.gust.functions;

import dev.gust.functions.code.CodeStore;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Runs functions. Environments are started on demand, reused while they are warm, frozen while idle and ended when they
 * expire; none of it is visible here but in the metering. Safe for use by many threads; calls block the calling thread,
 * which may be virtual.
 */
public interface FunctionHost extends AutoCloseable {
    /** How well functions are separated from one another and from the machine, as found at start. */
    Isolation isolation();

    /** Every runtime identifier that this host knows of, whether or not it can be run here. */
    List<RuntimeAvailability> runtimes();

    /** Whether functions of this runtime can run here, by what, and what to install if not. */
    RuntimeAvailability runtime(String identifier);

    /** Why a function can not have these devices here; empty when it can. */
    Optional<String> obstacle(List<String> devices);

    /** Where packages of code and layers are kept; a spec names them by their id. */
    CodeStore packages();

    /**
     * Runs one invocation to its end. The answer never throws for what a function does; a result tells it. Lines of the
     * function's output are handed over before the result is.
     */
    InvocationResult invoke(FunctionSpec function, Invocation invocation, LogListener logs);

    /**
     * As {@link #invoke}, handing over the response as the handler writes it. {@link InvocationResult.Success#payload} is
     * then empty. An error after the first chunk ends the response early and is told in the result.
     */
    InvocationResult invokeStreaming(
            FunctionSpec function, Invocation invocation, LogListener logs, ResponseListener response);

    /**
     * A version was deployed: what makes its first start quicker is made ahead, in the background. Returns at once; the function can be called
     * before.
     */
    void prepare(FunctionSpec function);

    /**
     * Keeps this many environments of the version initialised ahead of invocations (0 ends that). Returns at once; {@link
     * #usage} tells how far it is.
     */
    void provision(FunctionSpec function, int environments);

    /** At most this many environments at once over all versions of the function; empty lifts the limit. */
    void reserveConcurrency(String function, OptionalInt limit);

    /** Ends a version's environments: idle ones now, busy ones when their invocation is over. */
    void retire(FunctionKey key);

    /** Environments of the version as they are now. */
    FunctionUsage usage(FunctionKey key);

    /** All environments as they are now. */
    HostUsage usage();

    /** Ends every environment, and everything that was started in them. */
    @Override
    void close();
}

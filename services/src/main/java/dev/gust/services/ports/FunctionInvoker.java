package dev.gust.services.ports;

/** Calls a function and waits for its answer. Implemented by the Lambda service; permissions are the caller's to ask. */
public interface FunctionInvoker {
    InvocationOutcome invoke(FunctionCall call);
}

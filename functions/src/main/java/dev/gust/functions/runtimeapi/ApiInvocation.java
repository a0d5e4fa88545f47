package dev.gust.functions.runtimeapi;

import dev.gust.functions.Invocation;

/** An invocation as a custom runtime is told of it. */
public record ApiInvocation(Invocation invocation, long deadlineMillis) {}

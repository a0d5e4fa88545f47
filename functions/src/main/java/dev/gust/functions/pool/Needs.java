package dev.gust.functions.pool;

import dev.gust.functions.FunctionKey;

/**
 * What a function asks of the pool.
 *
 * @param profile whose pooled environments can become this function's; empty when it has to be started from nothing
 */
public record Needs(FunctionKey key, int memoryMegabytes, String profile) {}

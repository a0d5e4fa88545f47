package dev.gust.functions;

/**
 * What an environment belongs to, for all of its life: one version of one function in one revision of its
 * configuration. Whoever changes code or configuration makes a new revision, and retires the old key.
 *
 * @param function the function, uniquely on this host (an ARN without its qualifier does)
 * @param version as the function sees it in its context: {@code $LATEST} or a number
 * @param revision any text that differs for each change of code or configuration
 */
public record FunctionKey(String function, String version, String revision) {}

package dev.gust.functions;

/** A version's environments at one moment. Provisioned ones that are ready count among idle or busy too. */
public record FunctionUsage(int starting, int idle, int busy, int provisionedWanted, int provisionedReady) {}

package dev.gust.functions;

/** All environments at one moment; pooled ones have no function yet. */
public record HostUsage(int starting, int idle, int busy, int pooled, long committedMegabytes) {}

package dev.gust.storage.queues;

/** Messages that can be claimed, that somebody has claimed, and that are delayed. */
public record QueueDepth(int ready, int claimed, int delayed) {}

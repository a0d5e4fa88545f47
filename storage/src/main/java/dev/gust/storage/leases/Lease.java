package dev.gust.storage.leases;

import java.time.Instant;

/** A lease that was taken. {@code token} is greater than that of every earlier holder. */
public record Lease(String name, String holder, long token, Instant until) {}

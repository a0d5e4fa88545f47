package dev.gust.functions.sandbox;

import java.util.OptionalInt;

/** How a sandbox's program ended. */
public record SandboxExit(OptionalInt code, OptionalInt signal, boolean outOfMemory, SandboxUsage usage) {}

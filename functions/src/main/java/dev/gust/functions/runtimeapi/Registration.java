package dev.gust.functions.runtimeapi;

/** What became of an extension's wish to be one. */
sealed interface Registration {
    /** @param identifier by which it is known from now on */
    record Registered(String identifier) implements Registration {}

    record Refused(String type, String message) implements Registration {}
}

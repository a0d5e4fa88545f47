package dev.gust.functions.host;

import dev.gust.functions.LogLine;
import dev.gust.functions.sandbox.SandboxExit;

/** What an invocation hears from its environment, in order. */
sealed interface MailEvent {
    /** How much memory it holds while it waits. */
    default int bytes() {
        return 64;
    }

    record Line(LogLine line) implements MailEvent {
        @Override
        public int bytes() {
            return 64 + line.text().length();
        }
    }

    record Dropped(long amount) implements MailEvent {}

    /** The event was handed over: the function's time runs. */
    record Begun() implements MailEvent {}

    record StreamBegun(String contentType) implements MailEvent {}

    @SuppressWarnings("ArrayRecordComponent")
    record Chunk(byte[] content) implements MailEvent {
        @Override
        public int bytes() {
            return 64 + content.length;
        }
    }

    /** The handler answered; nothing follows. */
    @SuppressWarnings("ArrayRecordComponent")
    record Answered(byte[] payload, long atNanos) implements MailEvent {}

    record StreamEnded(long atNanos) implements MailEvent {}

    /** The handler or its loading failed; nothing follows. */
    @SuppressWarnings("ArrayRecordComponent")
    record Failed(byte[] error, boolean fatal, long atNanos) implements MailEvent {}

    /** The process ended; nothing follows. */
    record Exited(SandboxExit exit, long atNanos) implements MailEvent {}

    /** The environment could not be made; nothing follows. */
    record NotStarted(String reason) implements MailEvent {}
}

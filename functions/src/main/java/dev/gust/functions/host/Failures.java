package dev.gust.functions.host;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.functions.sandbox.KernelWords;
import dev.gust.functions.sandbox.SandboxExit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Failures that no handler could tell of, in the words and shapes that AWS uses. */
final class Failures {
    static final int MAXIMUM_RESPONSE_BYTES = 6_291_556;
    /** What a sandbox exits with when its program cannot be run. */
    static final int NO_ENTRYPOINT = 127;

    private static final Pattern ENTRYPOINT = Pattern.compile("fork/exec (/var/task|/opt)/bootstrap: (.+)");

    private Failures() {}

    static byte[] timedOut(String requestId, Duration timeout) {
        return json("Sandbox.Timedout", "RequestId: " + requestId + " Error: " + timeoutText(timeout));
    }

    /** "Task timed out after 3.00 seconds", as it also stands in the log. */
    static String timeoutText(Duration timeout) {
        return String.format(Locale.ROOT, "Task timed out after %.2f seconds", timeout.toMillis() / 1000.0);
    }

    static byte[] exited(String requestId, SandboxExit exit) {
        return json("Runtime.ExitError", "RequestId: " + requestId + " Error: " + exitText(exit));
    }

    /** As Lambda says it, what a launcher says of a custom runtime that it cannot run. */
    static Optional<String> entrypoint(String line) {
        Matcher said = ENTRYPOINT.matcher(line);
        if (!said.matches()) {
            return Optional.empty();
        }
        String reason = said.group(2).toLowerCase(Locale.ROOT);
        return Optional.of(
                said.group(1).equals("/opt") && reason.startsWith("no such file")
                        ? "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"
                        : "fork/exec " + said.group(1) + "/bootstrap: " + reason);
    }

    static byte[] invalidEntrypoint(String requestId, String reason) {
        return json("Runtime.InvalidEntrypoint", "RequestId: " + requestId + " Error: " + reason);
    }

    static String exitText(SandboxExit exit) {
        if (exit.signal().isPresent()) {
            return "Runtime exited with error: signal: "
                    + KernelWords.signal(exit.signal().getAsInt());
        }
        int code = exit.code().orElse(0);
        return code == 0
                ? "Runtime exited without providing a reason"
                : "Runtime exited with error: exit status " + code;
    }

    /** An extension that could not start, or is no more. */
    static byte[] extension(String type, Optional<String> requestId, String reason) {
        return json(type, requestId.map(id -> "RequestId: " + id + ' ').orElse("") + "Error: " + reason);
    }

    static byte[] responseTooLarge() {
        return json(
                "Function.ResponseSizeTooLarge",
                "Response payload size exceeded maximum allowed payload size (" + MAXIMUM_RESPONSE_BYTES + " bytes).");
    }

    static byte[] brokenChannel(String requestId) {
        return json(
                "Runtime.ExitError",
                "RequestId: " + requestId
                        + " Error: Runtime exited with error: the function wrote to its runtime's channel");
    }

    /** The error type within a runtime's error; "Unknown" when it has none. */
    static String errorType(byte[] error) {
        try {
            return JsonText.parse(new String(error, StandardCharsets.UTF_8)) instanceof JsonValue.Obj body
                    ? body.string("errorType").orElse("Unknown")
                    : "Unknown";
        } catch (JsonSyntaxException e) {
            return "Unknown";
        }
    }

    /** What an environment's end says of why it never began; empty when it is no end. */
    static Optional<String> trouble(MailEvent event) {
        return switch (event) {
            case MailEvent.Failed failed -> Optional.of(errorText(failed.error()));
            case MailEvent.Exited exited -> Optional.of(exitText(exited.exit()));
            case MailEvent.NotStarted notStarted -> Optional.of(notStarted.reason());
            case MailEvent.Line line -> Optional.empty();
            case MailEvent.Dropped dropped -> Optional.empty();
            case MailEvent.Begun begun -> Optional.empty();
            case MailEvent.StreamBegun begun -> Optional.empty();
            case MailEvent.Chunk chunk -> Optional.empty();
            case MailEvent.Answered answered -> Optional.empty();
            case MailEvent.StreamEnded ended -> Optional.empty();
        };
    }

    private static String errorText(byte[] error) {
        try {
            if (JsonText.parse(new String(error, StandardCharsets.UTF_8)) instanceof JsonValue.Obj body) {
                return errorType(error) + ": " + body.string("errorMessage").orElse("no message");
            }
        } catch (JsonSyntaxException e) {
            return "Unknown: the runtime told of an error that is no JSON";
        }
        return "Unknown";
    }

    private static byte[] json(String type, String message) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("errorType", JsonValue.of(type));
        members.put("errorMessage", JsonValue.of(message));
        return new JsonValue.Obj(members).toJson().getBytes(StandardCharsets.UTF_8);
    }
}

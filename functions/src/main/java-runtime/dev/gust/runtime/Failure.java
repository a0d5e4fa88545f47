package dev.gust.runtime;

import java.io.IOError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What went wrong, as Lambda tells it: in JSON to the caller, with a trace in the log. */
final class Failure extends Exception {
    private static final long serialVersionUID = 1;
    private static final int MAXIMUM_CAUSES = 20;
    private static final String[] RUNTIME_FRAMES = {"dev.gust.runtime.", "jdk.internal.reflect.", "java.lang.reflect."};

    private final String type;
    private final Throwable problem;
    private final boolean found;

    private Failure(String type, String message, Throwable problem, boolean found) {
        super(message, problem);
        this.type = type;
        this.problem = problem;
        this.found = found;
    }

    /** What the function threw. */
    static Failure of(Throwable problem) {
        return new Failure(problem.getClass().getName(), message(problem), problem, false);
    }

    /** What kept the runtime from serving an invocation, and what it found it by. */
    static Failure of(Class<?> type, String message, Throwable cause) {
        return new Failure(type.getName(), message, cause, false);
    }

    /** What is wrong with the handler: without a trace, and without a type where nothing was thrown. */
    static Failure found(String message) {
        return new Failure(null, message, null, true);
    }

    static Failure found(String message, Throwable problem) {
        return new Failure(problem.getClass().getName(), message, problem, true);
    }

    /** What the handler's class throws when it is made. */
    static Failure found(Throwable problem) {
        return found(message(problem), problem);
    }

    private static String message(Throwable problem) {
        return problem.getLocalizedMessage() == null ? problem.getClass().getName() : problem.getLocalizedMessage();
    }

    /** Whether nothing more can be expected of this process. */
    boolean fatal() {
        return problem instanceof VirtualMachineError || problem instanceof IOError;
    }

    String logged() {
        StringWriter text = new StringWriter();
        text.append(getMessage());
        if (type != null) {
            text.append(": ").append(type);
        }
        if (problem != null) {
            text.append('\n');
            problem.printStackTrace(new PrintWriter(text, true));
        }
        return text.toString().stripTrailing();
    }

    byte[] json() {
        StringBuilder out = new StringBuilder();
        if (found) {
            out.append("{\"errorMessage\":");
            Json.quote(out, getMessage());
            if (type != null) {
                out.append(",\"errorType\":");
                Json.quote(out, type);
            }
            return out.append('}').toString().getBytes(StandardCharsets.UTF_8);
        }
        boolean own = problem != null && type.equals(problem.getClass().getName());
        describe(out, type, getMessage(), own ? problem.getStackTrace() : new StackTraceElement[0], own ? problem.getCause() : problem, 0);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void describe(
            StringBuilder out, String type, String message, StackTraceElement[] stack, Throwable cause, int depth) {
        out.append("{\"errorMessage\":");
        Json.quote(out, message);
        out.append(",\"errorType\":");
        Json.quote(out, type);
        List<String> frames = new ArrayList<>();
        for (StackTraceElement frame : stack) {
            if (!ofRuntime(frame)) {
                frames.add(frame.toString());
            }
        }
        out.append(",\"stackTrace\":[");
        for (int i = 0; i < frames.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            Json.quote(out, frames.get(i));
        }
        out.append(']');
        if (cause != null && depth < MAXIMUM_CAUSES) {
            out.append(",\"cause\":");
            describe(out, cause.getClass().getName(), message(cause), cause.getStackTrace(), cause.getCause(), depth + 1);
        }
        out.append('}');
    }

    private static boolean ofRuntime(StackTraceElement frame) {
        for (String prefix : RUNTIME_FRAMES) {
            if (frame.getClassName().startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}

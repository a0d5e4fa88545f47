package dev.gust.functions.sandbox;

/** Signals and errors of the kernel as Go, and with it Lambda, words them. */
public final class KernelWords {
    private KernelWords() {}

    public static String signal(int signal) {
        return switch (signal) {
            case 1 -> "hangup";
            case 2 -> "interrupt";
            case 3 -> "quit";
            case 4 -> "illegal instruction";
            case 5 -> "trace/breakpoint trap";
            case 6 -> "aborted";
            case 7 -> "bus error";
            case 8 -> "floating point exception";
            case 9 -> "killed";
            case 11 -> "segmentation fault";
            case 13 -> "broken pipe";
            case 15 -> "terminated";
            case 31 -> "bad system call";
            default -> "signal " + signal;
        };
    }

    /** Why a program could not be started. */
    public static String error(int number) {
        return switch (number) {
            case 2 -> "no such file or directory";
            case 7 -> "argument list too long";
            case 8 -> "exec format error";
            case 12 -> "cannot allocate memory";
            case 13 -> "permission denied";
            case 26 -> "text file busy";
            default -> "errno " + number;
        };
    }
}

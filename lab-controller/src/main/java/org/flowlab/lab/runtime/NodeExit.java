package org.flowlab.lab.runtime;

/// How a node's process ended.
///
/// @param status its exit status; 128 and the signal's number if a signal ended it
/// @param remark what else is known of the reason, such as `out of memory`; empty for nothing
public record NodeExit(int status, String remark) {
    /// The status if it cannot be known; the remark is then a sentence without a subject.
    public static final int UNKNOWN = -1;

    private static final int BY_SIGNAL = 128;

    /// A sentence without a subject: `ended with status 1`, `was ended by SIGKILL (status 137)`.
    public String words() {
        if (status == UNKNOWN) {
            return remark;
        }
        String words =
                status > BY_SIGNAL
                        ? "was ended by " + signal(status - BY_SIGNAL) + " (status " + status + ")"
                        : "ended with status " + status;
        return remark.isEmpty() ? words : words + ", " + remark;
    }

    /// The signal's name; signal(7) has the numbers, which x86-64 and AArch64 share.
    private static String signal(int number) {
        return switch (number) {
            case 1 -> "SIGHUP";
            case 2 -> "SIGINT";
            case 3 -> "SIGQUIT";
            case 4 -> "SIGILL";
            case 5 -> "SIGTRAP";
            case 6 -> "SIGABRT";
            case 7 -> "SIGBUS";
            case 8 -> "SIGFPE";
            case 9 -> "SIGKILL";
            case 11 -> "SIGSEGV";
            case 13 -> "SIGPIPE";
            case 14 -> "SIGALRM";
            case 15 -> "SIGTERM";
            case 24 -> "SIGXCPU";
            case 25 -> "SIGXFSZ";
            case 31 -> "SIGSYS";
            default -> "signal " + number;
        };
    }
}

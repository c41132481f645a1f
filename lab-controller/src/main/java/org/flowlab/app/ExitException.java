package org.flowlab.app;

import java.util.List;

/// Ends a command: the lines to print on standard error, and the exit status.
final class ExitException extends RuntimeException {
    private final int exit;
    private final List<String> lines;

    ExitException(int exit, List<String> lines) {
        super(String.join("\n", lines));
        this.exit = exit;
        this.lines = List.copyOf(lines);
    }

    int exit() {
        return exit;
    }

    List<String> lines() {
        return lines;
    }
}

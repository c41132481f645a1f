package org.flowlab.node.role;

/// A failure at one hop. Its message says what was attempted, on what, and why it failed.
final class HopException extends Exception {
    private static final long serialVersionUID = 1L;

    HopException(String attempt, Throwable cause) {
        this(attempt, Reasons.of(cause));
    }

    HopException(String attempt, String reason) {
        super(attempt + ": " + reason);
    }
}

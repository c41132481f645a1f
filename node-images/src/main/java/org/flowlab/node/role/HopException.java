package org.flowlab.node.role;

/// A failure at a named hop; the message is complete.
final class HopException extends Exception {
    private static final long serialVersionUID = 1L;

    HopException(String attempt, Throwable cause) {
        this(attempt, Reasons.of(cause));
    }

    HopException(String attempt, String reason) {
        super(attempt + ": " + reason);
    }
}

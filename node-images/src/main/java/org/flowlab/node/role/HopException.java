package org.flowlab.node.role;

/// Something that went wrong at a named hop; the message says all.
final class HopException extends Exception {
    private static final long serialVersionUID = 1L;

    HopException(String attempt, Throwable cause) {
        this(attempt, Reasons.of(cause));
    }

    HopException(String attempt, String reason) {
        super(attempt + ": " + reason);
    }
}

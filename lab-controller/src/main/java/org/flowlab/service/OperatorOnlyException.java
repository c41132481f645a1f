package org.flowlab.service;

/// Something that only the user who runs the controller may ask for. The message says why, and what
/// to do.
public final class OperatorOnlyException extends RuntimeException {
    public OperatorOnlyException(String message) {
        super(message);
    }
}

package org.flowlab.service;

/// What was asked is right in itself, but not now: a name is taken, a lab is going down, a queue is
/// full. The message says what to do.
public final class ConflictException extends RuntimeException {
    public ConflictException(String message) {
        super(message);
    }
}

package org.flowlab.wire.http1;

/// Bytes that are not HTTP/1.1. Carries no stack: it is made for every bad head of a hostile
/// capture.
public final class HttpFormatException extends Exception {
    private static final long serialVersionUID = 1;

    public HttpFormatException(String reason) {
        super(reason, null, false, false);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}

package org.flowlab.wire.http1;

/// Reports bytes that are not HTTP/1.1. It has no stack trace, because a hostile capture causes one
/// for every bad head.
public final class HttpFormatException extends Exception {
    private static final long serialVersionUID = 1;

    public HttpFormatException(String reason) {
        super(reason, null, false, false);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}

package org.flowlab.wire.spdy;

/// Reports bytes that are not SPDY. It has no stack trace, because a hostile capture causes one for
/// every bad frame.
public final class SpdyFormatException extends Exception {
    private static final long serialVersionUID = 1;

    public SpdyFormatException(String reason) {
        super(reason, null, false, false);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}

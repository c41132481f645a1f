package org.flowlab.wire.spdy;

/// Bytes that are not SPDY. Carries no stack: it is made for every bad frame of a hostile capture.
public final class SpdyFormatException extends Exception {
    private static final long serialVersionUID = 1;

    public SpdyFormatException(String reason) {
        super(reason, null, false, false);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}

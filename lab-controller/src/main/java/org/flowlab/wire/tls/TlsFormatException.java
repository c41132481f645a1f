package org.flowlab.wire.tls;

/// Bytes that are not what they should be. Carries no stack: it is made for every bad message of a
/// hostile capture.
public final class TlsFormatException extends Exception {
    private static final long serialVersionUID = 1;

    private final int offset;

    /// @param offset from the start of what was parsed
    public TlsFormatException(int offset, String reason) {
        super(reason, null, false, false);
        this.offset = offset;
    }

    public int offset() {
        return offset;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}

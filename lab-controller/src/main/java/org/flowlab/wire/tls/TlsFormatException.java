package org.flowlab.wire.tls;

/// Reports bytes that are not TLS. It has no stack trace, because a hostile capture causes one for
/// every bad message.
public final class TlsFormatException extends Exception {
    private static final long serialVersionUID = 1;

    private final int offset;

    /// @param offset the place of the fault, in bytes from the start of what was parsed
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

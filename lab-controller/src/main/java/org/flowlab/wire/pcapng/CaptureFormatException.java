package org.flowlab.wire.pcapng;

import java.io.IOException;

/// A capture file breaks its format's rules. What came before was reported.
public final class CaptureFormatException extends IOException {
    private final long offset;

    CaptureFormatException(long offset, String reason) {
        super("at byte " + offset + ": " + reason);
        this.offset = offset;
    }

    /// Of the record or block that is wrong, in the file (uncompressed).
    public long offset() {
        return offset;
    }
}

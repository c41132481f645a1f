package org.flowlab.wire.pcapng;

import java.io.IOException;

/// Reports that a capture file breaks the rules of its format. What came before in the file was
/// passed to the handler.
public final class CaptureFormatException extends IOException {
    private final long offset;

    CaptureFormatException(long offset, String reason) {
        super("at byte " + offset + ": " + reason);
        this.offset = offset;
    }

    /// The place of the wrong record or block in the uncompressed file, in bytes from its start.
    public long offset() {
        return offset;
    }
}

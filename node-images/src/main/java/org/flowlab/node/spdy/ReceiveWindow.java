package org.flowlab.node.spdy;

/// How many bytes of DATA the peer may still send, on a stream or in the session, and how many were
/// read since the last WINDOW_UPDATE (SPDY/3.1 §2.6.8).
final class ReceiveWindow {
    private final int updateBytes;
    private long bytes;
    private int unannouncedBytes;

    /// @param targetBytes the size at which the window is kept
    /// @param graceBytes what the peer may believe it is until it has read our SETTINGS
    ReceiveWindow(int targetBytes, int graceBytes) {
        // A peer that ignores our SETTINGS stops at the protocol's own window, however large ours
        // is.
        this.updateBytes = Math.min(targetBytes, SendWindow.INITIAL_BYTES) / 2;
        this.bytes = Math.max(targetBytes, graceBytes);
    }

    /// Counts arriving bytes; false when the peer sent more than it may.
    boolean arrived(int n) {
        bytes -= n;
        return bytes >= 0;
    }

    /// Counts bytes that were read. Returns how many bytes to add to the peer's window now, 0 for
    /// none: an update is sent for each half of the window, in the smallest size that the peer may
    /// assume.
    int read(int n) {
        unannouncedBytes += n;
        if (unannouncedBytes < updateBytes) {
            return 0;
        }
        int delta = unannouncedBytes;
        unannouncedBytes = 0;
        bytes += delta;
        return delta;
    }
}

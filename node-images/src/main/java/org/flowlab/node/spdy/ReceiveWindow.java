package org.flowlab.node.spdy;

/// How many bytes of DATA the peer may still send, on a stream or in the session, and how many were
/// read since the last WINDOW_UPDATE (SPDY/3.1 §2.6.8).
final class ReceiveWindow {
    private final int updateBytes;
    private long bytes;
    private int unannouncedBytes;

    /// @param targetBytes what the window is kept at
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

    /// Counts bytes that were read. Returns by how much to grow the peer's window now, 0 for not
    /// yet: updates are sent by halves of the window, as small as the peer may believe it to be.
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

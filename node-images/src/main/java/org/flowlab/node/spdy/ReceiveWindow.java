package org.flowlab.node.spdy;

/// The receive window of a stream or session (SPDY/3.1 §2.6.8): the bytes of DATA that the peer may
/// still send, and the bytes read since the last WINDOW_UPDATE.
final class ReceiveWindow {
    private final int updateBytes;
    private long bytes;
    private int unannouncedBytes;

    /// @param targetBytes the size to which updates restore the window
    /// @param graceBytes the size that the peer may assume until it has read our SETTINGS
    ReceiveWindow(int targetBytes, int graceBytes) {
        // A peer that ignores our SETTINGS stops after 65,536 bytes, so an update must come before.
        this.updateBytes = Math.min(targetBytes, SendWindow.INITIAL_BYTES) / 2;
        this.bytes = Math.max(targetBytes, graceBytes);
    }

    /// Counts arriving bytes; false if the peer sent more than it may.
    boolean arrived(int n) {
        bytes -= n;
        return bytes >= 0;
    }

    /// Counts bytes that were read. Returns the number of bytes to add to the peer's window now, or
    /// 0. An update is due when half of the window was read; for this, a window counts as 65,536
    /// bytes at most.
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

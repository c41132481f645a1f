package org.flowlab.node.spdy;

/// How many bytes of DATA the peer may still send, and how many were read since the last
/// WINDOW_UPDATE (SPDY/3.1 §2.6.8).
final class ReceiveWindow {
    private final int targetBytes;
    private long bytes;
    private int unannouncedBytes;

    /// @param targetBytes what the window is kept at
    /// @param graceBytes what the peer may believe it is until it has read our SETTINGS
    ReceiveWindow(int targetBytes, int graceBytes) {
        this.targetBytes = targetBytes;
        this.bytes = Math.max(targetBytes, graceBytes);
    }

    /// Counts arriving bytes; false when the peer sent more than it may.
    boolean arrived(int n) {
        bytes -= n;
        return bytes >= 0;
    }

    /// Counts bytes that were read. Returns by how much to grow the peer's window now, 0 for not
    /// yet: updates are sent by halves of the window.
    int read(int n) {
        unannouncedBytes += n;
        if (unannouncedBytes < targetBytes / 2) {
            return 0;
        }
        int delta = unannouncedBytes;
        unannouncedBytes = 0;
        bytes += delta;
        return delta;
    }
}

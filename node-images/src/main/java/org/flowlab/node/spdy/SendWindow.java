package org.flowlab.node.spdy;

/// How many bytes of DATA may still be sent, for a stream or a session (SPDY/3.1 §2.6.8). Negative
/// after the peer lowered its initial window.
final class SendWindow {
    /// The initial size of both windows until the peer sets another.
    static final int INITIAL_BYTES = 65_536;

    private int bytes;

    SendWindow(int bytes) {
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    void take(int n) {
        bytes -= n;
    }

    /// Grows by `delta`, which may be negative; false when the sum exceeds 2³¹−1.
    boolean grow(int delta) {
        long sum = (long) bytes + delta;
        if (sum > Integer.MAX_VALUE || sum < Integer.MIN_VALUE) {
            return false;
        }
        bytes = (int) sum;
        return true;
    }
}

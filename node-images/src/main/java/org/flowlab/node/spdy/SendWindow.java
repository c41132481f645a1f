package org.flowlab.node.spdy;

/// The send window of a stream or session (SPDY/3.1 §2.6.8): the bytes of DATA that may still be
/// sent. It is negative if the peer lowered its initial window by more than was left.
final class SendWindow {
    /// The size of each window until the peer sets another.
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

    /// Grows by `delta`, which may be negative; false if the sum exceeds 2³¹−1.
    boolean grow(int delta) {
        long sum = (long) bytes + delta;
        if (sum > Integer.MAX_VALUE || sum < Integer.MIN_VALUE) {
            return false;
        }
        bytes = (int) sum;
        return true;
    }
}

package org.flowlab.dissect;

/// The send times of the latest segments of one direction, by print (a number that distinguishes
/// one frame from another).
final class RecentSendings {
    static final long NONE = Long.MIN_VALUE;

    /// How many sendings are kept; a power of two.
    private static final int MOST = 64;

    private int[] prints = {};
    private long[] nanos = {};
    private int count;

    void sent(int print, long sentNanos) {
        if (prints.length == 0) {
            prints = new int[MOST];
            nanos = new long[MOST];
        }
        int at = count++ & MOST - 1;
        prints[at] = print;
        nanos[at] = sentNanos;
    }

    /// When the latest segment with this print was sent; [#NONE] if it is not known.
    long find(int print) {
        for (int i = 1; i <= MOST && i <= count; i++) {
            int at = count - i & MOST - 1;
            if (prints[at] == print) {
                return nanos[at];
            }
        }
        return NONE;
    }
}

package org.flowlab.sys;

import org.jspecify.annotations.Nullable;

/// Memory that is there before it is needed. The kernel backs a page of the heap when it is first
/// written to, which takes it microseconds, some hundred times in a trial; a page that was used and
/// collected once is there.
public final class TouchedHeap {
    private static final int PIECE = 1 << 20;

    /// What a few hundred trials allocate.
    private static final long MOST = 256L << 20;

    /// On a small machine less.
    private static final int SHARE_OF_HEAP = 16;

    /// Where compilers cannot tell that nobody reads it.
    @SuppressWarnings("UnusedVariable") // that is what it is for
    private static volatile byte @Nullable [] last;

    private TouchedHeap() {}

    /// Writes to the memory that objects will be made in from now on, and collects garbage. Takes
    /// some tenths of a second, in which the process may stand still: to be called before anything
    /// is timed.
    ///
    /// @return how many bytes were touched
    public static long touch() {
        long bytes = Math.min(MOST, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
        long touched = 0;
        while (touched < bytes) {
            last = new byte[PIECE]; // which the JVM clears
            touched += PIECE;
        }
        last = null;
        System.gc();
        return touched;
    }
}

package org.flowlab.sys;

import org.jspecify.annotations.Nullable;

/// Makes the kernel provide the heap's memory before it is needed. Otherwise the kernel provides
/// each page when it is first written. That takes microseconds each time and happens some hundred
/// times in a trial. A page that was written once stays, even after the garbage on it was
/// collected.
public final class TouchedHeap {
    private static final int PIECE = 1 << 20;

    /// The most bytes to touch: what a few hundred trials allocate.
    private static final long MOST = 256L << 20;

    /// On a small machine, only this part of the heap is touched: one in 16.
    private static final int SHARE_OF_HEAP = 16;

    /// The last piece. It is volatile so that compilers do not remove the allocations.
    @SuppressWarnings("UnusedVariable") // nobody reads it
    private static volatile byte @Nullable [] last;

    private TouchedHeap() {}

    /// Writes to the memory in which objects will be made from now on, then collects garbage. It
    /// takes some tenths of a second, during which the process may stand still, so call it before
    /// anything is timed.
    ///
    /// @return the number of bytes touched
    public static long touch() {
        long bytes = Math.min(MOST, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
        long touched = 0;
        while (touched < bytes) {
            last = new byte[PIECE]; // the JVM writes zeros to it
            touched += PIECE;
        }
        last = null;
        System.gc();
        return touched;
    }
}

package org.flowlab.fabric;

import java.lang.foreign.MemorySegment;
import org.flowlab.sys.NativeMemory;
import org.jspecify.annotations.Nullable;

/// Places for the frames on the wire: their bytes in native memory and what is known of them in
/// arrays. The place that was freed last is used first, so that a wire with few frames on it stays
/// in the cache. Belongs to the wire's thread.
final class FramePool implements AutoCloseable {
    /// What [#take] returns where all places are taken.
    static final int NONE = -1;

    private final NativeMemory memory;
    private final int frameBytes;
    private final int[] free;
    private int freeCount;
    private int untouched;

    final MemorySegment bytes;
    final int[] length;
    final long[] index;
    final long[] enteredNanos;
    final long[] dueNanos;
    final WireFrame.Verdict[] verdict;
    final @Nullable Direction[] direction;

    FramePool(int frames, int frameBytes) {
        this.memory = NativeMemory.reserve((long) frames * frameBytes);
        this.bytes = memory.segment();
        this.frameBytes = frameBytes;
        this.free = new int[frames];
        this.length = new int[frames];
        this.index = new long[frames];
        this.enteredNanos = new long[frames];
        this.dueNanos = new long[frames];
        this.verdict = new WireFrame.Verdict[frames];
        this.direction = new Direction[frames];
    }

    int capacity() {
        return free.length;
    }

    int frameBytes() {
        return frameBytes;
    }

    int take() {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        return untouched < free.length ? untouched++ : NONE;
    }

    void free(int slot) {
        direction[slot] = null;
        free[freeCount++] = slot;
    }

    /// Where the frame's bytes begin in [#bytes].
    long offset(int slot) {
        return (long) slot * frameBytes;
    }

    @Override
    public void close() {
        memory.close();
    }
}

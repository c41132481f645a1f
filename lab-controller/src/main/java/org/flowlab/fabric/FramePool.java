package org.flowlab.fabric;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.flowlab.sys.NativeMemory;
import org.jspecify.annotations.Nullable;

/// Slots for the frames on the wire. The frames' bytes are in native memory, everything else is in
/// arrays. The slot that was freed last is used first, so that a wire with few frames stays in the
/// CPU's cache. The arrays start small and grow when they are full, because a hundred labs may
/// share one heap. Belongs to the wire's thread.
final class FramePool implements AutoCloseable {
    /// The value of [#take] if all slots are taken.
    static final int NONE = -1;

    private static final int FIRST_PLACES = 512;

    private final NativeMemory memory;
    private final int capacity;
    private final int frameBytes;
    private int[] free;
    private int freeCount;
    private int untouched;
    private final int sharedPlaces;

    final MemorySegment bytes;
    int[] length;
    long[] index;
    long[] enteredNanos;
    long[] dueNanos;
    WireFrame.Verdict[] verdict;
    boolean[] background;
    @Nullable Direction[] direction;

    FramePool(int frames, int frameBytes) {
        this.memory = NativeMemory.reserve((long) frames * frameBytes);
        this.bytes = memory.segment();
        this.capacity = frames;
        this.frameBytes = frameBytes;
        this.sharedPlaces = frames - frames / 4;
        int places = Math.min(frames, FIRST_PLACES);
        this.free = new int[places];
        this.length = new int[places];
        this.index = new long[places];
        this.enteredNanos = new long[places];
        this.dueNanos = new long[places];
        this.verdict = new WireFrame.Verdict[places];
        this.background = new boolean[places];
        this.direction = new Direction[places];
    }

    int capacity() {
        return capacity;
    }

    int frameBytes() {
        return frameBytes;
    }

    int take() {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        if (untouched == capacity) {
            return NONE;
        }
        if (untouched == free.length) {
            grow(Math.min(capacity, 2 * untouched));
        }
        return untouched++;
    }

    /// Whether so many slots are taken that the rest is kept for frames that are not background.
    boolean isShort() {
        return untouched - freeCount > sharedPlaces;
    }

    private void grow(int places) {
        free = Arrays.copyOf(free, places);
        length = Arrays.copyOf(length, places);
        index = Arrays.copyOf(index, places);
        enteredNanos = Arrays.copyOf(enteredNanos, places);
        dueNanos = Arrays.copyOf(dueNanos, places);
        verdict = Arrays.copyOf(verdict, places);
        background = Arrays.copyOf(background, places);
        direction = Arrays.copyOf(direction, places);
    }

    void free(int slot) {
        direction[slot] = null;
        free[freeCount++] = slot;
    }

    /// The offset of the frame's first byte in [#bytes].
    long offset(int slot) {
        return (long) slot * frameBytes;
    }

    @Override
    public void close() {
        memory.close();
    }
}

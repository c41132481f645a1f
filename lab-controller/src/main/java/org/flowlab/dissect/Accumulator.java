package org.flowlab.dissect;

import java.util.Arrays;

/// The bytes so far of something that is not complete yet. They count towards the dissection's
/// memory bound.
final class Accumulator {
    private static final byte[] NONE = {};

    private final Dissection dissection;
    private byte[] buffer = NONE;
    private int held;
    private int size;

    Accumulator(Dissection dissection) {
        this.dissection = dissection;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    byte[] buffer() {
        return buffer;
    }

    /// Appends bytes. Returns false and appends nothing if the bound does not allow it.
    boolean add(byte[] b, int offset, int length) {
        int needed = size + length;
        if (needed > buffer.length && !grow(needed)) {
            return false;
        }
        System.arraycopy(b, offset, buffer, size, length);
        size = needed;
        return true;
    }

    private boolean grow(int needed) {
        int capacity = Math.max(needed, Math.max(64, buffer.length * 2));
        boolean record = capacity > 2048 && capacity <= dissection.scratchBytes();
        if (record) {
            capacity = dissection.scratchBytes();
        }
        if (!dissection.hold(capacity - held)) {
            return false;
        }
        byte[] larger = record ? dissection.borrow() : new byte[capacity];
        System.arraycopy(buffer, 0, larger, 0, size);
        dissection.giveBack(buffer);
        buffer = larger;
        held = capacity;
        return true;
    }

    /// Removes all bytes and gives the memory back, so that a quiet connection holds none.
    void clear() {
        dissection.release(held);
        dissection.giveBack(buffer);
        buffer = NONE;
        held = 0;
        size = 0;
    }

    /// Returns a copy of the bytes and removes them.
    byte[] take() {
        byte[] taken = Arrays.copyOf(buffer, size);
        clear();
        return taken;
    }
}

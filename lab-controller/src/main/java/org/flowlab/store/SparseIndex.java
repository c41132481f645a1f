package org.flowlab.store;

import java.util.Arrays;

/// Where in a file the parts with a number begin. It keeps at most 65,536 places: when there are
/// more, it keeps every second one, and so on. Not thread-safe.
final class SparseIndex {
    static final int MOST = 1 << 16;

    private long[] numbers = new long[64];
    private long[] offsets = new long[64];
    private int size;
    private long stride = 1;
    private long added;
    private long last;

    /// Adds a place.
    ///
    /// @param number larger than all before
    void add(long number, long offset) {
        last = number;
        if (added++ % stride != 0) {
            return;
        }
        if (size == MOST) {
            thinOut();
            if ((added - 1) % stride != 0) {
                return;
            }
        }
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
            offsets = Arrays.copyOf(offsets, 2 * size);
        }
        numbers[size] = number;
        offsets[size] = offset;
        size++;
    }

    private void thinOut() {
        for (int i = 0; i < size / 2; i++) {
            numbers[i] = numbers[2 * i];
            offsets[i] = offsets[2 * i];
        }
        size /= 2;
        stride *= 2;
    }

    /// The offset of the nearest kept place whose number is not larger than `number`; -1 if there
    /// is none.
    long floor(long number) {
        int at = Arrays.binarySearch(numbers, 0, size, number);
        int index = at >= 0 ? at : -at - 2;
        return index < 0 ? -1 : offsets[index];
    }

    /// The number of places that were added.
    long count() {
        return added;
    }

    /// The largest number; 0 if there is none.
    long last() {
        return last;
    }
}

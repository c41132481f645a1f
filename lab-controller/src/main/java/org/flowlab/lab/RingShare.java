package org.flowlab.lab;

import java.util.concurrent.atomic.AtomicLong;

/// The memory of one lab's ring of copies for its recorder. The rings of all labs of the process
/// share 256 MB: the first labs get 16 MB each, later ones less, down to 1 MB. Thread-safe.
///
/// @param bytes a power of 2
record RingShare(long bytes) implements AutoCloseable {
    private static final long ALL = 1L << 28;
    private static final long MOST = 1L << 24;
    private static final long LEAST = 1L << 20;

    /// One share takes at most this part of what is free.
    private static final int PART = 8;

    private static final AtomicLong TAKEN = new AtomicLong();

    static RingShare take() {
        long before;
        long size;
        do {
            before = TAKEN.get();
            size = size(before);
        } while (!TAKEN.compareAndSet(before, before + size));
        return new RingShare(size);
    }

    static long size(long taken) {
        long size = MOST;
        while (size > LEAST && size > (ALL - taken) / PART) {
            size /= 2;
        }
        return size;
    }

    @Override
    public void close() {
        TAKEN.addAndGet(-bytes);
    }
}

package org.flowlab.lab;

import java.util.concurrent.atomic.AtomicLong;

/// The heap that all recordings of a process share, so that many labs need no more than a few.
///
/// A recording may hold as much as is still free, and no more: one alone gets half of the room, and
/// each of `n` busy ones gets its part of `n + 1`. So a lab that starts late finds room, and the
/// others cannot take it all. Thread-safe.
final class RecordingRoom {
    /// A quarter of the heap, of which one lab gets half.
    static final RecordingRoom OF_PROCESS = new RecordingRoom(Runtime.getRuntime().maxMemory() / 4);

    private final long bytes;
    private final AtomicLong used = new AtomicLong();

    RecordingRoom(long bytes) {
        this.bytes = bytes;
    }

    /// Takes room.
    ///
    /// @param wanted in bytes
    /// @param held what the same recording holds already
    /// @return false if there is too little, and nothing is taken
    boolean take(long wanted, long held) {
        if (held + wanted > alone()) {
            return false;
        }
        long before;
        do {
            before = used.get();
            if (held + wanted > bytes - before) {
                return false;
            }
        } while (!used.compareAndSet(before, before + wanted));
        return true;
    }

    void give(long back) {
        used.addAndGet(-back);
    }

    /// The most that a recording may hold now.
    long most() {
        return Math.min(alone(), bytes - used.get());
    }

    /// The most that a recording may hold if there is no other.
    long alone() {
        return bytes / 2;
    }

    long usedBytes() {
        return used.get();
    }
}

package org.flowlab.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.flowlab.sys.libc.Constants.EFD_CLOEXEC;
import static org.flowlab.sys.libc.Constants.EFD_NONBLOCK;
import static org.flowlab.sys.libc.Constants.POLLIN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.flowlab.sys.ProcessQueue.Last;
import org.flowlab.sys.libc.FileDescriptor;
import org.flowlab.sys.libc.HotCalls;
import org.flowlab.sys.libc.LibC;
import org.flowlab.sys.libc.Structs;
import org.jspecify.annotations.Nullable;

/// This process's place in a [ProcessQueue], or its wait for one. Closing it gives the place to the
/// next process. Thread-safe: one thread waits, and others may wake it or close this.
public final class QueueSpot implements AutoCloseable {
    /// A place that is between two owners is asked for again after this time.
    private static final long RETRY_NANOS = 1_000_000;

    /// How often a place is tried to get before a pause, if other processes come at the same time.
    private static final int ATTEMPTS = 3;

    private final ProcessQueue queue;

    /// The socket that holds the place; null while all places are taken.
    private @Nullable FileDescriptor mine;

    /// The connection to the place before this one; null if that was free, or cannot be waited for.
    private @Nullable FileDescriptor ahead;

    /// Is written to in order to end a wait; null if this process was first at once.
    private final @Nullable FileDescriptor waker;

    private volatile int place;
    private volatile boolean closed;

    QueueSpot(ProcessQueue queue) {
        this.queue = queue;
        FileDescriptor made = null;
        try {
            enter();
            moveUp();
            made = place == 0 ? null : eventfd();
        } catch (RuntimeException e) {
            closeAll(ahead, mine);
            throw e;
        }
        this.waker = made;
    }

    /// The number of processes before this one; 0 if this one is first.
    public int place() {
        return place;
    }

    private void enter() {
        place = ProcessQueue.PLACES;
        for (int i = 0; i < ATTEMPTS && mine == null; i++) {
            Last last = queue.last();
            int free = last.place() + 1;
            ahead = last.connection();
            if (free == ProcessQueue.PLACES) {
                return;
            }
            mine = queue.take(free);
            if (mine != null) {
                place = free;
            } else if (ahead != null) { // another process was faster
                ahead.close();
                ahead = null;
            }
        }
    }

    /// Takes the places ahead that are free.
    private void moveUp() {
        while (mine != null && place > 0 && ahead == null) {
            int up = place - 1;
            FileDescriptor next = queue.take(up);
            if (next == null) {
                ahead = queue.connect(up);
                if (ahead == null) {
                    return; // it is between two owners
                }
            } else {
                mine.close();
                mine = next;
                place = up;
                ahead = up == 0 ? null : queue.connect(up - 1);
            }
        }
    }

    /// Waits until this process moves up, [#wake] is called, or the time is over.
    ///
    /// @return whether it moved up
    public synchronized boolean await(Duration atMost) {
        int before = place;
        if (closed || before == 0) {
            return false;
        }
        if (ahead != null) {
            if (!hasEnded(ahead, atMost)) {
                return false;
            }
            ahead.close();
            ahead = null;
        }
        if (mine == null) {
            enter();
        }
        moveUp();
        if (place == before) {
            LockSupport.parkNanos(RETRY_NANOS);
        }
        return place != before;
    }

    private boolean hasEnded(FileDescriptor connection, Duration atMost) {
        FileDescriptor woken = Objects.requireNonNull(waker);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment polls = arena.allocate(Structs.POLLFD.byteSize() * 2, Integer.BYTES);
            polls.set(JAVA_INT, 0, connection.fd());
            polls.set(JAVA_SHORT, 4, POLLIN);
            polls.set(JAVA_INT, 8, woken.fd());
            polls.set(JAVA_SHORT, 12, POLLIN);
            MemorySegment time = arena.allocate(Structs.TIMESPEC);
            time.set(JAVA_LONG, 0, atMost.toSeconds());
            time.set(JAVA_LONG, Long.BYTES, atMost.toNanosPart());
            if (HotCalls.ppoll(polls.address(), 2, time.address(), 0) <= 0) {
                return false;
            }
            if (polls.get(JAVA_SHORT, 14) != 0) {
                LibC.get().read(woken.fd(), arena.allocate(JAVA_LONG), Long.BYTES);
            }
            return polls.get(JAVA_SHORT, 6) != 0;
        }
    }

    private static FileDescriptor eventfd() {
        return new FileDescriptor(
                LibC.get().eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "make an eventfd");
    }

    /// Ends a wait of another thread, or the next one if none waits. Not after [#close].
    public void wake() {
        if (waker != null) {
            try (Arena arena = Arena.ofConfined()) {
                LibC.get().write(waker.fd(), arena.allocateFrom(JAVA_LONG, 1), Long.BYTES);
            }
        }
    }

    /// The process that is first, or, if it is just leaving, the next one before this; empty if
    /// there is none, or this process cannot see it.
    public OptionalLong first() {
        for (int i = 0; i < place; i++) {
            try (FileDescriptor connection = queue.connect(i)) {
                if (connection != null) {
                    return ProcessQueue.process(connection);
                }
            }
        }
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        wake();
        synchronized (this) {
            closeAll(ahead, mine, waker);
        }
    }

    private static void closeAll(@Nullable FileDescriptor... all) {
        for (FileDescriptor each : all) {
            if (each != null) {
                each.close();
            }
        }
    }
}

package org.flowlab.trial;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.flowlab.sys.ProcessQueue;
import org.flowlab.sys.QueueSpot;
import org.flowlab.sys.libc.SysException;
import org.jspecify.annotations.Nullable;

/// The right to measure. Two flows that run at once disturb each other, so those that want to be
/// timed wait here, and go in the order in which they came. The machine's slot also keeps the flows
/// of other processes apart: each time this process's turn is over, it waits behind those that came
/// meanwhile. Thread-safe.
public final class MeasuringSlot {
    private static final ProcessQueue MACHINE = ProcessQueue.named("org.flowlab.measuring");

    /// How long a wait for other processes lasts before it looks whether its thread is interrupted.
    private static final Duration PATIENCE = Duration.ofMillis(200);

    /// How long who waits for another process waits before that is reported.
    private static final long DELAY_NANOS = 1_000_000_000;

    private final @Nullable ProcessQueue processes;
    private final DelayListener listener;
    private final List<Ticket> waiting = new ArrayList<>();
    private @Nullable Ticket holder;

    /// This process's place among the others; null if nobody here measures or waits.
    private @Nullable QueueSpot spot;

    /// Learns that a flow waits for other processes for longer than a second; once for each flow.
    public interface DelayListener {
        /// @param place the number of those that go before it
        /// @param process the one that measures; empty if this process cannot see it
        void delayed(int place, OptionalLong process);
    }

    /// A slot of this process's own, for which other processes do not matter.
    public MeasuringSlot() {
        this(null, (_, _) -> {});
    }

    MeasuringSlot(@Nullable ProcessQueue processes, DelayListener listener) {
        this.processes = processes;
        this.listener = listener;
    }

    /// The machine's slot. A process has one.
    public static MeasuringSlot ofMachine(DelayListener listener) {
        return new MeasuringSlot(MACHINE, listener);
    }

    /// A place in the queue, and later the right to measure. Closing it gives up either.
    public final class Ticket implements AutoCloseable {
        /// Completes when no other ticket of this process goes before this one.
        private final CompletableFuture<Boolean> front = new CompletableFuture<>();

        private final IntConsumer moved;
        private int place = -1;

        private Ticket(IntConsumer moved) {
            this.moved = moved;
        }

        /// The number of those that go before this one; 0 if it is this one's turn.
        public int place() {
            synchronized (MeasuringSlot.this) {
                return place;
            }
        }

        /// The other process that measures while this one waits; empty if none does.
        public OptionalLong process() {
            synchronized (MeasuringSlot.this) {
                return spot == null || !waiting.contains(this)
                        ? OptionalLong.empty()
                        : spot.first();
            }
        }

        private void move(int to) {
            if (place != to) {
                place = to;
                moved.accept(to);
            }
        }

        /// Waits for the turn.
        ///
        /// @throws CancellationException if the calling thread is interrupted, or the ticket is
        ///   closed
        public void await() {
            try {
                front.get();
                awaitProcesses(this);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while waiting to measure");
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }

        /// Leaves the queue, if it is not this one's turn yet; [#await] then ends.
        ///
        /// @return false if its turn has come, or it was closed before
        public boolean cancel() {
            return leaveQueue(this);
        }

        /// Leaves the queue, or lets the next one measure.
        @Override
        public void close() {
            leave(this);
        }
    }

    /// Enters the queue.
    ///
    /// @param moved is given the place whenever it changes; it must return at once, and not use
    ///   this slot
    public synchronized Ticket enter(IntConsumer moved) {
        Ticket ticket = new Ticket(moved);
        waiting.add(ticket);
        advance();
        return ticket;
    }

    /// Waits for the turn, and does `work`.
    ///
    /// @throws CancellationException if the calling thread is interrupted while it waits
    public <T extends @Nullable Object> T hold(Supplier<T> work) {
        try (Ticket ticket = enter(_ -> {})) {
            ticket.await();
            return work.get();
        }
    }

    /// Waits for the other processes.
    ///
    /// @throws CancellationException if the ticket is closed
    private void awaitProcesses(Ticket ticket) throws InterruptedException {
        long start = System.nanoTime();
        boolean reported = false;
        for (QueueSpot at = spotFor(ticket); at != null; at = spotFor(ticket)) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (at.await(PATIENCE)) {
                moveUp();
            } else if (!reported && System.nanoTime() - start > DELAY_NANOS) {
                reported = true;
                listener.delayed(ticket.place(), ticket.process());
            }
        }
    }

    /// The place at which a ticket waits for other processes; null if its turn has come.
    private synchronized @Nullable QueueSpot spotFor(Ticket ticket) {
        if (holder == ticket) {
            return null;
        }
        if (!waiting.contains(ticket)) {
            throw new CancellationException("the ticket was closed");
        }
        return spot;
    }

    private synchronized void moveUp() {
        advance();
    }

    private synchronized boolean leaveQueue(Ticket ticket) {
        if (!waiting.remove(ticket)) {
            return false;
        }
        ticket.front.cancel(false);
        if (spot != null && holder == null) {
            spot.wake();
        }
        advance();
        return true;
    }

    private synchronized void leave(Ticket ticket) {
        if (holder == ticket) {
            holder = null;
            giveBack(); // the next one here goes behind the processes that wait
            advance();
        } else {
            leaveQueue(ticket);
        }
    }

    private void giveBack() {
        if (spot != null) {
            spot.close();
            spot = null;
        }
    }

    private void advance() {
        if (waiting.isEmpty()) {
            if (holder == null) {
                giveBack();
            }
            return;
        }
        if (holder == null) {
            int before = processesBefore();
            waiting.getFirst().front.complete(true);
            if (before == 0) {
                holder = waiting.removeFirst();
                holder.move(0);
            }
        }
        int before = holder != null ? 1 : processesBefore();
        for (int i = 0; i < waiting.size(); i++) {
            waiting.get(i).move(i + before);
        }
    }

    private int processesBefore() {
        if (processes == null) {
            return 0;
        }
        try {
            if (spot == null) {
                spot = processes.enter();
            }
            return spot.place();
        } catch (SysException e) {
            return 0; // without a socket only this process's flows can be kept apart
        }
    }
}

package org.flowlab.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The right to measure. Two flows that run at once disturb each other, so those that want to be
/// timed wait here, and go in the order in which they came. Thread-safe.
public final class MeasuringSlot {
    private final List<Ticket> waiting = new ArrayList<>();
    private @Nullable Ticket holder;

    /// A place in the queue, and later the right to measure. Closing it gives up either.
    public final class Ticket implements AutoCloseable {
        private final CompletableFuture<Boolean> turn = new CompletableFuture<>();
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
                turn.get();
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
            return cancelWaiting(this);
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

    private synchronized boolean cancelWaiting(Ticket ticket) {
        if (!waiting.remove(ticket)) {
            return false;
        }
        ticket.turn.cancel(false);
        advance();
        return true;
    }

    private synchronized void leave(Ticket ticket) {
        waiting.remove(ticket);
        if (holder == ticket) {
            holder = null;
        }
        ticket.turn.cancel(false);
        advance();
    }

    private void advance() {
        if (holder == null && !waiting.isEmpty()) {
            Ticket first = waiting.removeFirst();
            holder = first;
            first.move(0);
            first.turn.complete(true);
        }
        for (int i = 0; i < waiting.size(); i++) {
            waiting.get(i).move(i + 1);
        }
    }
}

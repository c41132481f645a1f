package org.flowlab.fabric;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CountDownLatch;
import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.sys.HotThread;
import org.flowlab.sys.PacketSocket;
import org.flowlab.sys.RealtimeMap;
import org.flowlab.sys.ReceiveRing;
import org.flowlab.sys.SendBatch;
import org.jspecify.annotations.Nullable;

/// The work of the thread that carries frames: it takes them in, decides their fate, holds them and
/// sends them. It allocates nothing once it runs.
///
/// A frame is copied twice: from the kernel's ring into the [FramePool], where it stays until it
/// leaves, and from there into the recorder's ring. In each round the thread takes in what came (at
/// most one batch) and sends what is due (at most one batch). If nothing came and nothing is due,
/// it sleeps in ppoll(2) until a frame comes or is due.
final class Wire implements Runnable {
    private static final int MOST_LATE = 256;
    private static final int BATCH = 16;
    private static final long TICK_NANOS = 1_000_000;

    /// The kernel stamps a frame before it shows it, so a stamp may be this much older than the
    /// last look that found no frame.
    private static final long STAMP_SLACK_NANOS = 1_000_000;

    /// How often a frame is offered to the kernel, while that has no room, before it is dropped.
    private static final int ATTEMPTS = 20;

    private final PacketSocket socket;
    private final ReceiveRing incoming;
    private final SendBatch outgoing;
    private final PatchPanel panel;
    private final Links links;
    private final FramePool pool;
    private final DelayLine line;
    private final RecordRing ring;
    private final Recorder recorder;
    private final long spinNanos;
    private final RealtimeMap clock = new RealtimeMap();
    private final Decision decision = new Decision();
    private final FrameView view = new FrameView();
    private final int[] batch = new int[BATCH];

    private long nextTickNanos;
    private long lastEmptyNanos;

    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile boolean stopping;
    volatile FrameFilter background = FrameFilter.NONE;
    private final SyncPoint sync;
    private long takenFrames;
    private volatile @Nullable Throwable failure;

    /// The first of the gaps that wait for room in the ring.
    private @Nullable OpenGap openGaps;

    // Frames that left in this round. Their lateness is reported at its end: each report orders
    // memory, and behind each frame it would wait for the copy in the record ring.
    private final Direction[] lateOn = new Direction[MOST_LATE];
    private final long[] lateLeftNanos = new long[MOST_LATE];
    private final long[] lateDueNanos = new long[MOST_LATE];
    private int lateFrames;

    // Counters; other threads read them after a sync.
    long unknownFrames;
    long truncatedFrames;
    long missingChecksums;
    long outOfMemory;
    long unrecordedFrames;
    long matcherErrors;
    long implausibleStamps;
    long filteredFrames;

    Wire(
            PacketSocket socket,
            PatchPanel panel,
            Links links,
            FramePool pool,
            RecordRing ring,
            Recorder recorder,
            long spinNanos) {
        this.socket = socket;
        this.incoming = socket.incoming();
        this.outgoing = socket.outgoing();
        this.sync = new SyncPoint(incoming.frames());
        this.panel = panel;
        this.links = links;
        this.pool = pool;
        this.line = new DelayLine();
        this.ring = ring;
        this.recorder = recorder;
        this.spinNanos = spinNanos;
    }

    long clockSteps() {
        return clock.steps();
    }

    /// Makes [#run] return soon. Any thread may call this.
    void stop() {
        stopping = true;
        socket.wake();
    }

    /// Asks the wire to take in everything that came before this call. Any thread may call this,
    /// but only one at a time.
    ///
    /// @return a ticket for [#isSynced]
    long askSync() {
        long ticket = sync.ask();
        socket.wake();
        return ticket;
    }

    boolean isSynced(long ticket) {
        return sync.isAnswered(ticket);
    }

    /// The latch that is counted down when the wire begins to take in frames, or its thread died.
    CountDownLatch ready() {
        return ready;
    }

    @Nullable Throwable failure() {
        return failure;
    }

    @Override
    public void run() {
        try {
            HotThread.wakeOnTime();
            HotThread.runFirst();
            socket.begin();
            ready.countDown();
            lastEmptyNanos = System.nanoTime();
            while (!stopping) {
                boolean received = receive();
                answerSync(!received);
                send();
                reportLateness();
                if (!received) {
                    rest();
                } else if (ring.isHalfFull()) {
                    recorder.wakeIfAsleep(); // rest() does it otherwise, but not under a flood
                }
            }
        } catch (RuntimeException | Error e) {
            failure = e;
            ready.countDown();
        }
    }

    // ── taking in

    /// Takes in frames, at most a batch. Returns false if there was none.
    private boolean receive() {
        long looked = System.nanoTime();
        if (looked >= nextTickNanos) {
            clock.sample();
            nextTickNanos = looked + TICK_NANOS;
        }
        if (!incoming.next()) {
            lastEmptyNanos = looked;
            return false;
        }
        int count = 0;
        do {
            takeIn();
            incoming.release();
        } while (++count < BATCH && incoming.next());
        takenFrames += count;
        return true;
    }

    private void takeIn() {
        Direction direction = panel.byIfindex(incoming.ifindex());
        if (direction == null) {
            unknownFrames++;
            return;
        }
        if (incoming.checksumMissing()) {
            missingChecksums++;
        }
        long entered = enteredNanos(incoming.realtimeNanos());
        int slot = pool.take();
        if (slot == FramePool.NONE) {
            direction.enter();
            direction.enterAwaited();
            outOfMemory++;
            unrecorded(direction, false, entered, entered);
            direction.end(Verdict.QUEUE_FULL, 0, false, false);
            return;
        }
        int captured = Math.min(incoming.captured(), pool.frameBytes());
        boolean truncated = captured < incoming.length();
        incoming.copyTo(pool.bytes, pool.offset(slot), captured);
        pool.length[slot] = captured;
        if (truncated) {
            truncatedFrames++;
        }
        enter(direction, slot, entered, truncated ? Verdict.TOO_BIG : null);
    }

    /// Converts the kernel's stamp to the monotonic clock. If the result is impossible, for example
    /// just after the clock was set, returns the nearest possible time.
    private long enteredNanos(long stamp) {
        long entered = clock.toMonotonic(stamp);
        long earliest = lastEmptyNanos - STAMP_SLACK_NANOS;
        long now = System.nanoTime();
        if (entered >= earliest && entered <= now) {
            return entered;
        }
        clock.sample();
        entered = clock.toMonotonic(stamp);
        now = System.nanoTime();
        if (entered < earliest || entered > now + clock.uncertaintyNanos()) {
            implausibleStamps++;
        }
        return Math.clamp(entered, earliest, now);
    }

    /// Lets a frame enter a direction: gives it its number and decides its fate.
    private void enter(
            Direction direction, int slot, long entered, @Nullable Verdict alreadyDropped) {
        long index = direction.enter();
        pool.direction[slot] = direction;
        pool.index[slot] = index;
        pool.enteredNanos[slot] = entered;
        pool.background[slot] = isBackground(direction, slot);
        if (!pool.background[slot]) {
            direction.enterAwaited();
        }
        if (alreadyDropped != null) {
            drop(slot, alreadyDropped, false);
            return;
        }
        if (!direction.up) {
            drop(slot, Verdict.LINK_DOWN, false);
            return;
        }
        if (pool.background[slot] && pool.isShort()) {
            outOfMemory++;
            drop(slot, Verdict.QUEUE_FULL, false);
            return;
        }
        int length = pool.length[slot];
        direction.decide(decision, index, entered, length, fault(direction, slot));
        if (decision.verdict.dropped()) {
            drop(slot, decision.verdict, false);
            return;
        }
        int copy = decision.duplicate ? copyOf(slot) : FramePool.NONE;
        if (decision.corruptBit != Corruption.NONE) {
            flip(pool.offset(slot), decision.corruptBit);
        }
        depart(direction, slot, decision.verdict, decision.dueNanos);
        if (copy != FramePool.NONE) {
            // After the frame, so that it leaves second if both are due at the same time.
            pool.direction[copy] = direction;
            pool.index[copy] = index;
            pool.enteredNanos[copy] = entered;
            pool.background[copy] = pool.background[slot];
            depart(direction, copy, Verdict.DUPLICATED, decision.duplicateDueNanos);
        }
    }

    private void depart(Direction direction, int slot, Verdict verdict, long due) {
        pool.verdict[slot] = verdict;
        pool.dueNanos[slot] = due;
        direction.depart(!pool.background[slot]);
        line.accept(slot, due);
    }

    private int copyOf(int slot) {
        int copy = pool.take();
        if (copy == FramePool.NONE) {
            outOfMemory++;
            return copy;
        }
        int length = pool.length[slot];
        pool.length[copy] = length;
        MemorySegment.copy(pool.bytes, pool.offset(slot), pool.bytes, pool.offset(copy), length);
        return copy;
    }

    private void flip(long offset, int bit) {
        long at = offset + (bit >>> 3);
        pool.bytes.set(JAVA_BYTE, at, (byte) (pool.bytes.get(JAVA_BYTE, at) ^ (1 << (bit & 7))));
    }

    private Fault fault(Direction direction, int slot) {
        FrameMatcher matcher = direction.matcher;
        if (matcher == FrameMatcher.NONE) {
            return Fault.NONE;
        }
        pointView(direction, slot);
        try {
            return matcher.fault(view);
        } catch (RuntimeException | Error e) {
            matcherErrors++;
            return Fault.NONE;
        }
    }

    private boolean isBackground(Direction direction, int slot) {
        FrameFilter filter = background;
        if (filter == FrameFilter.NONE) {
            return false;
        }
        pointView(direction, slot);
        try {
            return filter.test(view);
        } catch (RuntimeException | Error e) {
            matcherErrors++;
            return false;
        }
    }

    private void pointView(Direction direction, int slot) {
        view.link = Direction.link(direction.code);
        view.forward = Direction.forward(direction.code);
        view.index = pool.index[slot];
        view.enteredNanos = pool.enteredNanos[slot];
        view.leftNanos = pool.enteredNanos[slot];
        view.point(pool.bytes, pool.offset(slot), pool.length[slot]);
    }

    // ── sending

    /// Sends the frames that are due, at most a batch.
    private void send() {
        long now = System.nanoTime();
        int count = 0;
        while (count < BATCH && line.nextDeadline() <= now) {
            int slot = line.emit();
            Direction direction = pool.direction[slot];
            if (direction == null) {
                throw new IllegalStateException("frame " + slot + " belongs to no direction");
            }
            if (!direction.up) {
                drop(slot, Verdict.LINK_DOWN, true);
            } else if (direction.outSwitch != null) {
                // Frames of other links that were due before it must leave before it.
                flush(count);
                count = 0;
                hop(direction, direction.outSwitch, slot);
            } else {
                outgoing.prepare(
                        count,
                        pool.bytes.address() + pool.offset(slot),
                        pool.length[slot],
                        direction.outIfindex);
                batch[count++] = slot;
            }
        }
        flush(count);
    }

    /// Gives a batch to the kernel. The time just before the call counts as the time when its
    /// frames left: veth runs the receiver's stack within the call, so an answer may enter before
    /// the call returns.
    @SuppressWarnings("ThreadPriorityCheck") // yields to the kernel's thread, which makes room
    private void flush(int count) {
        int sent = 0;
        int attempts = 0;
        while (sent < count) {
            long left = System.nanoTime();
            int result = outgoing.send(sent, count - sent);
            if (result > 0) {
                for (int i = sent; i < sent + result; i++) {
                    leave(batch[i], left);
                    pool.free(batch[i]);
                }
                sent += result;
                attempts = 0;
            } else if (SendBatch.mayPassLater(-result) && ++attempts < ATTEMPTS) {
                Thread.yield();
            } else {
                drop(batch[sent++], Verdict.SEND_FAILED, true);
                attempts = 0;
            }
        }
    }

    /// Moves a frame from a link through a switch into one or more other links, all at the same
    /// time.
    private void hop(Direction from, Switch bridge, int slot) {
        long left = System.nanoTime();
        leave(slot, left);
        int port = bridge.route(pool.bytes, pool.offset(slot), from.outPort);
        @Nullable Direction[] ports = bridge.ports();
        if (port != MacTable.UNKNOWN) {
            Direction out = ports[port];
            if (port != from.outPort && out != null) {
                enter(out, slot, left, null);
                return;
            }
            filteredFrames++;
        } else {
            for (int i = 0; i < ports.length; i++) {
                Direction out = ports[i];
                int copy = i == from.outPort || out == null ? FramePool.NONE : copyOf(slot);
                if (out != null && copy != FramePool.NONE) {
                    enter(out, copy, left, null);
                }
            }
        }
        pool.free(slot);
    }

    /// Records and counts a frame that left. Does not free its slot.
    private void leave(int slot, long left) {
        Direction direction = pool.direction[slot];
        if (direction != null) {
            late(direction, left, pool.dueNanos[slot]);
            Verdict verdict = pool.verdict[slot];
            record(direction, slot, verdict, left);
            direction.end(verdict, pool.length[slot], true, !pool.background[slot]);
        }
    }

    private void drop(int slot, Verdict reason, boolean wasInFlight) {
        Direction direction = pool.direction[slot];
        if (direction != null) {
            record(direction, slot, reason, System.nanoTime());
            direction.end(reason, pool.length[slot], wasInFlight, !pool.background[slot]);
        }
        pool.free(slot);
    }

    private void record(Direction direction, int slot, Verdict verdict, long left) {
        if (openGaps != null) {
            reportGaps(); // a gap is reported before the frames that follow it
        }
        if (!ring.write(pool, slot, verdict, left)) {
            unrecorded(direction, pool.background[slot], pool.enteredNanos[slot], left);
        }
    }

    private void late(Direction direction, long leftNanos, long dueNanos) {
        if (lateFrames == MOST_LATE) {
            reportLateness();
        }
        lateOn[lateFrames] = direction;
        lateLeftNanos[lateFrames] = leftNanos;
        lateDueNanos[lateFrames] = dueNanos;
        lateFrames++;
    }

    private void reportLateness() {
        for (int i = 0; i < lateFrames; i++) {
            lateOn[i].punctuality(lateLeftNanos[i], lateDueNanos[i]);
        }
        lateFrames = 0;
    }

    private void unrecorded(Direction direction, boolean background, long entered, long left) {
        direction.unrecorded(background);
        if (!background) {
            unrecordedFrames++;
        }
        links.noteLoss();
        OpenGap gap = direction.gap(background);
        if (gap.add(entered, left)) {
            gap.next = openGaps;
            openGaps = gap;
        }
    }

    /// Reports the gaps for which the ring has room.
    private void reportGaps() {
        OpenGap waiting = null;
        for (OpenGap gap = openGaps; gap != null; ) {
            OpenGap next = gap.next;
            if (ring.write(gap)) {
                gap.frames = 0;
                gap.next = null;
            } else {
                gap.next = waiting;
                waiting = gap;
            }
            gap = next;
        }
        openGaps = waiting;
    }

    // ── resting

    private void rest() {
        if (openGaps != null) {
            reportGaps();
        }
        VarHandle.fullFence(); // a recorder that falls asleep now must see what was written
        if (ring.isHalfFull()) {
            recorder.wake();
        } else {
            recorder.wakeIfAsleep();
        }
        if (sync.isOpen()) {
            return;
        }
        long next = line.nextDeadline();
        if (openGaps != null) {
            next = Math.min(next, System.nanoTime() + TICK_NANOS); // the ring may have room by then
        }
        if (next == DelayLine.NEVER) {
            socket.await(-1);
            return;
        }
        long wait = next - System.nanoTime();
        if (wait > spinNanos) {
            socket.await(wait - spinNanos);
        } else if (wait > 0) {
            while (System.nanoTime() < next && !incoming.next()) {
                Thread.onSpinWait();
            }
        }
    }

    private void answerSync(boolean empty) {
        if (sync.isDue(empty, takenFrames)) {
            socket.updateStatistics();
            sync.answer();
        }
    }
}

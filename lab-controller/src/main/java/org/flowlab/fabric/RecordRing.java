package org.flowlab.fabric;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.sys.NativeMemory;

/// Copies of frames on their way from the wire's thread to the recorder's: a ring of bytes with one
/// writer and one reader. It never blocks: a frame that does not fit is refused. Background frames
/// may use only half of the ring, so that they cannot crowd out the others.
@SuppressWarnings("EnumOrdinal") // the ring does not outlive the process
final class RecordRing implements AutoCloseable {
    private static final int SIZE = 0;
    private static final int LENGTH = 4;
    private static final int LINK = 8;
    private static final int VERDICT = 12;
    private static final int INDEX = 16;
    private static final int ENTERED = 24;
    private static final int LEFT = 32;
    private static final int LATENESS = 40;
    private static final int HEADER = 48;

    /// The length that marks a gap. INDEX then holds the number of frames, ENTERED and LEFT the
    /// times.
    private static final int GAP = -1;

    /// The bit that is added to the verdict of a background frame.
    private static final int BACKGROUND = 1 << 8;

    /// The size that means: the next entry is at the beginning of the ring.
    private static final int WRAP = -1;

    /// The value of [#room] if there is none.
    private static final long FULL = -1;

    private static final Verdict[] VERDICTS = Verdict.values();
    private static final VarHandle WRITTEN;
    private static final VarHandle READ;

    static {
        try {
            var lookup = MethodHandles.lookup();
            WRITTEN = lookup.findVarHandle(RecordRing.class, "written", long.class);
            READ = lookup.findVarHandle(RecordRing.class, "read", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final NativeMemory owner;
    private final MemorySegment memory;
    private final long capacity;

    // Only the writer uses these.
    private long writing;
    private long knownRead;

    // Positions in an endless stream of bytes; the ring holds its latest part.
    @SuppressWarnings("unused")
    private volatile long written;

    @SuppressWarnings("unused")
    private volatile long read;

    /// @param capacity in bytes, a power of 2
    RecordRing(long capacity) {
        this.owner = NativeMemory.reserve(capacity);
        this.memory = owner.segment();
        this.capacity = capacity;
    }

    /// Called by the writer: copies a frame. Returns false if there is no room.
    boolean write(FramePool pool, int slot, Verdict verdict, long leftNanos) {
        Direction direction = pool.direction[slot];
        if (direction == null) {
            return true;
        }
        int length = pool.length[slot];
        int size = HEADER + ((length + 7) & ~7);
        boolean background = pool.background[slot];
        long at = room(size, background);
        if (at == FULL) {
            return false;
        }
        memory.set(JAVA_INT, at + SIZE, size);
        memory.set(JAVA_INT, at + LENGTH, length);
        memory.set(JAVA_INT, at + LINK, direction.code);
        memory.set(JAVA_INT, at + VERDICT, verdict.ordinal() | (background ? BACKGROUND : 0));
        memory.set(JAVA_LONG, at + INDEX, pool.index[slot]);
        memory.set(JAVA_LONG, at + ENTERED, pool.enteredNanos[slot]);
        memory.set(JAVA_LONG, at + LEFT, leftNanos);
        long lateness = verdict.dropped() ? 0 : leftNanos - pool.dueNanos[slot];
        memory.set(JAVA_LONG, at + LATENESS, lateness);
        MemorySegment.copy(pool.bytes, pool.offset(slot), memory, at + HEADER, length);
        writing += size;
        WRITTEN.setRelease(this, writing);
        return true;
    }

    /// Called by the writer: reports a gap at this place of the stream. Returns false if there is
    /// no room.
    boolean write(OpenGap gap) {
        long at = room(HEADER, gap.background);
        if (at == FULL) {
            return false;
        }
        memory.set(JAVA_INT, at + SIZE, HEADER);
        memory.set(JAVA_INT, at + LENGTH, GAP);
        memory.set(JAVA_INT, at + LINK, gap.direction.code);
        memory.set(JAVA_INT, at + VERDICT, gap.background ? BACKGROUND : 0);
        memory.set(JAVA_LONG, at + INDEX, gap.frames);
        memory.set(JAVA_LONG, at + ENTERED, gap.fromNanos);
        memory.set(JAVA_LONG, at + LEFT, gap.untilNanos);
        writing += HEADER;
        WRITTEN.setRelease(this, writing);
        return true;
    }

    /// Returns the offset for an entry of `size` bytes, or [#FULL].
    private long room(int size, boolean background) {
        long limit = background ? capacity / 2 : capacity;
        long at = writing & (capacity - 1);
        long toEnd = capacity - at;
        long needed = size <= toEnd ? size : toEnd + size;
        if (writing + needed - knownRead > limit) {
            knownRead = (long) READ.getAcquire(this);
            if (writing + needed - knownRead > limit) {
                return FULL;
            }
        }
        if (size <= toEnd) {
            return at;
        }
        memory.set(JAVA_INT, at + SIZE, WRAP);
        writing += toEnd;
        return 0;
    }

    /// Called by the reader: points `view` at the next frame or gap. Returns false if there is
    /// none.
    boolean peek(FrameView view) {
        long position = (long) READ.getOpaque(this);
        long end = (long) WRITTEN.getAcquire(this);
        if (position == end) {
            return false;
        }
        long at = position & (capacity - 1);
        if (memory.get(JAVA_INT, at + SIZE) == WRAP) {
            READ.setRelease(this, position + capacity - at);
            at = 0;
        }
        int code = memory.get(JAVA_INT, at + LINK);
        view.link = Direction.link(code);
        view.forward = Direction.forward(code);
        int verdict = memory.get(JAVA_INT, at + VERDICT);
        view.background = (verdict & BACKGROUND) != 0;
        view.verdict = VERDICTS[verdict & (BACKGROUND - 1)];
        view.index = memory.get(JAVA_LONG, at + INDEX);
        view.enteredNanos = memory.get(JAVA_LONG, at + ENTERED);
        view.leftNanos = memory.get(JAVA_LONG, at + LEFT);
        view.latenessNanos = memory.get(JAVA_LONG, at + LATENESS);
        int length = memory.get(JAVA_INT, at + LENGTH);
        view.isGap = length == GAP;
        view.point(memory, at + HEADER, Math.max(0, length));
        return true;
    }

    /// Called by the reader: frees the entry that [#peek] showed.
    void advance() {
        long position = (long) READ.getOpaque(this);
        int size = memory.get(JAVA_INT, (position & (capacity - 1)) + SIZE);
        READ.setRelease(this, position + size);
    }

    long writtenBytes() {
        return (long) WRITTEN.getVolatile(this);
    }

    long readBytes() {
        return (long) READ.getVolatile(this);
    }

    /// Whether the ring is half full, as far as the writer knows. The reader may have read more
    /// since.
    boolean isHalfFull() {
        return writing - knownRead > capacity / 2;
    }

    @Override
    public void close() {
        owner.close();
    }
}

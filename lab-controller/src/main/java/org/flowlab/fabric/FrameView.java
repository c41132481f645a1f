package org.flowlab.fabric;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A frame on the wire, as matchers and sinks see it. The object is reused for the next frame.
public final class FrameView {
    private MemorySegment memory = MemorySegment.NULL;
    private long offset;
    private int length;
    int link;
    boolean forward;
    long index;
    long enteredNanos;
    long leftNanos;
    long latenessNanos;
    boolean background;

    /// Whether this is not a frame but a gap: a report of frames that were not recorded.
    boolean isGap;

    WireFrame.Verdict verdict = WireFrame.Verdict.DELIVERED;

    FrameView() {}

    /// Returns a view of a frame that is on no wire, for tests of matchers, filters and sinks.
    public static FrameView of(byte[] frame) {
        FrameView view = new FrameView();
        view.point(MemorySegment.ofArray(frame), 0, frame.length);
        return view;
    }

    /// Returns a view of a frame that is on no wire and may be background, for tests.
    public static FrameView of(byte[] frame, boolean background) {
        FrameView view = of(frame);
        view.background = background;
        return view;
    }

    void point(MemorySegment memory, long offset, int length) {
        this.memory = memory;
        this.offset = offset;
        this.length = length;
    }

    /// The link's number.
    public int link() {
        return link;
    }

    /// Whether the frame goes from the link's end A to its end B.
    public boolean forward() {
        return forward;
    }

    /// The frame's number in this direction, from 0.
    public long index() {
        return index;
    }

    /// `CLOCK_MONOTONIC` when the frame entered.
    public long enteredNanos() {
        return enteredNanos;
    }

    /// `CLOCK_MONOTONIC` when the frame left; in a matcher, when it entered.
    public long leftNanos() {
        return leftNanos;
    }

    /// How much later than planned the frame left this link, in nanoseconds: the error of the
    /// emulation. It is 0 for a dropped frame and in a matcher.
    public long latenessNanos() {
        return latenessNanos;
    }

    /// Whether it is a [background][Fabric#setBackground] frame; false in a matcher.
    public boolean background() {
        return background;
    }

    /// The frame's fate. In a matcher it has no meaning, because the fate is not decided yet.
    public WireFrame.Verdict verdict() {
        return verdict;
    }

    /// The number of bytes from the Ethernet header on.
    public int length() {
        return length;
    }

    /// The byte at `at`, 0 to 255.
    public int byteAt(int at) {
        if (at < 0 || at >= length) {
            throw new IndexOutOfBoundsException("byte " + at + " of a frame of " + length);
        }
        return memory.get(ValueLayout.JAVA_BYTE, offset + at) & 0xff;
    }

    /// Returns a copy of the bytes.
    public byte[] bytes() {
        byte[] copy = new byte[length];
        copyTo(copy, 0);
        return copy;
    }

    /// Copies the bytes to `target` from `at` on.
    public void copyTo(byte[] target, int at) {
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, target, at, length);
    }

    /// Returns the gap, if this [is one][#isGap].
    Gap toGap() {
        return new Gap(link, forward, background, index, enteredNanos, leftNanos);
    }

    /// Copies as many bytes as fit in `target`, and returns their number.
    public int copyStartTo(byte[] target) {
        int count = Math.min(length, target.length);
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, target, 0, count);
        return count;
    }

    /// Returns a copy of everything, to keep.
    public WireFrame toWireFrame() {
        return toWireFrame(link);
    }

    /// Returns a copy of everything, to keep, with another link number.
    public WireFrame toWireFrame(int link) {
        return new WireFrame(
                link, forward, index, enteredNanos, leftNanos, latenessNanos, verdict, bytes());
    }
}

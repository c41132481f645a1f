package org.flowlab.fabric;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A frame on the wire, as matchers and sinks see it. The object is used again for the next frame.
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

    /// Whether this stands for frames that were not recorded, instead of a frame.
    boolean isGap;

    WireFrame.Verdict verdict = WireFrame.Verdict.DELIVERED;

    FrameView() {}

    /// A frame that is on no wire, for tests of matchers, filters and sinks.
    public static FrameView of(byte[] frame) {
        FrameView view = new FrameView();
        view.point(MemorySegment.ofArray(frame), 0, frame.length);
        return view;
    }

    /// The same for a background frame.
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

    /// Whether it goes from the link's end A to its end B.
    public boolean forward() {
        return forward;
    }

    /// The frame's number in this direction, from 0.
    public long index() {
        return index;
    }

    /// `CLOCK_MONOTONIC` when it entered.
    public long enteredNanos() {
        return enteredNanos;
    }

    /// `CLOCK_MONOTONIC` when it left; for a matcher, when it entered.
    public long leftNanos() {
        return leftNanos;
    }

    /// How much later than planned it left this link, in nanoseconds: the emulation's error. 0 for
    /// a dropped frame, and for a matcher.
    public long latenessNanos() {
        return latenessNanos;
    }

    /// Whether it is a [background][Fabric#setBackground] frame; for a matcher, false.
    public boolean background() {
        return background;
    }

    /// What became of it; for a matcher, nothing yet.
    public WireFrame.Verdict verdict() {
        return verdict;
    }

    /// Bytes from the Ethernet header on.
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

    /// A copy of the bytes.
    public byte[] bytes() {
        byte[] copy = new byte[length];
        copyTo(copy, 0);
        return copy;
    }

    /// Copies the bytes to `target` from `at` on.
    public void copyTo(byte[] target, int at) {
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, target, at, length);
    }

    /// The gap that this is.
    Gap toGap() {
        return new Gap(link, forward, background, index, enteredNanos, leftNanos);
    }

    /// Copies as many of the bytes as there is room for in `target`, and returns how many that are.
    public int copyStartTo(byte[] target) {
        int count = Math.min(length, target.length);
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, target, 0, count);
        return count;
    }

    /// A copy of everything, to keep.
    public WireFrame toWireFrame() {
        return toWireFrame(link);
    }

    /// A copy of everything, to keep, under another link number.
    public WireFrame toWireFrame(int link) {
        return new WireFrame(
                link, forward, index, enteredNanos, leftNanos, latenessNanos, verdict, bytes());
    }
}

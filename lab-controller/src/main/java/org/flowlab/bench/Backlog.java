package org.flowlab.bench;

import org.flowlab.fabric.FrameSink;
import org.flowlab.fabric.FrameView;
import org.flowlab.unit.BitRate;

/// Finds the longest run of equal frames of which each came before the one before it was due to be
/// out, at the rate that was asked for: only then it was the rate that held it. What counts is when
/// a frame was due and not when it left: where the wire is late, frames leave together although the
/// queue was empty between them. A frame that nobody saw ends a run, as it took its time too.
final class Backlog implements FrameSink {
    private final double nanosPerFrame;

    private long lastIndex = -1;
    private double due = Double.NEGATIVE_INFINITY;
    private long runFrames;
    private long runStart;

    private long frames;
    private long nanos;

    Backlog(BitRate rate, int frameBytes) {
        nanosPerFrame = frameBytes * 8e9 / rate.bitsPerSecond();
    }

    @Override
    public synchronized void frame(FrameView frame) {
        if (frame.forward() && !frame.verdict().dropped()) {
            frame(frame.index(), frame.enteredNanos(), frame.leftNanos());
        }
    }

    /// In order of `index`.
    synchronized void frame(long index, long enteredNanos, long leftNanos) {
        if (index != lastIndex + 1 || enteredNanos > due) {
            runFrames = 0;
            runStart = leftNanos;
            due = enteredNanos + nanosPerFrame;
        } else {
            due += nanosPerFrame;
            if (++runFrames > frames) {
                frames = runFrames;
                nanos = leftNanos - runStart;
            }
        }
        lastIndex = index;
    }

    /// How many followed the first of the longest run.
    synchronized long frames() {
        return frames;
    }

    /// From when the first of the longest run left until its last did.
    synchronized long nanos() {
        return nanos;
    }

    /// How long that should have been.
    synchronized double dueNanos() {
        return frames * nanosPerFrame;
    }
}

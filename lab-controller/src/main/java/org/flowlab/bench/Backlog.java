package org.flowlab.bench;

import org.flowlab.fabric.FrameSink;
import org.flowlab.fabric.FrameView;
import org.flowlab.unit.BitRate;

/// Finds the longest run of equal frames in which each frame entered before the frame ahead of it
/// was due to leave at the configured rate. Only such frames were held back by the rate. The due
/// time counts, not the time at which a frame left: when the wire is late, frames leave together
/// although the queue was empty between them. A frame that was not recorded ends a run, since it
/// took its time on the wire too.
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

    /// Adds one frame; frames come in order of `index`.
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

    /// The number of frames in the longest run, without its first one.
    synchronized long frames() {
        return frames;
    }

    /// The time from when the first frame of the longest run left until its last frame left.
    synchronized long nanos() {
        return nanos;
    }

    /// The time that this should take at the configured rate, in nanoseconds.
    synchronized double dueNanos() {
        return frames * nanosPerFrame;
    }
}

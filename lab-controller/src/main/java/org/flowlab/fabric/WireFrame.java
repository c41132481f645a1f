package org.flowlab.fabric;

/// One frame's passage through one direction of one link, as it was recorded.
///
/// @param link the link's number in the order in which links were added to the fabric
/// @param forward whether the frame went from the link's end A to its end B
/// @param index the frame's number in this direction, from 0; random decisions depend on it
/// @param enteredNanos `CLOCK_MONOTONIC` when the sender's kernel gave it to the wire
/// @param leftNanos `CLOCK_MONOTONIC` when the wire gave it to the receiver's kernel; for a dropped
///   frame, when the wire decided to drop it
/// @param latenessNanos how much later than planned the frame left: the exact error of the
///   emulation, never negative; 0 for a dropped frame
/// @param bytes the frame from the Ethernet header on, as it left; if it was corrupted, with the
///   flipped bit
public record WireFrame(
        int link,
        boolean forward,
        long index,
        long enteredNanos,
        long leftNanos,
        long latenessNanos,
        Verdict verdict,
        byte[] bytes) {

    /// A frame that left as planned.
    public WireFrame(
            int link,
            boolean forward,
            long index,
            long enteredNanos,
            long leftNanos,
            Verdict verdict,
            byte[] bytes) {
        this(link, forward, index, enteredNanos, leftNanos, 0, verdict, bytes);
    }

    /// The fate of a frame.
    public enum Verdict {
        DELIVERED(false),
        /// A second copy that the wire made.
        DUPLICATED(false),
        REORDERED(false),
        CORRUPTED(false),
        LOST_RANDOM(true),
        LOST_BURST(true),
        QUEUE_FULL(true),
        TOO_BIG(true),
        LINK_DOWN(true),
        /// Dropped because a matcher asked for it.
        FAULT(true),
        /// The receiver's kernel refused it.
        SEND_FAILED(true);

        private final boolean dropped;

        Verdict(boolean dropped) {
            this.dropped = dropped;
        }

        public boolean dropped() {
            return dropped;
        }
    }
}

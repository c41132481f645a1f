package org.flowlab.fabric;

import org.flowlab.fabric.WireFrame.Verdict;

/// The decision about one frame. It is mutable: the wire uses one object for all frames.
final class Decision {
    Verdict verdict = Verdict.DELIVERED;

    /// The time when the frame is due to leave; for a dropped frame, the time when it entered.
    long dueNanos;

    /// The number of the bit to flip, or [Corruption#NONE].
    int corruptBit;

    /// Whether a second copy leaves too.
    boolean duplicate;

    /// The time when the second copy is due to leave.
    long duplicateDueNanos;

    void drop(Verdict reason, long enteredNanos) {
        verdict = reason;
        dueNanos = enteredNanos;
        corruptBit = Corruption.NONE;
        duplicate = false;
        duplicateDueNanos = enteredNanos;
    }
}

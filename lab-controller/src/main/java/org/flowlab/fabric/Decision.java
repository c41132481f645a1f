package org.flowlab.fabric;

import org.flowlab.fabric.WireFrame.Verdict;

/// What was decided about one frame: a mutable answer that the wire uses again for every frame.
final class Decision {
    Verdict verdict = Verdict.DELIVERED;

    /// When the frame is to leave; where it is dropped, when it entered.
    long dueNanos;

    /// The bit to flip, or [Corruption#NONE].
    int corruptBit;

    /// Whether a second copy leaves too.
    boolean duplicate;

    /// When it does.
    long duplicateDueNanos;

    void drop(Verdict reason, long enteredNanos) {
        verdict = reason;
        dueNanos = enteredNanos;
        corruptBit = Corruption.NONE;
        duplicate = false;
        duplicateDueNanos = enteredNanos;
    }
}

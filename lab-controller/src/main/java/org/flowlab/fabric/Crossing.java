package org.flowlab.fabric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.flowlab.fabric.WireFrame.Verdict;

/// A frame at one end of a link: where it entered, or where it left.
public record Crossing(WireFrame frame, boolean entered) {
    private static final Comparator<Crossing> ORDER =
            Comparator.comparingLong(Crossing::nanos)
                    .thenComparing(Crossing::entered, Comparator.reverseOrder());

    public long nanos() {
        return entered ? frame.enteredNanos() : frame.leftNanos();
    }

    /// Whether it is at the link's end A.
    public boolean atA() {
        return entered == frame.forward();
    }

    /// Every frame where it entered and, unless it was dropped, where it left, in order of time. A
    /// copy that the wire made only leaves.
    public static List<Crossing> inOrder(List<WireFrame> frames) {
        List<Crossing> crossings = new ArrayList<>(frames.size() * 2);
        for (WireFrame frame : frames) {
            if (frame.verdict() != Verdict.DUPLICATED) {
                crossings.add(new Crossing(frame, true));
            }
            if (!frame.verdict().dropped()) {
                crossings.add(new Crossing(frame, false));
            }
        }
        crossings.sort(ORDER);
        return crossings;
    }
}

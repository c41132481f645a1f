package org.flowlab.fabric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.flowlab.fabric.WireFrame.Verdict;

/// A frame at one end of a link: the end where it entered or the end where it left.
public record Crossing(WireFrame frame, boolean entered) {
    private static final Comparator<Crossing> ORDER =
            Comparator.comparingLong(Crossing::nanos)
                    .thenComparing(Crossing::entered, Comparator.reverseOrder());

    public long nanos() {
        return entered ? frame.enteredNanos() : frame.leftNanos();
    }

    /// Whether this end is the link's end A.
    public boolean atA() {
        return entered == frame.forward();
    }

    /// Lists the crossings of `frames` in order of time. A frame has one where it entered and,
    /// unless it was dropped, one where it left. A copy that the wire made has only the second one.
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

package org.flowlab.fabric;

import java.time.Duration;

/// What a [FrameMatcher] asks the wire to do to a frame, beside the link's impairment. A matcher
/// that answers for every frame keeps its answers, so that none is made on the wire's thread.
public sealed interface Fault {
    Fault NONE = new None();
    Fault DROP = new Drop();
    Fault DUPLICATE = new Duplicate();

    /// Nothing.
    record None() implements Fault {}

    /// The frame is dropped with the verdict `FAULT`.
    record Drop() implements Fault {}

    /// A second copy is sent.
    record Duplicate() implements Fault {}

    /// The frame is held for this long beyond what the impairment says.
    record Delay(Duration by) implements Fault {
        public Delay {
            if (by.isNegative() || by.compareTo(Impairment.LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "fault: delay by " + by + ": must be from 0 to " + Impairment.LONGEST);
            }
        }
    }
}

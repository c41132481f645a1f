package org.flowlab.fabric;

import java.time.Duration;

/// The answer of a [FrameMatcher]: what the wire does to a frame in addition to the link's
/// impairment. A matcher should make its answers in advance, so that the wire's thread allocates
/// none.
public sealed interface Fault {
    Fault NONE = new None();
    Fault DROP = new Drop();
    Fault DUPLICATE = new Duplicate();

    /// Nothing is done to the frame.
    record None() implements Fault {}

    /// The frame is dropped with the verdict `FAULT`.
    record Drop() implements Fault {}

    /// A second copy is sent.
    record Duplicate() implements Fault {}

    /// The frame is delayed by this much in addition to the impairment's delay.
    record Delay(Duration by) implements Fault {
        public Delay {
            if (by.isNegative() || by.compareTo(Impairment.LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "fault: delay by " + by + ": must be from 0 to " + Impairment.LONGEST);
            }
        }
    }
}

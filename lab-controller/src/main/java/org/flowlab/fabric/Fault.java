package org.flowlab.fabric;

import java.time.Duration;

/// The answer of a [FrameMatcher]: what the wire does to a frame beside the link's impairment. A
/// matcher makes its answers once, so that none is allocated on the wire's thread.
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

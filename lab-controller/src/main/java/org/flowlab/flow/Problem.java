package org.flowlab.flow;

import java.util.Optional;
import org.flowlab.flow.Sighting.Kind;
import org.jspecify.annotations.Nullable;

/// One way in which a run is not what the catalogue says. Times are nanoseconds from the moment the
/// run's first frame entered the wire. [ProblemWords] words it.
public sealed interface Problem {

    /// A step that should have been seen.
    record Missing(Step step) implements Problem {}

    /// A step that was sent and never arrived.
    ///
    /// @param sendings how often it was sent, by a relay too
    /// @param allLost false if its last byte arrived without bytes before it
    record Lost(Step step, int sendings, boolean allLost) implements Problem {}

    /// A step that was sent before one of its causes was complete.
    ///
    /// @param earlyNanos how long before, at least 1
    record Early(Step step, Step cause, long earlyNanos) implements Problem {

        /// Whether a program chose to send it so early. When a SYN is answered is the kernel's
        /// choice.
        public boolean isShortCut() {
            return step.kind() != Kind.SYN_ACK && step.kind() != Kind.ACK;
        }
    }

    /// A step in another protocol than the flow's.
    record OtherProtocol(Step step, Spoken spoken) implements Problem {}

    /// A step on another connection than the earlier steps between the same nodes.
    record OtherConnection(Step step, String connection, int earlierStep, String earlierConnection)
            implements Problem {}

    /// A step that was seen once more.
    record SeenAgain(Step step, long atNanos, Spoken spoken) implements Problem {}

    /// A step that the run's variant cannot have.
    ///
    /// @param why it cannot
    record CannotBe(Step step, long atNanos, String why) implements Problem {}

    /// A message that counts as a step and is none of the flow's.
    ///
    /// @param expected the step that may be meant
    record NoStep(Sighting sighting, long atNanos, Optional<Step> expected) implements Problem {}

    /// A final answer that does not count.
    ///
    /// @param status of the answer, 0 if it has none
    record Status(Step step, int status, ExpectedStatus expected) implements Problem {}

    /// A run, or one of its phases, that took less than the network alone must take, although every
    /// step was seen and followed its causes.
    ///
    /// @param phase null for the whole run
    record TooFast(@Nullable Phase phase, long tookNanos, long leastNanos) implements Problem {}
}

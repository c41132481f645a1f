package org.flowlab.fabric;

/// A question to the wire: has it taken in all that came before the question? One thread at a time
/// asks, any thread reads the answer, and the wire's thread calls the other methods.
///
/// A question is answered once the ring was seen empty after it, or, as under a flood it never is,
/// once as many frames were taken in as the ring can have held.
final class SyncPoint {
    private final int ringFrames;
    private volatile long asked;
    private volatile long answered;
    private long seen;
    private long seenEnough;

    /// @param ringFrames that the kernel's ring holds
    SyncPoint(int ringFrames) {
        this.ringFrames = ringFrames;
    }

    /// Asks.
    ///
    /// @return what [#isAnswered] takes
    long ask() {
        long ticket = asked + 1;
        asked = ticket;
        return ticket;
    }

    /// A thread that reads true sees what the wire wrote before it [answered][#answer].
    boolean isAnswered(long ticket) {
        return answered >= ticket;
    }

    // ── on the wire's thread

    /// Whether a question was seen and waits for its answer.
    boolean isOpen() {
        return seen != answered;
    }

    /// Whether there is a question that can be answered now. To be asked once a round, after frames
    /// were taken in.
    ///
    /// @param empty whether the ring was, in this round
    /// @param takenFrames in all, up to this round
    boolean isDue(boolean empty, long takenFrames) {
        long question = asked;
        if (question == answered) {
            return false;
        }
        if (question != seen) {
            seen = question;
            seenEnough = takenFrames + ringFrames;
            if (empty) {
                return false; // the look was before the question was seen: look once more
            }
        }
        return empty || takenFrames >= seenEnough;
    }

    /// Answers the question that [#isDue] found.
    void answer() {
        answered = seen;
    }
}

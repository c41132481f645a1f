package org.flowlab.fabric;

/// A question to the wire: has it taken in all frames that came before the question? One thread at
/// a time asks, any thread reads the answer, and the wire's thread calls the other methods.
///
/// The wire answers when it has seen the ring empty after the question. Under a flood the ring is
/// never empty; then it answers when it has taken in as many frames as the ring can hold.
final class SyncPoint {
    private final int ringFrames;
    private volatile long asked;
    private volatile long answered;
    private long seen;
    private long seenEnough;

    /// @param ringFrames the number of frames that the kernel's ring holds
    SyncPoint(int ringFrames) {
        this.ringFrames = ringFrames;
    }

    /// Asks the question.
    ///
    /// @return a ticket for [#isAnswered]
    long ask() {
        long ticket = asked + 1;
        asked = ticket;
        return ticket;
    }

    /// Whether the wire has answered. A thread that reads true sees all that the wire wrote before
    /// it [answered][#answer].
    boolean isAnswered(long ticket) {
        return answered >= ticket;
    }

    // ── on the wire's thread

    /// Whether a question was seen and waits for its answer.
    boolean isOpen() {
        return seen != answered;
    }

    /// Whether there is a question that can be answered now. The wire calls this once a round,
    /// after it took in frames.
    ///
    /// @param empty whether the ring was empty in this round
    /// @param takenFrames the number of frames taken in since the start
    boolean isDue(boolean empty, long takenFrames) {
        long question = asked;
        if (question == answered) {
            return false;
        }
        if (question != seen) {
            seen = question;
            seenEnough = takenFrames + ringFrames;
            if (empty) {
                return false; // the ring may have been looked at before the question came
            }
        }
        return empty || takenFrames >= seenEnough;
    }

    /// Answers the question that [#isDue] found.
    void answer() {
        answered = seen;
    }
}

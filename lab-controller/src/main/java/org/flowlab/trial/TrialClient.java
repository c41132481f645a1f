package org.flowlab.trial;

/// What makes a trial's client do its part.
interface TrialClient {
    /// Opens what the trial's variant takes for granted.
    ///
    /// @throws org.flowlab.lab.NodeFailure where that fails
    void setUp(Trial trial);

    /// Makes the request that the trial is about, and waits for its end.
    ///
    /// @return why it failed; empty if it got an answer, whose status is judged from the wire
    /// @throws org.flowlab.lab.NodeFailure where the client fails altogether
    String fetch(Trial trial);

    /// Closes every connection, and forgets sessions.
    ///
    /// @throws org.flowlab.lab.NodeFailure where that fails
    void close();
}

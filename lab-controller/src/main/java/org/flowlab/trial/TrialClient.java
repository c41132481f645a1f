package org.flowlab.trial;

/// The client of a trial.
interface TrialClient {
    /// Opens the connections that the trial's variant requires.
    ///
    /// @throws org.flowlab.lab.NodeFailure if that fails
    void setUp(Trial trial);

    /// Makes the trial's request, and waits for its end.
    ///
    /// @return why it failed; empty if it got an answer, whatever its status, which is judged from
    ///   the wire
    /// @throws org.flowlab.lab.NodeFailure if the client itself fails
    String fetch(Trial trial);

    /// Closes every connection, and forgets sessions.
    ///
    /// @throws org.flowlab.lab.NodeFailure if that fails
    void close();
}

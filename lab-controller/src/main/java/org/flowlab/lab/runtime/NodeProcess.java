package org.flowlab.lab.runtime;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/// A process that runs a node's program, here or in a container. [RemoteNode] talks to it.
/// Thread-safe.
public interface NodeProcess {
    /// Its standard input, which is the process's as soon as it is flushed.
    OutputStream input();

    /// Its standard output, which has the lines of the protocol only. It ends when the process has
    /// ended.
    InputStream output();

    /// What it writes to standard error.
    LastWords lastWords();

    /// Waits until it has ended and its last words were read.
    ///
    /// @return how it ended; empty if it still runs
    Optional<NodeExit> awaitExit(Duration patience) throws InterruptedException;

    /// Ends it by SIGKILL, without waiting. Does nothing if it has ended.
    void kill();
}

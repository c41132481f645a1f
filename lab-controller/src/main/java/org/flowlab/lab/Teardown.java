package org.flowlab.lab;

import java.util.ArrayDeque;
import java.util.Deque;

/// The parts of a lab that are up. They are closed in reverse order, all of them, even if one
/// fails. For one thread at a time.
final class Teardown {
    private final Deque<AutoCloseable> up = new ArrayDeque<>();

    /// Adds a part that is up.
    <T extends AutoCloseable> T keep(T part) {
        up.push(part);
        return part;
    }

    /// Closes all parts; failures are added to `cause`. A second call does nothing.
    void run(Throwable cause) {
        while (!up.isEmpty()) {
            try {
                up.pop().close();
            } catch (Exception | Error e) {
                if (e != cause) { // an exception cannot suppress itself
                    cause.addSuppressed(e);
                }
            }
        }
    }
}

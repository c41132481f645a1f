package org.flowlab.lab;

import java.util.ArrayDeque;
import java.util.Deque;

/// What is up and must come down: last things first, and all of them, whatever fails on the way.
/// For one thread at a time.
final class Teardown {
    private final Deque<AutoCloseable> up = new ArrayDeque<>();

    /// Notes that `part` is up.
    <T extends AutoCloseable> T keep(T part) {
        up.push(part);
        return part;
    }

    /// Takes everything down; what goes wrong is added to `cause`. The second time there is nothing
    /// left to do.
    void run(Throwable cause) {
        while (!up.isEmpty()) {
            try {
                up.pop().close();
            } catch (Exception | Error e) {
                if (e != cause) { // which cannot be its own
                    cause.addSuppressed(e);
                }
            }
        }
    }
}

package org.flowlab.web;

import java.time.Duration;
import java.util.Optional;
import org.flowlab.sys.Namespace;
import org.flowlab.sys.libc.SysException;

/// Whether the controller can do its work: whether namespaces can be made. The answer is kept for
/// some seconds, so that asking often costs nothing. Thread-safe.
final class Health {
    private static final Duration FRESH = Duration.ofSeconds(5);

    private Optional<String> problem = Optional.empty();
    private long askedNanos;
    private boolean asked;

    /// Why no lab can be deployed; empty if one can. It may take milliseconds.
    synchronized Optional<String> problem() {
        long now = System.nanoTime();
        if (!asked || now - askedNanos > FRESH.toNanos()) {
            problem = look();
            askedNanos = now;
            asked = true;
        }
        return problem;
    }

    private static Optional<String> look() {
        try {
            Namespace.create("health").close();
            return Optional.empty();
        } catch (SysException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}

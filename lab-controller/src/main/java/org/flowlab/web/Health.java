package org.flowlab.web;

import java.time.Duration;
import java.util.Optional;
import org.flowlab.sys.Namespace;
import org.flowlab.sys.libc.SysException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the controller can do its work: whether namespaces can be made. The answer is kept for
/// some seconds, so that asking often costs nothing. Thread-safe.
final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final Runnable attempt;
    private Optional<String> problem = Optional.empty();
    private long askedNanos;
    private boolean asked;

    Health() {
        this(() -> Namespace.create("health").close());
    }

    /// @param attempt does what a lab needs of the machine; it throws a [SysException] if it cannot
    Health(Runnable attempt) {
        this.attempt = attempt;
    }

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

    private Optional<String> look() {
        try {
            attempt.run();
            return Optional.empty();
        } catch (SysException e) {
            LOG.warn("labs cannot be deployed: {}", e.getMessage());
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}

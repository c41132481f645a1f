package org.flowlab.flow;

import java.util.Locale;
import java.util.Optional;

/// The connections that are open when a flow starts.
public enum Reuse {
    /// No connection: the flow starts at step 1.
    COLD,
    /// An open connection, or SPDY session, to the proxy (in a flow without one: to the origin).
    WARM_PROXY,
    /// An open tunnel to the origin.
    WARM_TUNNEL;

    /// Its name in files and options: `cold`, `warm-proxy`, `warm-tunnel`.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The mode called `id`.
    public static Optional<Reuse> find(String id) {
        for (Reuse reuse : values()) {
            if (reuse.id().equals(id)) {
                return Optional.of(reuse);
            }
        }
        return Optional.empty();
    }
}

package org.flowlab.service;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which events a subscriber wants.
///
/// @param lab the name of a lab; null for all labs and runs
/// @param messages whether it wants [Event.MessageSeen]; a lab dissects a trial while it runs only
///   if somebody does
/// @param counters whether it wants [Event.Counters]
public record Interest(@Nullable String lab, boolean messages, boolean counters) {
    /// Everything.
    public static final Interest ALL = new Interest(null, true, true);

    /// @param about the lab that an event concerns; null if none
    boolean covers(Class<? extends Event> kind, @Nullable String about) {
        return (lab == null || Objects.equals(lab, about))
                && (messages || kind != Event.MessageSeen.class)
                && (counters || kind != Event.Counters.class);
    }
}

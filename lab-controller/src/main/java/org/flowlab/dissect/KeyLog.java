package org.flowlab.dissect;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.flowlab.wire.tls.KeyLogLine;
import org.jspecify.annotations.Nullable;

/// The secrets that are known: those that a key log told by client random, and master secrets by
/// the session id or ticket under which a later handshake resumes them.
final class KeyLog {
    static final String MASTER = "CLIENT_RANDOM";

    /// Sessions kept for resumption; the oldest make room.
    private static final int MAX_SESSIONS = 10_000;

    private final Map<String, Map<String, byte[]>> secrets = new HashMap<>();
    private final Map<String, byte[]> sessions =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
                    return size() > MAX_SESSIONS;
                }
            };

    /// The client random that a secret was added for; null where `line` tells none.
    @Nullable String add(String line) {
        KeyLogLine parsed = KeyLogLine.parse(line);
        if (parsed == null) {
            return null;
        }
        secrets.computeIfAbsent(parsed.clientRandom(), r -> new HashMap<>(8))
                .put(parsed.label().intern(), parsed.secret());
        return parsed.clientRandom();
    }

    byte @Nullable [] secret(String label, String clientRandom) {
        Map<String, byte[]> known = secrets.get(clientRandom);
        return known == null ? null : known.get(label);
    }

    /// @param handle a session id or a hash of a ticket
    void remember(String handle, byte[] master) {
        sessions.put(handle, master);
    }

    byte @Nullable [] resumed(String handle) {
        return sessions.get(handle);
    }
}

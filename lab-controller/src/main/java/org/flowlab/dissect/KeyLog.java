package org.flowlab.dissect;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.flowlab.wire.tls.KeyLogLine;
import org.jspecify.annotations.Nullable;

/// The secrets that are known: those that a key log gave, by client random, and master secrets by
/// the session id or ticket under which a later handshake resumes them. Of both the oldest are
/// forgotten where there are too many.
final class KeyLog {
    static final String MASTER = "CLIENT_RANDOM";

    /// What opens a record; a key log has others too.
    private static final Set<String> LABELS = labels();

    /// Sessions whose secrets are kept, and those kept for resumption.
    static final int MAX_RANDOMS = 1 << 18;

    private static final int MAX_SESSIONS = 10_000;

    private final Map<String, Map<String, byte[]>> secrets = new Latest<>(MAX_RANDOMS);
    private final Map<String, byte[]> sessions = new Latest<>(MAX_SESSIONS);

    @SuppressWarnings("serial")
    private static final class Latest<V> extends LinkedHashMap<String, V> {
        private final int max;

        Latest(int max) {
            this.max = max;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > max;
        }
    }

    private static Set<String> labels() {
        Set<String> labels = new HashSet<>(Set.of(MASTER));
        for (TlsHalf.Epoch epoch : TlsHalf.Epoch.values()) {
            if (epoch.isTls13()) {
                labels.add(epoch.secret(true));
                labels.add(epoch.secret(false));
            }
        }
        return Set.copyOf(labels);
    }

    /// The client random that a secret was added for; null if `line` has none of use.
    @Nullable String add(String line) {
        KeyLogLine parsed = KeyLogLine.parse(line);
        if (parsed == null || !LABELS.contains(parsed.label())) {
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

    /// @param handle of a session id or a ticket; empty: of none
    void remember(String handle, byte[] master) {
        if (!handle.isEmpty()) {
            sessions.put(handle, master);
        }
    }

    byte @Nullable [] resumed(String handle) {
        return sessions.get(handle);
    }
}

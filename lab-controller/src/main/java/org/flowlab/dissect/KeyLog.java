package org.flowlab.dissect;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.flowlab.wire.tls.KeyLogLine;
import org.jspecify.annotations.Nullable;

/// The known secrets: those of a key log, by client random, and the master secrets of sessions that
/// can be resumed, by session id or ticket. If there are too many of either, the oldest are
/// forgotten.
final class KeyLog {
    static final String MASTER = "CLIENT_RANDOM";

    /// Labels of the secrets that open records; a key log has other lines too.
    private static final Set<String> LABELS = labels();

    /// Most sessions whose secrets are kept, and most that are kept for resumption.
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

    /// Adds a line of a key log.
    ///
    /// @return the client random of the added secret; null if `line` holds no secret that opens
    ///   records
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

    /// Keeps a master secret for resumption.
    ///
    /// @param handle of a session id or a ticket; if empty, nothing is kept
    void remember(String handle, byte[] master) {
        if (!handle.isEmpty()) {
            sessions.put(handle, master);
        }
    }

    byte @Nullable [] resumed(String handle) {
        return sessions.get(handle);
    }
}

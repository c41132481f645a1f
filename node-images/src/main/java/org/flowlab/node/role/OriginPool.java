package org.flowlab.node.role;

import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Idle connections to origins, the most recently used first.
final class OriginPool {
    private static final int MOST_PER_ORIGIN = 32;

    private record Idle(Upstream upstream, long sinceNanos, Future<?> timeout) {
        boolean isOpen() {
            return upstream.channel().isActive();
        }
    }

    private final Map<String, ArrayDeque<Idle>> idle = new HashMap<>();
    private final int idleMillis;

    OriginPool(int idleMillis) {
        this.idleMillis = idleMillis;
    }

    @Nullable Upstream take(String authority) {
        ArrayDeque<Idle> known = idle.get(authority);
        while (known != null && !known.isEmpty()) {
            Idle latest = known.removeFirst();
            latest.timeout.cancel(false);
            if (latest.isOpen()) {
                return latest.upstream;
            }
        }
        return null;
    }

    /// Closes the connection that was idle for longest; false if there is none. Connections that
    /// the origin has closed do not count.
    boolean closeOldest() {
        idle.values().forEach(known -> known.removeIf(one -> !one.isOpen()));
        @Nullable Idle oldest = null;
        for (ArrayDeque<Idle> known : idle.values()) {
            Idle one = known.peekLast();
            if (one != null && (oldest == null || one.sinceNanos - oldest.sinceNanos < 0)) {
                oldest = one;
            }
        }
        if (oldest == null) {
            return false;
        }
        Idle closing = oldest;
        idle.values().forEach(known -> known.remove(closing));
        closing.timeout.cancel(false);
        closing.upstream.channel().close();
        return true;
    }

    /// Closes every idle connection.
    void clear() {
        for (ArrayDeque<Idle> known : idle.values()) {
            for (Idle one = known.poll(); one != null; one = known.poll()) {
                one.timeout.cancel(false);
                one.upstream.channel().close();
            }
        }
    }

    /// Keeps a connection that is [idle][Upstream#idle], or closes it if 32 are kept for its origin
    /// already.
    void keep(String authority, Upstream upstream) {
        ArrayDeque<Idle> known = idle.computeIfAbsent(authority, a -> new ArrayDeque<>());
        known.removeIf(one -> !one.isOpen());
        if (known.size() >= MOST_PER_ORIGIN || !upstream.channel().isActive()) {
            upstream.channel().close();
            return;
        }
        Future<?> timeout =
                upstream.channel()
                        .eventLoop()
                        .schedule(
                                () -> {
                                    known.removeIf(one -> one.upstream == upstream);
                                    upstream.channel().close();
                                },
                                idleMillis,
                                TimeUnit.MILLISECONDS);
        known.addFirst(new Idle(upstream, System.nanoTime(), timeout));
    }
}

package org.flowlab.node.role;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Idle connections to origins, the latest used first.
final class OriginPool {
    private static final int MOST_PER_ORIGIN = 32;

    private final Map<String, ArrayDeque<Upstream>> idle = new HashMap<>();
    private final int idleMillis;

    OriginPool(int idleMillis) {
        this.idleMillis = idleMillis;
    }

    @Nullable Upstream take(String authority) {
        ArrayDeque<Upstream> known = idle.get(authority);
        while (known != null && !known.isEmpty()) {
            Upstream upstream = known.removeFirst();
            if (upstream.channel().isActive()) {
                return upstream;
            }
        }
        return null;
    }

    /// Closes every idle connection.
    void clear() {
        for (ArrayDeque<Upstream> known : idle.values()) {
            for (Upstream upstream = known.poll(); upstream != null; upstream = known.poll()) {
                upstream.channel().close();
            }
        }
    }

    void keep(String authority, Upstream upstream) {
        ArrayDeque<Upstream> known = idle.computeIfAbsent(authority, a -> new ArrayDeque<>());
        if (known.size() >= MOST_PER_ORIGIN || !upstream.channel().isActive()) {
            upstream.channel().close();
            return;
        }
        upstream.idle();
        known.addFirst(upstream);
        var timer =
                upstream.channel()
                        .eventLoop()
                        .schedule(
                                () -> {
                                    if (known.remove(upstream)) {
                                        upstream.channel().close();
                                    }
                                },
                                idleMillis,
                                TimeUnit.MILLISECONDS);
        upstream.channel()
                .closeFuture()
                .addListener(
                        closed -> {
                            timer.cancel(false);
                            known.remove(upstream);
                        });
    }
}

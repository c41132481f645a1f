package org.flowlab.node.spdy;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/// The streams that are closed on this side but on which the peer may still send (SPDY/3.1 §2.4.2).
/// A stream closed with FIN lingers until the peer's direction ends. The last 256 streams that were
/// reset are remembered, so that frames that arrive late for them are not an error.
final class ClosedStreams {
    private static final int LINGER_MILLIS = 5_000;
    private static final int REMEMBERED_RESETS = 256;

    private final Channel carrier;
    private final IntConsumer lingeredTooLong;
    private final Map<Integer, Future<?>> lingering = new HashMap<>();
    private final Map<Integer, Boolean> recentlyReset =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
                    return size() > REMEMBERED_RESETS;
                }
            };

    /// @param lingeredTooLong receives the id of a stream whose peer has not ended its direction
    ///   within 5 s; the stream still lingers
    ClosedStreams(Channel carrier, IntConsumer lingeredTooLong) {
        this.carrier = carrier;
        this.lingeredTooLong = lingeredTooLong;
    }

    void linger(int id) {
        lingering.put(
                id,
                carrier.eventLoop()
                        .schedule(
                                () -> lingeredTooLong.accept(id),
                                LINGER_MILLIS,
                                TimeUnit.MILLISECONDS));
    }

    /// Ends the stream's lingering; false if it did not linger.
    boolean endLingering(int id) {
        Future<?> timer = lingering.remove(id);
        if (timer == null) {
            return false;
        }
        timer.cancel(false);
        return true;
    }

    void reset(int id) {
        recentlyReset.put(id, true);
    }

    boolean wasReset(int id) {
        return recentlyReset.containsKey(id);
    }

    /// Stops the timers, because the session is closed.
    void clear() {
        lingering.values().forEach(timer -> timer.cancel(false));
        lingering.clear();
    }
}

package org.flowlab.node.spdy;

import io.netty.util.concurrent.Promise;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The PINGs that this side has sent and the peer has not answered yet (SPDY/3.1 §2.6.5), oldest
/// first.
final class Pings {
    private final ArrayDeque<Ping> unanswered = new ArrayDeque<>();
    private int nextId;

    private record Ping(int id, long sentNanos, Promise<Long> answer) {}

    Pings(boolean server) {
        nextId = server ? 2 : 1;
    }

    /// Records a PING that is sent now, and returns its id.
    ///
    /// @param answer receives the round-trip time in nanoseconds
    int sent(Promise<Long> answer) {
        int id = nextId;
        nextId += 2;
        unanswered.add(new Ping(id, System.nanoTime(), answer));
        return id;
    }

    /// Completes the oldest PING if it has this id; ignores any other answer.
    void answered(int id) {
        Ping ping = unanswered.peek();
        if (ping != null && ping.id() == id) {
            unanswered.remove();
            ping.answer().trySuccess(System.nanoTime() - ping.sentNanos());
        }
    }

    /// Fails every PING that waits for an answer, because the session is closed.
    void lost(@Nullable Throwable cause) {
        unanswered.forEach(ping -> ping.answer().tryFailure(SpdyStreamChannel.sessionGone(cause)));
        unanswered.clear();
    }
}

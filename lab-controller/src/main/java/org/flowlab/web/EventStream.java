package org.flowlab.web;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flowlab.service.Events;
import org.flowlab.service.Interest;
import org.flowlab.service.Published;
import org.flowlab.service.Subscription;
import org.jspecify.annotations.Nullable;

/// One client's stream of server-sent events. While the client reads more slowly than events come,
/// they wait in the subscription, where an event replaces an earlier one of its topic; if the
/// client stays slow, the oldest ones are lost, and it is sent the state of everything. All methods
/// but [#wake] run on the connection's context.
final class EventStream {
    /// The most events in one write. While a client reads slowly, later events stay where newer
    /// ones can replace them.
    private static final int BATCH = 16;

    private static final long HEARTBEAT_MILLIS = 15_000;

    private final EventStreams streams;
    private final Interest interest;
    private final Context context;
    private final RoutingContext ctx;
    private final HttpServerResponse response;
    private final AtomicBoolean woken = new AtomicBoolean();
    private @Nullable Subscription subscription;
    private long heartbeat;
    private long stateAt;
    private boolean stateIsDue;
    private boolean stateIsMade;
    private boolean closed;

    EventStream(EventStreams streams, RoutingContext ctx, Interest interest) {
        this.streams = streams;
        this.ctx = ctx;
        this.interest = interest;
        this.response = ctx.response();
        this.context = ctx.vertx().getOrCreateContext();
    }

    /// Begins the stream.
    ///
    /// @param known the last event that the client knows
    void open(Events events, OptionalLong known) {
        response.exceptionHandler(_ -> close())
                .closeHandler(_ -> close())
                .drainHandler(_ -> pump())
                .setWriteQueueMaxSize(Limits.WRITE_QUEUE_BYTES)
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream");
        ctx.request().connection().shutdownHandler(_ -> end());
        stateAt = events.lastId();
        subscription = events.subscribe(interest, this::wake, known.orElse(stateAt));
        stateIsDue = known.isEmpty() || !subscription.isGapless();
        if (interest.counters()) {
            streams.ticker().begin();
        }
        heartbeat = ctx.vertx().setPeriodic(HEARTBEAT_MILLIS, _ -> beat());
        if (response.closed()) { // the close handler is not called any more
            close();
            return;
        }
        response.write("retry: 1000\n\n");
        pump();
    }

    /// Called by those who publish, on any thread.
    private void wake() {
        if (woken.compareAndSet(false, true)) {
            context.runOnContext(
                    _ -> {
                        woken.set(false);
                        pump();
                    });
        }
    }

    /// Writes events until none waits, or the client does not keep up.
    private void pump() {
        Subscription from = subscription;
        while (!closed && from != null && !stateIsMade && !response.writeQueueFull()) {
            if (stateIsDue) {
                makeState();
                return;
            }
            Subscription.Batch batch = from.take(BATCH);
            Buffer out = Buffer.buffer();
            if (batch.lost() > 0) {
                out.appendString("event: lost\ndata: {\"events\":" + batch.lost() + "}\n\n");
                stateIsDue = true;
            }
            for (Published published : batch.events()) {
                out.appendBytes(streams.bytes().of(published));
                stateAt = published.id();
            }
            if (out.length() == 0) {
                return;
            }
            response.write(out);
        }
    }

    private void makeState() {
        stateIsMade = true;
        streams.work()
                .call(context, streams::state)
                .onComplete(
                        state -> {
                            stateIsMade = false;
                            if (closed) {
                                return;
                            }
                            if (state.failed()) {
                                end(); // the client comes back
                                return;
                            }
                            stateIsDue = false;
                            response.write(
                                    Buffer.buffer(
                                            streams.bytes().of("state", stateAt, state.result())));
                            pump();
                        });
    }

    /// Shows the client, and whatever is between, that the stream is alive.
    private void beat() {
        if (response.closed()) {
            close();
        }
        if (!closed && !response.writeQueueFull()) {
            response.write(": still here\n\n");
        }
    }

    private void end() {
        close();
        if (!response.ended()) {
            response.end();
        }
    }

    private void close() {
        if (closed) {
            return;
        }
        closed = true;
        ctx.vertx().cancelTimer(heartbeat);
        if (subscription != null) {
            subscription.close();
        }
        if (interest.counters()) {
            streams.ticker().end();
        }
    }
}

package org.flowlab.web;

import io.vertx.ext.web.RoutingContext;
import java.util.OptionalLong;
import org.flowlab.service.Interest;
import org.flowlab.service.LabService;
import org.flowlab.view.Json;
import org.flowlab.view.StateView;
import org.jspecify.annotations.Nullable;

/// Opens streams of events. An event's id is `EPOCH-N`: the epoch differs from one controller to
/// the next, so that a client that comes back after a restart is not taken for one that knows the
/// past.
final class EventStreams {
    private final LabService service;
    private final Work work;
    private final CounterTicker ticker;
    private final String epoch = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    private final EventBytes bytes = new EventBytes(epoch);

    EventStreams(LabService service, Work work, CounterTicker ticker) {
        this.service = service;
        this.work = work;
        this.ticker = ticker;
    }

    void wire(Routes routes) {
        routes.route("streamEvents", this::open);
    }

    /// A stream holds a queue of events, and each event is offered to every one.
    private void open(RoutingContext ctx) {
        if (service.events().subscribers() >= Limits.MOST_STREAMS) {
            throw new Refusal(
                    503,
                    Limits.MOST_STREAMS
                            + " clients listen to events, the most at once; come again when one"
                            + " has left");
        }
        Interest interest =
                new Interest(
                        ctx.queryParams().get("lab"),
                        "true".equals(ctx.queryParams().get("messages")),
                        "true".equals(ctx.queryParams().get("counters")));
        new EventStream(this, ctx, interest)
                .open(service.events(), known(ctx.request().getHeader("Last-Event-ID")));
    }

    /// The number of the last event that the client knows; empty if it knows none of this process.
    private OptionalLong known(@Nullable String lastEventId) {
        if (lastEventId == null || !lastEventId.matches("[0-9a-z]{1,16}-[0-9]{1,18}")) {
            return OptionalLong.empty();
        }
        int hyphen = lastEventId.indexOf('-');
        return lastEventId.substring(0, hyphen).equals(epoch)
                ? OptionalLong.of(Long.parseLong(lastEventId.substring(hyphen + 1)))
                : OptionalLong.empty();
    }

    EventBytes bytes() {
        return bytes;
    }

    Work work() {
        return work;
    }

    CounterTicker ticker() {
        return ticker;
    }

    /// All labs and runs, as the data of an event `state`.
    String state() {
        return Json.line(StateView.of(service));
    }
}

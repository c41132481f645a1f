package org.flowlab.view;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.flowlab.fabric.LinkReport;
import org.flowlab.lab.LinkState;
import org.flowlab.service.Event;
import org.flowlab.service.Published;
import org.jspecify.annotations.Nullable;

/// An event, for JSON.
///
/// @param name such as `lab-up`
/// @param data what happened, and `at`, when
public record EventView(String name, Map<String, Object> data) {

    public static EventView of(Published published) {
        Event event = published.event();
        Words words = new Words();
        words.put("at", published.at());
        words.put("lab", event.lab());
        return new EventView(tell(event, words), words.values);
    }

    /// The data of an event in the order in which they are put; null is left out.
    private static final class Words {
        private final Map<String, Object> values = new LinkedHashMap<>();

        void put(String key, @Nullable Object value) {
            if (value != null) {
                values.put(key, value);
            }
        }
    }

    private static String tell(Event event, Words to) {
        return switch (event) {
            case Event.LabDeploying e -> lab("lab-deploying", e.id(), to);
            case Event.LabUp e -> lab("lab-up", e.id(), to);
            case Event.LabFailed e -> {
                to.put("reason", e.reason());
                yield lab("lab-failed", e.id(), to);
            }
            case Event.LabClosing e -> lab("lab-closing", e.id(), to);
            case Event.LabClosed e -> {
                to.put("problem", e.problem());
                yield lab("lab-closed", e.id(), to);
            }
            case Event.LinkChanged e -> {
                to.put("link", LinkNow.of(e.state()));
                yield "link-changed";
            }
            case Event.NodeEnded e -> {
                to.put("node", e.node());
                to.put("how", e.how());
                yield "node-ended";
            }
            case Event.NodeSaid e -> {
                to.put("node", e.node());
                to.put("text", e.text());
                yield "node-said";
            }
            case Event.TrialQueued e -> {
                to.put("place", e.place());
                yield trial("trial-queued", e.trial(), e.flow(), to);
            }
            case Event.TrialStarted e -> trial("trial-started", e.trial(), e.flow(), to);
            case Event.TrialRepeated e -> {
                to.put("attempt", e.attempt());
                yield trial("trial-repeated", e.trial(), e.flow(), to);
            }
            case Event.MessageSeen e -> message(e, to);
            case Event.TrialEnded e -> ended(e, to);
            case Event.Counters e -> {
                to.put("links", e.links().stream().map(LinkCounters::of).toList());
                yield "counters";
            }
            case Event.RunStarted e -> {
                to.put("run", e.run());
                to.put("experiment", e.experiment());
                to.put("total", e.total());
                yield "run-started";
            }
            case Event.RunProgress e -> progress("run-progress", e.run(), e.done(), e.total(), to);
            case Event.RunEnded e -> {
                to.put("outcome", e.outcome());
                to.put("problem", e.problem());
                yield progress("run-ended", e.run(), e.done(), e.total(), to);
            }
        };
    }

    private static String lab(String name, String id, Words to) {
        to.put("labId", id);
        return name;
    }

    /// What a link does to frames now.
    public record LinkNow(
            String name, boolean up, Map<String, Object> forward, Map<String, Object> reverse) {
        static LinkNow of(LinkState state) {
            return new LinkNow(
                    state.name(),
                    state.up(),
                    LinkView.words(state.forward(), state.forwardMtu()),
                    LinkView.words(state.reverse(), state.reverseMtu()));
        }
    }

    private static String trial(String name, String id, String flow, Words to) {
        to.put("trial", id);
        to.put("flow", flow);
        return name;
    }

    private static String message(Event.MessageSeen e, Words to) {
        to.put("trial", e.trial());
        to.put("message", MessageView.of(e.message(), e.number(), e.startNanos(), e.nodes()));
        return "message";
    }

    private static String ended(Event.TrialEnded e, Words to) {
        to.put("outcome", e.outcome().name().toLowerCase(Locale.ROOT));
        to.put("failure", e.failure());
        to.put("totalNanos", e.totalNanos());
        to.put("theoryNanos", e.theoryNanos());
        return trial("trial-ended", e.trial(), e.flow(), to);
    }

    /// What a link carried.
    public record LinkCounters(
            String name, LinkView.DirectionView forward, LinkView.DirectionView reverse) {
        static LinkCounters of(LinkReport report) {
            LinkView.CountersView counters = LinkView.CountersView.of(report);
            return new LinkCounters(report.name(), counters.forward(), counters.reverse());
        }
    }

    private static String progress(String name, String run, long done, long total, Words to) {
        to.put("run", run);
        to.put("done", done);
        to.put("total", total);
        return name;
    }
}

package org.flowlab.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.flowlab.flow.Entry;
import org.flowlab.flow.Ledger;
import org.flowlab.flow.Sighting;
import org.flowlab.flow.Spoken;
import org.flowlab.flow.Step;
import org.flowlab.view.TrialView.IgnoredView;
import org.flowlab.view.TrialView.SendingView;
import org.flowlab.view.TrialView.StepView;

/// The steps of a trial as values.
final class TrialSteps {
    private final Ledger ledger;

    TrialSteps(Ledger ledger) {
        this.ledger = ledger;
    }

    List<StepView> views() {
        return ledger.entries().stream().map(this::view).toList();
    }

    private StepView view(Entry entry) {
        Step step = entry.step();
        Entry.Seen seen = entry.seen();
        return new StepView(
                step.number(),
                step.name(),
                step.heading(),
                step.number() > ledger.flow().steps().size(),
                step.phase().id(),
                ledger.parties().node(step.from()),
                ledger.parties().node(step.to()),
                step.tunnelled(),
                entry.state().name().toLowerCase(Locale.ROOT),
                seen == null ? null : seen.sentNanos(),
                seen == null ? null : seen.arrivedNanos(),
                seen == null ? 0 : seen.times(),
                seen == null ? List.of() : sendings(seen),
                seen == null ? null : seen.cause(),
                seen == null ? null : seen.gapNanos(),
                seen == null ? "" : seen.spoken().label(),
                seen == null ? step.name() : said(step, seen.spoken()),
                seen == null ? step.details() : details(step, seen.spoken()),
                seen != null && !step.isSpokenOn(seen.spoken().stream()),
                entry.words());
    }

    private static List<SendingView> sendings(Entry.Seen seen) {
        return seen.transmissions().stream()
                .map(t -> new SendingView(t.by(), t.sentNanos(), t.lost(), t.arrivedNanos()))
                .toList();
    }

    private static String said(Step step, Spoken spoken) {
        return switch (spoken) {
            case Spoken.SpdyRequest _ -> "SYN_STREAM";
            case Spoken.SpdyResponse _ -> "SYN_REPLY";
            // The source leaves the version out of some requests.
            case Spoken.HttpRequest _ when spoken.label().equals(step.name() + " HTTP/1.1") ->
                    step.name();
            case Spoken.HttpRequest _, Spoken.HttpResponse _ -> spoken.label();
            case Spoken.Handshake _, Spoken.Unread _, Spoken.Ignored _ -> step.name();
        };
    }

    /// A SPDY frame's fields as the source lists them, with the values that were seen.
    private static List<String> details(Step step, Spoken spoken) {
        return switch (spoken) {
            case Spoken.SpdyRequest r -> {
                List<String> details = new ArrayList<>();
                details.add("stream_id = " + r.stream());
                details.add("method = " + r.method());
                details.add("url = " + r.url());
                if (!r.host().isEmpty()) {
                    details.add("host = " + r.host());
                }
                yield details;
            }
            case Spoken.SpdyResponse r ->
                    List.of("stream_id = " + r.stream(), "status = " + r.statusLine());
            case Spoken.HttpRequest _,
                    Spoken.HttpResponse _,
                    Spoken.Handshake _,
                    Spoken.Unread _,
                    Spoken.Ignored _ ->
                    step.isSpokenOn(0) ? step.details() : List.of();
        };
    }

    /// The segments between parties that their receivers ignored.
    List<IgnoredView> ignored() {
        return ledger.strays().stream()
                .filter(s -> s.kind() == Sighting.Kind.IGNORED)
                .filter(s -> isParty(s.from()) && isParty(s.to()))
                .map(this::ignored)
                .toList();
    }

    private boolean isParty(String node) {
        return ledger.parties().role(node).isPresent();
    }

    private IgnoredView ignored(Sighting s) {
        return new IgnoredView(
                s.from(), s.to(), s.sentNanos() - ledger.startNanos(), s.spoken().label());
    }
}

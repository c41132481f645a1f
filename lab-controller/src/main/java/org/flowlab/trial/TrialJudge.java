package org.flowlab.trial;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flowlab.dissect.Dissector;
import org.flowlab.dissect.Message;
import org.flowlab.fabric.WireFrame;
import org.flowlab.flow.Ledger;
import org.flowlab.flow.Network;
import org.flowlab.flow.Parties;
import org.flowlab.flow.Run;
import org.flowlab.flow.Sighting;
import org.flowlab.lab.Lab;
import org.flowlab.lab.Recording;
import org.flowlab.observe.FrameFeed;
import org.flowlab.observe.Observed;
import org.flowlab.observe.Sightings;
import org.jspecify.annotations.Nullable;

/// Turns the frames of a trial into messages, and those into the steps of its flow. Thread-safe.
final class TrialJudge {
    private final Lab lab;
    private final FrameFeed feed;
    private final Map<String, String> nodesByAddress;

    TrialJudge(Lab lab) {
        this.lab = lab;
        this.feed = new FrameFeed(lab.plan());
        this.nodesByAddress = lab.plan().nodesByAddress();
    }

    /// The messages that the wire carried so far, as far as the keys that have arrived open them.
    List<Message> soFar() {
        return dissect(lab.recording().frames(), lab.keysSoFar());
    }

    /// @param keys lines of a key log
    List<Message> dissect(List<WireFrame> frames, List<String> keys) {
        List<Message> messages = new ArrayList<>();
        Dissector dissector = new Dissector(messages::add);
        keys.forEach(dissector::key);
        feed.feed(frames, dissector);
        dissector.finish();
        return messages;
    }

    /// The trial as it was run. A user's program chooses its TLS version itself, and each server
    /// may ask for another key share; the wire shows both.
    Trial observed(Trial trial, List<Message> messages, long start) {
        String client = trial.parties().client();
        Set<String> addresses = new HashSet<>();
        nodesByAddress.forEach(
                (address, node) -> {
                    if (node.equals(client)) {
                        addresses.add(address);
                    }
                });
        List<Message> own =
                messages.stream().filter(m -> m.passage().sentNanos() >= start).toList();
        return new Trial(
                trial.flow(),
                lab.has(client)
                        ? Observed.retried(trial.variant(), own, addresses)
                        : Observed.variant(trial.variant(), messages, addresses),
                trial.parties(),
                trial.route(),
                trial.url(),
                trial.expected());
    }

    /// Finds the trial's steps in what was recorded.
    ///
    /// @param network the links between the parties, for the theory; null for none
    /// @param start when the trial began
    Run run(
            Trial trial,
            @Nullable Network network,
            List<Message> messages,
            Recording.Recorded recorded,
            long start) {
        List<Sighting> sightings =
                Sightings.of(messages, nodesByAddress, start, recorded.frames()).stream()
                        .filter(s -> concerns(trial.parties(), s))
                        .toList();
        return Run.of(
                trial.flow(),
                trial.variant(),
                trial.parties(),
                network,
                sightings,
                Networks.unrecorded(lab.plan(), trial.parties(), recorded.gaps()),
                trial.expected());
    }

    /// Whether a message has a party as its sender or receiver. Bystanders' traffic is no part of
    /// the flow.
    private static boolean concerns(Parties parties, Sighting sighting) {
        return parties.role(sighting.from()).isPresent() || parties.role(sighting.to()).isPresent();
    }

    /// Whether the wire has shown a trial's last step so far.
    boolean isComplete(Trial trial) {
        List<Message> messages = soFar();
        Recording.Recorded unknown = new Recording.Recorded(List.of(), List.of());
        Run run = run(observed(trial, messages, 0), null, messages, unknown, 0);
        return run.ledger().verdict() == Ledger.Verdict.CONFORMS;
    }
}

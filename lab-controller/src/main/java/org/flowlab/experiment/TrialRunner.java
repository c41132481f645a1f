package org.flowlab.experiment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.dissect.Dissector;
import org.flowlab.dissect.Message;
import org.flowlab.fabric.WireFrame;
import org.flowlab.flow.Network;
import org.flowlab.flow.Parties;
import org.flowlab.flow.Reuse;
import org.flowlab.flow.Run;
import org.flowlab.flow.Sighting;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabNode;
import org.flowlab.lab.NodeFailure;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.Event;
import org.flowlab.topology.Plan;

/// Runs trials on a lab, one after the other. What the wire carries during a trial is the trial's
/// alone: each begins on a silent wire, and ends with every connection closed. Not thread-safe.
public final class TrialRunner {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SILENCE_PATIENCE = Duration.ofSeconds(30);

    private final Lab lab;
    private final FrameFeed feed;
    private final Map<String, String> nodesByAddress = new HashMap<>();

    public TrialRunner(Lab lab) {
        this.lab = lab;
        this.feed = new FrameFeed(lab.plan());
        for (Plan.PlannedNode node : lab.plan().nodes()) {
            for (Plan.PlannedInterface end : node.interfaces()) {
                if (end.address() != null) {
                    nodesByAddress.put(end.address().getHostAddress(), node.name());
                }
            }
        }
    }

    /// Runs one trial. A trial that fails is a result too.
    ///
    /// @param network what the theory is worked out from
    public TrialResult run(Trial trial, Network network) {
        LabNode client = lab.node(trial.parties().client());
        lab.recording().take();
        lab.keys().clear();
        String failure = "";
        long start = 0;
        try {
            setUp(trial, client);
            lab.awaitSilence(SILENCE_PATIENCE);
            start = System.nanoTime();
            failure = fetch(trial, client);
        } catch (NodeFailure e) {
            failure = String.valueOf(e.getMessage());
            start = start == 0 ? System.nanoTime() : start;
        }
        lab.awaitSilence(SILENCE_PATIENCE);
        List<WireFrame> frames = lab.recording().take();
        List<String> keys = lab.collectKeys();
        List<Message> messages = dissect(frames, keys);
        List<Sighting> sightings = Sightings.of(messages, nodesByAddress, start, frames);
        Run run = Run.of(trial.flow(), trial.variant(), trial.parties(), network, sightings);
        closeAll(trial.parties());
        return new TrialResult(trial, failure, run, frames, start, keys, messages);
    }

    /// Runs trials over links that pass every frame on at once, so that classes are loaded and code
    /// is compiled before anything is timed; then makes the links anew. Results are thrown away.
    public void warmUp(List<Trial> trials, int rounds) {
        lab.reconnect(lab.plan().unimpaired());
        try {
            for (int round = 0; round < rounds; round++) {
                for (Trial trial : trials) {
                    run(trial, Networks.between(lab.plan().unimpaired(), trial.parties()));
                }
            }
        } finally {
            lab.reconnect(lab.plan());
        }
    }

    /// Opens what the variant takes for granted.
    private void setUp(Trial trial, LabNode client) {
        if (trial.variant().outer().resumed() || trial.variant().warmOrigin()) {
            client.ask(Command.Forget::new, PATIENCE);
            client.ask(id -> new Command.Fetch(id, trial.route(), trial.url()), PATIENCE);
            lab.awaitSilence(SILENCE_PATIENCE);
            client.ask(Command.CloseAll::new, PATIENCE);
        }
        if (trial.variant().reuse() != Reuse.COLD) {
            Command.Depth depth =
                    trial.variant().reuse() == Reuse.WARM_PROXY
                            ? Command.Depth.PROXY
                            : Command.Depth.TUNNEL;
            client.ask(id -> new Command.Open(id, trial.route(), trial.url(), depth), PATIENCE);
        }
    }

    private static String fetch(Trial trial, LabNode client) {
        Event answer =
                client.ask(id -> new Command.Fetch(id, trial.route(), trial.url()), PATIENCE);
        if (answer instanceof Event.Fetched fetched && fetched.status() != 200) {
            return "status " + fetched.status() + " instead of 200";
        }
        return "";
    }

    private List<Message> dissect(List<WireFrame> frames, List<String> keys) {
        List<Message> messages = new ArrayList<>();
        Dissector dissector = new Dissector(messages::add);
        keys.forEach(dissector::key);
        feed.feed(frames, dissector);
        dissector.finish();
        return messages;
    }

    private void closeAll(Parties parties) {
        try {
            lab.node(parties.client()).ask(Command.CloseAll::new, PATIENCE);
            lab.node(parties.client()).ask(Command.Forget::new, PATIENCE);
            if (parties.proxy() != null && lab.has(parties.proxy())) {
                lab.node(parties.proxy()).ask(Command.CloseAll::new, PATIENCE);
            }
        } catch (NodeFailure e) {
            throw new IllegalStateException("close all connections after a trial", e);
        }
        lab.awaitSilence(SILENCE_PATIENCE);
    }
}

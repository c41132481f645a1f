package org.flowlab.trial;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.flowlab.dissect.Dissector;
import org.flowlab.dissect.Message;
import org.flowlab.fabric.WireFrame;
import org.flowlab.flow.Ledger;
import org.flowlab.flow.Network;
import org.flowlab.flow.Parties;
import org.flowlab.flow.Run;
import org.flowlab.flow.Sighting;
import org.flowlab.lab.Lab;
import org.flowlab.lab.NodeFailure;
import org.flowlab.lab.Recording;
import org.flowlab.node.spec.Command;
import org.flowlab.observe.FrameFeed;
import org.flowlab.observe.Observed;
import org.flowlab.observe.PartyFrames;
import org.flowlab.observe.Sightings;
import org.flowlab.sys.ProcessPauses;
import org.flowlab.topology.Plan;
import org.jspecify.annotations.Nullable;

/// Runs trials on a lab, one after the other. Each begins on a silent wire and ends with every
/// connection closed, so that all frames between the parties belong to it. Not thread-safe.
public final class TrialRunner {
    /// How long the last frames of a failed trial are waited for if no other trial follows.
    private static final Duration ABANDONED_SILENCE = Duration.ofSeconds(5);

    /// How long the programs of hosts without a role have to find their pace before the first
    /// trial.
    private static final Duration BYSTANDERS_SETTLE = Duration.ofSeconds(2);

    /// How often a program of the user's is run to warm up: it starts cold each time.
    private static final int FOREIGN_WARM_UPS = 2;

    private final Lab lab;
    private final FrameFeed feed;
    private final Map<String, String> nodesByAddress = new HashMap<>();
    private final Map<String, Patience> patienceByClient = new HashMap<>();
    private final Map<Trial, Integer> foreignWarmUps = new HashMap<>();

    /// Whether the links are those of a warm-up, on which bystanders must not start.
    private boolean warmingUp;

    /// Whether no trial follows a failed one.
    private boolean isAlone;

    /// Whether the trial failed and no other follows it.
    private boolean isAbandoned;

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

    /// The same for a lab on which no trial follows a failed one, so that nobody waits for the
    /// frames of that.
    static TrialRunner alone(Lab lab) {
        TrialRunner runner = new TrialRunner(lab);
        runner.isAlone = true;
        return runner;
    }

    /// Runs one trial. A failed trial has a result too.
    ///
    /// @param network the links between the parties, for the theory
    public TrialResult run(Trial trial, Network network) {
        isAbandoned = false;
        try (ProcessPauses.Watch pauses = ProcessPauses.watch()) {
            return run(trial, network, pauses);
        }
    }

    private TrialResult run(Trial trial, Network network, ProcessPauses.Watch pauses) {
        lab.setParties(Networks.nodes(trial.parties()));
        if (!warmingUp && lab.startBystanders()) {
            LockSupport.parkNanos(BYSTANDERS_SETTLE.toNanos());
        }
        TrialClient client = client(trial);
        lab.recording().take();
        lab.keys().clear();
        List<String> failures = new ArrayList<>();
        long start = 0;
        try {
            awaitServers(trial);
            lab.forget(Networks.nodes(trial.parties()));
            client.setUp(trial);
            awaitSilence("before the trial", trial.parties(), failures);
            start = System.nanoTime();
            failures.add(client.fetch(trial));
        } catch (NodeFailure e) {
            failures.add(String.valueOf(e.getMessage()));
            start = start == 0 ? System.nanoTime() : start;
        }
        long ended = System.nanoTime();
        failures.removeIf(String::isEmpty);
        isAbandoned = isAlone && !failures.isEmpty();
        awaitSilence("after the trial", trial.parties(), failures);
        if (!failures.isEmpty()) {
            addNew(lab.hostProblems(), failures); // a program that ended may be the reason
        }
        Recording.Recorded recorded = lab.recording().take();
        List<WireFrame> frames = recorded.frames();
        List<String> keys = lab.collectKeys();
        List<Message> messages = dissect(frames, keys);
        Trial seen = observed(trial, messages, start);
        Run run = judge(seen, network, messages, recorded, start);
        run.wrongAnswer().ifPresent(failures::addFirst);
        closeAll(client, trial.parties(), failures);
        String failure = String.join("; ", failures);
        Lateness lateness =
                Lateness.of(
                        run,
                        frames,
                        new PartyFrames(lab.plan(), Networks.nodes(trial.parties())),
                        start);
        long pause = pauses.longestNanos(beginNanos(run, start), endNanos(run, start, ended));
        return new TrialResult(
                seen,
                failure,
                run,
                lateness,
                pause,
                frames,
                recorded.gaps(),
                start,
                keys,
                messages);
    }

    /// When the first step was sent; if none was seen, when the trial began.
    static long beginNanos(Run run, long startNanos) {
        long first = run.ledger().startNanos();
        return first == 0 ? startNanos : first;
    }

    /// When the last step arrived; if it did not, when the client's work ended.
    static long endNanos(Run run, long startNanos, long endedNanos) {
        Long total = run.ledger().times().totalNanos();
        return total == null ? endedNanos : beginNanos(run, startNanos) + total;
    }

    private static void addNew(List<String> problems, List<String> to) {
        problems.stream().filter(p -> to.stream().noneMatch(t -> t.contains(p))).forEach(to::add);
    }

    private TrialClient client(Trial trial) {
        String name = trial.parties().client();
        return lab.has(name)
                ? new CommandedClient(lab, name, patience(trial.parties()))
                : new ForeignClient(lab, name, patience(trial.parties()), this::isComplete);
    }

    private Patience patience(Parties parties) {
        return patienceByClient.computeIfAbsent(
                parties.client(), name -> Patience.of(lab.plan(), name));
    }

    private void awaitServers(Trial trial) {
        String proxy = trial.parties().proxy();
        if (proxy != null) {
            lab.awaitListening(proxy, lab.plan().node(proxy).tlsPort());
        }
        Plan.PlannedNode origin = lab.plan().node(trial.parties().origin());
        boolean plain = trial.flow().plain();
        lab.awaitListening(origin.name(), plain ? origin.plainPort() : origin.tlsPort());
    }

    /// The trial as it was run. A user's program chooses its TLS version itself, and each server
    /// may ask for another key share; the wire shows both.
    private Trial observed(Trial trial, List<Message> messages, long start) {
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

    private Run judge(
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
    private boolean isComplete(Trial trial) {
        List<Message> messages = dissect(lab.recording().frames(), lab.collectKeys());
        Recording.Recorded unknown = new Recording.Recorded(List.of(), List.of());
        Run run = judge(observed(trial, messages, 0), null, messages, unknown, 0);
        return run.ledger().verdict() == Ledger.Verdict.CONFORMS;
    }

    /// Runs trials over links that pass every frame on at once, so that classes are loaded and code
    /// is compiled before anything is timed; then sets the links back to the plan, as if nothing
    /// had been carried. Results are discarded. Hosts without a role that take no part in the
    /// trials are not started yet.
    ///
    /// @param atMost begins no further trial after this
    /// @return false if a trial failed; the first one that counts will report why
    public boolean warmUp(List<Trial> trials, int rounds, Duration atMost) {
        warmingUp = true;
        long end = System.nanoTime() + atMost.toNanos();
        lab.restartLinks(lab.plan().unimpaired());
        try {
            for (int round = 0; round < rounds; round++) {
                for (Trial trial : trials) {
                    if (System.nanoTime() - end >= 0) {
                        return true;
                    }
                    if (!lab.has(trial.parties().client())
                            && foreignWarmUps.merge(trial, 1, Integer::sum) > FOREIGN_WARM_UPS) {
                        continue;
                    }
                    Network bare = Networks.between(lab.plan().unimpaired(), trial.parties());
                    if (!run(trial, bare).failure().isEmpty()) {
                        return false;
                    }
                }
            }
            return true;
        } finally {
            lab.restartLinks(lab.plan());
            warmingUp = false;
        }
    }

    private List<Message> dissect(List<WireFrame> frames, List<String> keys) {
        List<Message> messages = new ArrayList<>();
        Dissector dissector = new Dissector(messages::add);
        keys.forEach(dissector::key);
        feed.feed(frames, dissector);
        dissector.finish();
        return messages;
    }

    /// Waits until no frames go between the parties, as they could be taken for another trial's.
    private void awaitSilence(String when, Parties parties, List<String> failures) {
        Duration silence = silence(parties);
        if (!lab.awaitSilence(silence, Networks.links(lab.plan(), parties)) && !isAbandoned) {
            failures.add(
                    "frames went on between the parties for " + silence.toSeconds() + " s " + when);
        }
    }

    /// How long to wait for the frames that are still under way, which can take hours on a far
    /// path.
    private Duration silence(Parties parties) {
        Duration silence = patience(parties).silence();
        return isAbandoned && silence.compareTo(ABANDONED_SILENCE) > 0
                ? ABANDONED_SILENCE
                : silence;
    }

    private void closeAll(TrialClient client, Parties parties, List<String> failures) {
        try {
            client.close();
            // A server that closes late would do so in the next trial.
            for (String server : Arrays.asList(parties.proxy(), parties.origin())) {
                if (server != null && lab.has(server)) { // a user's program takes no commands
                    lab.node(server).ask(Command.CloseAll::new, patience(parties).command());
                }
            }
        } catch (NodeFailure e) {
            failures.add("close all connections after the trial: " + e.getMessage());
        }
        lab.awaitSilence(silence(parties), Networks.links(lab.plan(), parties));
    }
}

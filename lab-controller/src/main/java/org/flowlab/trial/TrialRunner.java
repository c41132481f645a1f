package org.flowlab.trial;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.flowlab.dissect.Message;
import org.flowlab.fabric.FabricReport;
import org.flowlab.fabric.WireFrame;
import org.flowlab.flow.Network;
import org.flowlab.flow.Parties;
import org.flowlab.flow.Run;
import org.flowlab.lab.Lab;
import org.flowlab.lab.NodeFailure;
import org.flowlab.lab.Recording;
import org.flowlab.node.spec.Command;
import org.flowlab.observe.PartyFrames;
import org.flowlab.sys.ProcessPauses;
import org.flowlab.topology.Plan;

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

    /// How long a command may take in a warm-up, in which links do not delay anything. If a server
    /// is silent, the first trial that counts reports it, and waits for it as long as its limits
    /// say.
    private static final Duration WARM_UP_COMMAND = Duration.ofSeconds(5);

    /// The same for a program of the user's, which may be slow to start.
    private static final Duration FOREIGN_WARM_UP_COMMAND = Duration.ofSeconds(20);

    private final Lab lab;
    private final TrialJudge judge;
    private final Map<String, Patience> patienceByClient = new HashMap<>();
    private final Map<Trial, Integer> foreignWarmUps = new HashMap<>();

    private MessageListener messageListener = MessageListener.NONE;

    /// For how many changes of links [#patienceByClient] holds.
    private long patienceChanges;

    /// Whether the links are those of a warm-up, on which bystanders must not start.
    private boolean warmingUp;

    /// Whether no trial follows a failed one.
    private boolean isAlone;

    /// Whether the trial failed and no other follows it.
    private boolean isAbandoned;

    public TrialRunner(Lab lab) {
        this.lab = lab;
        this.judge = new TrialJudge(lab);
    }

    /// The same for a lab on which no trial follows a failed one, so that nobody waits for the
    /// frames of that.
    static TrialRunner alone(Lab lab) {
        TrialRunner runner = new TrialRunner(lab);
        runner.isAlone = true;
        return runner;
    }

    /// Runs one trial. A failed trial has a result too. Its theory comes from what the links do
    /// when it starts; if a link is changed before it ends, it has none, and is marked as changed.
    public TrialResult run(Trial trial) {
        isAbandoned = false;
        MessageListener listener = warmingUp ? MessageListener.NONE : messageListener;
        try (ProcessPauses.Watch pauses = ProcessPauses.watch();
                MessageWatch watch =
                        new MessageWatch(
                                lab.recording(), lab.keys()::size, judge::soFar, listener)) {
            return run(trial, pauses, watch);
        }
    }

    /// Reports the messages of the trials that follow to `listener`, except those of warm-ups.
    public void report(MessageListener listener) {
        messageListener = listener;
    }

    private TrialResult run(Trial trial, ProcessPauses.Watch pauses, MessageWatch watch) {
        lab.setParties(Networks.nodes(trial.parties()));
        if (!warmingUp && lab.startBystanders()) {
            LockSupport.parkNanos(BYSTANDERS_SETTLE.toNanos());
        }
        TrialClient client = client(trial);
        lab.recording().take();
        FabricReport before = lab.fabricReport();
        lab.keys().clear();
        List<String> failures = new ArrayList<>();
        long start = 0;
        long changes = lab.linkChanges();
        try {
            awaitServers(trial);
            lab.forget(Networks.nodes(trial.parties()));
            client.setUp(trial);
            awaitSilence("before the trial", trial.parties(), failures);
            watch.begin();
            changes = lab.linkChanges();
            start = System.nanoTime();
            failures.add(client.fetch(trial));
        } catch (NodeFailure e) {
            failures.add(String.valueOf(e.getMessage()));
            start = start == 0 ? System.nanoTime() : start;
        }
        long ended = System.nanoTime();
        failures.removeIf(String::isEmpty);
        Network network = Networks.between(lab.currentPlan(), trial.parties());
        boolean changed = lab.linkChanges() != changes;
        isAbandoned = isAlone && !failures.isEmpty();
        awaitSilence("after the trial", trial.parties(), failures);
        if (!failures.isEmpty()) {
            addNew(lab.hostProblems(), failures); // a program that ended may be the reason
        }
        watch.close();
        Recording.Recorded recorded = lab.recording().take();
        FabricReport after = lab.fabricReport();
        List<WireFrame> frames = recorded.frames();
        List<String> keys = collectKeys(failures);
        List<Message> messages = judge.dissect(frames, keys);
        watch.reportRest(messages);
        Trial seen = judge.observed(trial, messages, start);
        Run run = judge.run(seen, changed ? null : network, messages, recorded, start);
        run.wrongAnswer().ifPresent(failures::addFirst);
        closeAll(client, trial.parties(), failures);
        PartyFrames own = new PartyFrames(lab.plan(), Networks.nodes(trial.parties()));
        List<Drop> drops = Drop.of(lab.plan(), frames, own, start);
        if (!failures.isEmpty() && drops.isEmpty() && SilentServer.isIn(messages)) {
            failures.add("is it a port for TLS?");
        }
        String failure = String.join("; ", failures);
        Lateness lateness = Lateness.of(run, frames, own, start);
        long pause = pauses.longestNanos(beginNanos(run, start), endNanos(run, start, ended));
        return new TrialResult(
                seen,
                failure,
                run,
                lateness,
                WireFaults.between(before, after, frames, own),
                drops,
                pause,
                changed,
                frames,
                recorded.gaps(),
                start,
                keys,
                messages);
    }

    private List<String> collectKeys(List<String> failures) {
        try {
            return lab.collectKeys();
        } catch (NodeFailure e) {
            addNew(List.of("collect the TLS secrets of the trial: " + e.getMessage()), failures);
            return lab.keysSoFar();
        }
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
        Patience patience = patience(trial.parties());
        if (lab.has(name)) {
            return new CommandedClient(
                    lab, name, warmingUp ? patience.atMost(WARM_UP_COMMAND) : patience);
        }
        return new ForeignClient(
                lab,
                name,
                warmingUp ? patience.atMost(FOREIGN_WARM_UP_COMMAND) : patience,
                judge::isComplete);
    }

    private Patience patience(Parties parties) {
        long changes = lab.linkChanges();
        if (patienceChanges != changes) {
            patienceByClient.clear();
            patienceChanges = changes;
        }
        return patienceByClient.computeIfAbsent(
                parties.client(), name -> Patience.of(lab.currentPlan(), name));
    }

    private void awaitServers(Trial trial) {
        for (String party : Networks.nodes(trial.parties())) {
            if (lab.has(party)) {
                lab.node(party).requireRunning();
            }
        }
        String proxy = trial.parties().proxy();
        if (proxy != null) {
            lab.awaitListening(proxy, lab.plan().node(proxy).tlsPort());
        }
        Plan.PlannedNode origin = lab.plan().node(trial.parties().origin());
        boolean plain = trial.flow().plain();
        lab.awaitListening(origin.name(), plain ? origin.plainPort() : origin.tlsPort());
    }

    /// Runs trials over links that pass every frame on at once, so that classes are loaded and code
    /// is compiled before anything is timed. Afterwards the links do again what their states say.
    /// Results are discarded. Hosts without a role that take no part in the trials are not started
    /// yet.
    ///
    /// @param atMost begins no further trial after this
    /// @return false if a trial failed; the first one that counts will report why
    public boolean warmUp(List<Trial> trials, int rounds, Duration atMost) {
        warmingUp = true;
        long end = System.nanoTime() + atMost.toNanos();
        lab.beginUnimpaired();
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
                    if (!run(trial).failure().isEmpty()) {
                        return false;
                    }
                }
            }
            return true;
        } finally {
            lab.endUnimpaired();
            warmingUp = false;
        }
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

package org.flowlab.service;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.flowlab.fabric.FabricReport;
import org.flowlab.fabric.LinkReport;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Parties;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LinkState;
import org.flowlab.lab.NodeListener;
import org.flowlab.store.CaptureWriter;
import org.flowlab.topology.Plan;
import org.flowlab.topology.Topology;
import org.flowlab.trial.Manner;
import org.flowlab.trial.MeasuringSlot;
import org.flowlab.trial.OneFlow;
import org.flowlab.trial.Trial;
import org.flowlab.trial.TrialResult;
import org.flowlab.yaml.InputException;

/// A lab that stays up. Thread-safe.
public final class LiveLab {
    private final String id;
    private final String name;
    private final Instant since;
    private final Topology topology;
    private final String source;
    private final Lab lab;
    private final FlowQueue flows;
    private final Events events;
    private final AtomicLong trialIds;

    /// Held while a link is changed and the change published, so that the last event is the state.
    private final Object changing = new Object();

    private final AtomicBoolean closing = new AtomicBoolean();

    LiveLab(
            String id,
            String name,
            Instant since,
            Topology topology,
            String source,
            Lab lab,
            MeasuringSlot slot,
            Events events,
            KeptFrames keptFrames,
            AtomicLong trialIds) {
        this.id = id;
        this.name = name;
        this.since = since;
        this.topology = topology;
        this.source = source;
        this.lab = lab;
        this.events = events;
        this.trialIds = trialIds;
        this.flows = new FlowQueue(name, lab, slot, events, keptFrames);
        lab.listenToNodes(
                new NodeListener() {
                    @Override
                    public void ended(String node, String how) {
                        events.publish(new Event.NodeEnded(name, node, how));
                    }

                    @Override
                    public void said(String node, String text) {
                        events.publish(new Event.NodeSaid(name, node, text));
                    }
                });
    }

    /// Unique in this process, also after the lab is gone: `lab1`, `lab2` …
    public String id() {
        return id;
    }

    /// Unique among the labs that are up.
    public String name() {
        return name;
    }

    /// When it was up.
    public Instant since() {
        return since;
    }

    public Topology topology() {
        return topology;
    }

    /// The text that the topology was read from; empty if it is not known.
    public String source() {
        return source;
    }

    public Plan plan() {
        return lab.plan();
    }

    /// Whether it is being taken down.
    public boolean isClosing() {
        return closing.get();
    }

    /// What each link does to frames now, in the plan's order.
    public List<LinkState> links() {
        return lab.linkStates();
    }

    /// What the link called `link` does to frames now.
    ///
    /// @throws NotFoundException if there is none
    public LinkState link(String link) {
        require(link);
        return lab.linkState(link);
    }

    /// What each link carried, in the plan's order.
    public List<LinkReport> linkReports() {
        return lab.linkReports();
    }

    /// Begins the links' counters and random decisions anew. No flow may be under way.
    public void restartLinks() {
        lab.restartLinks();
    }

    public FabricReport fabricReport() {
        return lab.fabricReport();
    }

    /// The path of a node's network namespace, as nsenter(1) takes it. It is a descriptor of this
    /// process, and ends with the lab.
    ///
    /// @throws NotFoundException if there is no such node
    /// @throws InputException if it is a switch, which has none
    public Path namespace(String node) {
        Plan.PlannedNode planned =
                plan().nodes().stream()
                        .filter(n -> n.name().equals(node))
                        .findFirst()
                        .orElseThrow(() -> NotFoundException.of("node", node, nodeNames()));
        if (planned.kind() == Plan.Kind.SWITCH) {
            throw new InputException(
                    "node "
                            + node
                            + " is a switch, a part of the wire, and has no namespace; name a node"
                            + " of another kind");
        }
        return lab.wiring().namespace(node).path();
    }

    private List<String> nodeNames() {
        return plan().nodes().stream().map(Plan.PlannedNode::name).toList();
    }

    /// What went wrong with users' programs; empty if nothing did.
    public List<String> hostProblems() {
        return lab.hostProblems();
    }

    /// Changes what a link does to the frames that enter from now on; a flow that runs is marked as
    /// changed.
    ///
    /// @param change is given the state before, and returns the new one
    /// @return the new state
    /// @throws NotFoundException if there is no such link
    public LinkState change(String link, UnaryOperator<LinkState> change) {
        require(link);
        synchronized (changing) {
            LinkState before = lab.linkState(link);
            LinkState now = lab.changeLink(link, change);
            if (!now.equals(before)) {
                events.publish(new Event.LinkChanged(name, now));
            }
            return now;
        }
    }

    private void require(String link) {
        if (plan().findLink(link).isEmpty()) {
            throw NotFoundException.of(
                    "link", link, plan().links().stream().map(Plan.PlannedLink::name).toList());
        }
    }

    /// Adds a flow to the queue.
    ///
    /// @throws org.flowlab.yaml.InputException if it cannot be run over the lab's topology
    /// @throws ConflictException if too many wait
    public FlowJob run(FlowRequest request) {
        Trial trial = trial(request).expecting(request.expected());
        FlowJob job = new FlowJob("t" + trialIds.incrementAndGet(), name, request, trial);
        flows.add(job);
        return job;
    }

    private Trial trial(FlowRequest request) {
        Flow flow = request.flow();
        Manner manner =
                Manner.of(flow, request.factors(), OneFlow.isServedByPrograms(topology, flow));
        Parties parties = OneFlow.parties(topology);
        if (manner.warmOrigin() && !plan().node(proxy(parties)).reuseOrigin()) {
            throw new InputException(
                    "warm-origin needs a proxy that keeps its connections: deploy a topology with"
                            + " reuse-origin: true at the proxy, or run ./lab flow without --lab");
        }
        return OneFlow.trial(plan(), flow, manner, parties);
    }

    private String proxy(Parties parties) {
        if (parties.proxy() == null) {
            throw new InputException("there is no proxy in topology " + plan().name());
        }
        return parties.proxy();
    }

    /// The flows that wait, the one that runs, and the last ones that ended, oldest first.
    public List<FlowJob> flows() {
        return flows.jobs();
    }

    /// @throws NotFoundException if there is no such flow, or it ended long ago
    public FlowJob flow(String flow) {
        Optional<FlowJob> found = flows.find(flow);
        return found.orElseThrow(
                () ->
                        new NotFoundException(
                                "lab "
                                        + name
                                        + " has no flow \""
                                        + flow
                                        + "\"; the last "
                                        + FlowQueue.KEPT
                                        + " are kept"));
    }

    /// Writes the frames and TLS keys of a flow that has ended as pcapng, and closes the stream.
    ///
    /// @throws ConflictException if it has no result
    public void capture(FlowJob job, OutputStream to) throws IOException {
        TrialResult result = job.result();
        if (result == null) {
            throw new ConflictException("flow " + job.id() + " has no result");
        }
        CaptureWriter.whole(
                to,
                plan(),
                result.frames(),
                result.gaps(),
                result.keys(),
                job.request().flow().id());
    }

    /// Gives up a flow that waits.
    ///
    /// @throws ConflictException if it runs, or has ended
    public void cancel(FlowJob job) {
        flows.cancel(job);
    }

    /// Marks it as going down.
    ///
    /// @return false if it was before
    boolean beginClosing() {
        return closing.compareAndSet(false, true);
    }

    /// Ends its flows and takes it down.
    void close() {
        try {
            flows.close();
        } finally {
            lab.close();
        }
    }
}

package org.flowlab.lab;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flowlab.fabric.Fabric;
import org.flowlab.fabric.FabricOptions;
import org.flowlab.fabric.FabricReport;
import org.flowlab.fabric.Link;
import org.flowlab.fabric.LinkReport;
import org.flowlab.lab.program.HostNode;
import org.flowlab.lab.program.HostProcess;
import org.flowlab.lab.runtime.Place;
import org.flowlab.node.spec.Command;
import org.flowlab.sys.WireSite;
import org.flowlab.sys.Wiring;
import org.flowlab.topology.Plan;

/// A running lab: the plan's nodes in their namespaces, and the wire between them.
///
/// Closing it takes everything down. It dies with the process in any case: namespaces, links and
/// nodes are held by this process only. Thread-safe.
public final class Lab implements AutoCloseable {
    private static final Duration READY_PATIENCE = Duration.ofSeconds(20);
    private static final Duration START_PATIENCE = Duration.ofSeconds(90);
    private static final Duration KEYS_PATIENCE = Duration.ofSeconds(5);

    private final Plan plan;
    private final LabOptions options;
    private final Identities identities;
    private final KeyLog keys = new KeyLog();
    private final Recording recording = new Recording();
    private final NodeNews news = new NodeNews();
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final Map<String, LabNode> nodes = new LinkedHashMap<>();
    private final Teardown down = new Teardown();
    private final Wiring wiring;
    private final Fabric fabric;
    private final LabLinks links;
    private final HostNodes hosts;
    private boolean closed;

    private Lab(Plan plan, LabOptions options) {
        this.plan = plan;
        this.options = options;
        CompletableFuture<Identities> identities =
                CompletableFuture.supplyAsync(() -> Identities.of(plan), Lab::inBackground);
        down.keep(recording);
        try {
            // Certificates are signed, and the packet socket becomes ready, while links are made.
            FabricOptions memory = WireMemory.of(plan, down.keep(RingShare.take()));
            WireSite site = Sites.take(memory.ringFrames(), memory.frameBytes());
            down.keep(site.namespace());
            Fabric begun = Fabric.start(memory, site.socket());
            this.wiring = down.keep(wiring(plan, site, begun));
            this.fabric = down.keep(begun);
            this.links = new LabLinks(plan, wiring, fabric, options.seed(), recording);
            links.setParties(Set.of());
            this.identities = identities.join();
            this.hosts = new HostNodes(plan, options.folder(), this.identities, wiring, down, news);
            startNodes();
            fabric.awaitReady();
            Sites.prepare(memory.ringFrames(), memory.frameBytes());
        } catch (RuntimeException | Error e) {
            closeAfter(e);
            throw e;
        }
    }

    private Wiring wiring(Plan plan, WireSite site, Fabric begun) {
        try {
            place();
            return Wiring.up(
                    Setups.of(
                            plan,
                            places.entrySet().stream()
                                    .collect(
                                            Collectors.toMap(
                                                    Map.Entry::getKey,
                                                    e -> e.getValue().namespace()))),
                    site.namespace());
        } catch (RuntimeException | Error e) {
            begun.close();
            throw e;
        }
    }

    /// Makes the places of the nodes with a role.
    private void place() {
        List<String> names =
                plan.nodes().stream().filter(Lab::hasRole).map(Plan.PlannedNode::name).toList();
        List<Place> placed = options.host().place(plan.name(), names);
        for (int i = 0; i < names.size(); i++) {
            places.put(names.get(i), down.keep(placed.get(i)));
        }
    }

    private static boolean hasRole(Plan.PlannedNode node) {
        return switch (node.kind()) {
            case CLIENT, PROXY, ORIGIN -> true;
            case HOST, ROUTER, SWITCH -> false;
        };
    }

    private static void inBackground(Runnable task) {
        Thread.ofPlatform().name("lab identities").daemon().start(task);
    }

    /// Brings a plan up. If one part fails, everything is closed again. On return the lab's own
    /// servers listen; hosts without a role are started later, by [#startBystanders].
    ///
    /// @throws org.flowlab.sys.UnsupportedMachineException if the machine does not let this process
    /// @throws NodeFailure if a node does not start
    public static Lab deploy(Plan plan, LabOptions options) {
        return new Lab(plan, options);
    }

    /// Starts the random decisions, counts and reports of every link anew, as if nothing had been
    /// carried before. Links stay in place, and frames under way are delivered.
    public void restartLinks() {
        links.restart();
    }

    /// Lets every link forward frames at once, as [Plan#unimpaired] says, until [#endUnimpaired];
    /// no link is cut meanwhile. The links' states stay what they are.
    public void beginUnimpaired() {
        links.standIn(plan.unimpaired());
    }

    /// Lets every link do again what its state says.
    public void endUnimpaired() {
        links.endStandIn();
    }

    private void startNodes() {
        for (Plan.PlannedNode planned : plan.nodes()) {
            switch (planned.kind()) {
                case CLIENT, PROXY, ORIGIN -> startNode(planned);
                case HOST -> hosts.prepare(planned);
                case ROUTER, SWITCH -> {}
            }
        }
        for (LabNode node : nodes.values()) {
            node.awaitReady(START_PATIENCE);
        }
    }

    private void startNode(Plan.PlannedNode planned) {
        LabNode node = new LabNode(planned.name(), keys, news);
        nodes.put(planned.name(), node);
        Place place = Objects.requireNonNull(places.get(planned.name()), "each has a place");
        node.hostedBy(down.keep(place.start(identities.spec(planned.name()), node.listener())));
    }

    /// Starts the command of a host that plays a client.
    ///
    /// @param environment more variables for this start
    /// @throws NodeFailure if it cannot be started
    public HostProcess startHost(String name, Map<String, String> environment) {
        return hosts.run(name, environment);
    }

    /// Describes the nodes that ended, and the programs that failed; empty if there are none.
    public List<String> hostProblems() {
        return Stream.concat(
                        nodes.values().stream().flatMap(node -> node.problem().stream()),
                        hosts.problems().stream())
                .toList();
    }

    /// Reports to `listener` what nodes say, and every node and program that ends by itself, also
    /// before this call. Programs that play a client are meant to end, and are not reported.
    public void listenToNodes(NodeListener listener) {
        news.listen(listener);
    }

    /// Waits until a host's program accepts connections on `port`. The lab's own nodes accept them
    /// already.
    ///
    /// @throws NodeFailure if the program ended or does not listen in time. After one timeout,
    ///   later calls for that port do not wait.
    public void awaitListening(String name, int port) {
        hosts.awaitListening(name, port, READY_PATIENCE);
    }

    public Plan plan() {
        return plan;
    }

    /// The client, proxy or origin called `name`.
    public LabNode node(String name) {
        LabNode node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException(
                    "no client, proxy or origin \"" + name + "\" in topology " + plan.name());
        }
        return node;
    }

    /// True if `name` is a client, proxy or origin that the lab itself runs.
    public boolean has(String name) {
        return nodes.containsKey(name);
    }

    /// The `host` node called `name`.
    public HostNode host(String name) {
        return hosts.host(name);
    }

    /// The frames that the wire carried. [org.flowlab.fabric.WireFrame#link] is the link's place in
    /// the plan.
    public Recording recording() {
        return recording;
    }

    public KeyLog keys() {
        return keys;
    }

    /// All TLS secrets of the frames that the wire carried since the key log was cleared, those of
    /// hosts' programs too. Waits until each node has said what it knew when this was called.
    ///
    /// @throws NodeFailure if a node that runs does not answer; the secrets that were logged are
    ///   among [#keysSoFar]
    public List<String> collectKeys() {
        List<LabNode.Question> barriers =
                nodes.values().stream()
                        .filter(node -> node.problem().isEmpty())
                        .map(node -> node.begin(Command.Barrier::new))
                        .toList();
        barriers.forEach(barrier -> barrier.await(KEYS_PATIENCE));
        return keysSoFar();
    }

    /// The TLS secrets that have arrived since the key log was cleared. Those of the last frames
    /// may be missing.
    public List<String> keysSoFar() {
        hosts.newKeys().forEach(keys::add);
        return keys.lines();
    }

    /// The link called `name`.
    public Link link(String name) {
        return links.link(name);
    }

    /// What the link called `name` does to frames now.
    public LinkState linkState(String name) {
        return links.state(name);
    }

    /// What each link does to frames now, in the plan's order.
    public List<LinkState> linkStates() {
        return links.states();
    }

    /// Changes what a link does to the frames that enter from now on. May be called at any time by
    /// any thread.
    ///
    /// @param change is given the state before, and returns the new one
    /// @return the new state
    public LinkState changeLink(String link, UnaryOperator<LinkState> change) {
        return links.change(link, change);
    }

    /// The number of changes of links so far: as long as it stays the same, so do their states.
    public long linkChanges() {
        return links.changes();
    }

    /// The plan with what each link does to frames now, and not what it did at first. A cut link is
    /// in it as if it were up.
    public Plan currentPlan() {
        return plan.withLinks(
                link -> {
                    LinkState now = links.state(link.name());
                    return link.with(
                            now.forward(), now.forwardMtu(), now.reverse(), now.reverseMtu());
                });
    }

    /// Waits until no frame is under way and the nodes that received the last ones have had time to
    /// answer. Frames between hosts without a role are not waited for.
    ///
    /// @param on the names of the links that must be silent; empty for all
    /// @return false if they were not silent in time, or the calling thread was interrupted
    public boolean awaitSilence(Duration patience, Set<String> on) {
        return links.awaitSilence(patience, on);
    }

    /// Sets which nodes take part in what is measured, beside those with a role: frames to and from
    /// them are waited for. Those that are hosts are started, if they were not yet.
    ///
    /// @throws NodeFailure if a host's command cannot be started
    public void setParties(Set<String> names) {
        hosts.startBystanders(names);
        links.setParties(names);
    }

    /// Makes the nodes' kernels forget what they learned of each other: path MTUs, redirects, TCP
    /// metrics and Fast Open cookies. Connections that are open keep what they know. Hosts that do
    /// not take part are left alone.
    ///
    /// @param parties the nodes that take part beside those with a role
    public void forget(Set<String> parties) {
        wiring.forget(
                plan.nodes().stream()
                        .filter(node -> node.kind() != Plan.Kind.SWITCH)
                        .filter(
                                node ->
                                        node.role() != Plan.Kind.HOST
                                                || parties.contains(node.name()))
                        .map(Plan.PlannedNode::name)
                        .toList());
    }

    /// Starts the hosts without a role that were not started yet: what they do needs links that do
    /// what the plan says, and so comes after any warm-up.
    ///
    /// @return whether there was one
    /// @throws NodeFailure if a host's command cannot be started
    public boolean startBystanders() {
        return hosts.startBystanders();
    }

    /// The number of frames that entered the wire so far, without those between hosts without a
    /// role.
    public long awaitedFrames() {
        return links.awaitedFrames();
    }

    /// What each link did to frames and how punctually, in the plan's order.
    public List<LinkReport> linkReports() {
        return links.reports();
    }

    public FabricReport fabricReport() {
        return fabric.report();
    }

    public Wiring wiring() {
        return wiring;
    }

    @Override
    public void close() {
        RuntimeException failure =
                new IllegalStateException("take the lab " + plan.name() + " down");
        closeAfter(failure);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    /// Closes what is up in reverse order; failures are added to `cause`.
    private synchronized void closeAfter(Throwable cause) {
        if (closed) {
            return;
        }
        closed = true;
        nodes.values()
                .forEach(LabNode::stop); // all at once: then closing them takes as long as one
        down.run(cause);
    }
}

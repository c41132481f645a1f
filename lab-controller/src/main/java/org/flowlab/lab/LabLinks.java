package org.flowlab.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.flowlab.fabric.End;
import org.flowlab.fabric.Fabric;
import org.flowlab.fabric.Impairment;
import org.flowlab.fabric.Link;
import org.flowlab.fabric.LinkReport;
import org.flowlab.fabric.Switch;
import org.flowlab.sys.Wiring;
import org.flowlab.topology.Plan;
import org.flowlab.unit.Seed;

/// The links of a lab on its wire and the switches between them, and what each link does to frames
/// now. What they carry goes into the recording. Thread-safe.
final class LabLinks {
    private static final long SETTLE_NANOS = 500_000;
    private static final Duration SETTLED = Duration.ofMillis(1);

    private final Plan plan;
    private final Wiring wiring;
    private final Fabric fabric;
    private final Seed seed;
    private final Recording recording;
    private final Map<String, Switch> switches = new LinkedHashMap<>();

    /// By name, in the plan's order.
    private final Map<String, Link> links;

    /// Written under this object's lock, read by any thread.
    private final Map<String, LinkState> states = new ConcurrentHashMap<>();

    /// What links do now instead of what `states` says, by name; empty if nothing else.
    private final Map<String, LinkState> standIns = new HashMap<>();

    private long changes;

    /// Adds the plan's switches and links.
    LabLinks(Plan plan, Wiring wiring, Fabric fabric, Seed seed, Recording recording) {
        this.plan = plan;
        this.wiring = wiring;
        this.fabric = fabric;
        this.seed = seed;
        this.recording = recording;
        for (Plan.PlannedNode node : plan.nodes()) {
            if (node.kind() == Plan.Kind.SWITCH) {
                switches.put(node.name(), fabric.addSwitch(node.name()));
            }
        }
        links = connect();
    }

    /// Adds the plan's links.
    private Map<String, Link> connect() {
        Map<String, Link> made = new LinkedHashMap<>();
        int number = 0;
        for (Plan.PlannedLink planned : plan.links()) {
            Link link =
                    fabric.addLink(
                            planned.name(),
                            end(planned.a()),
                            end(planned.b()),
                            Impairments.of(planned.forward(), planned.forwardMtu()),
                            Impairments.of(planned.reverse(), planned.reverseMtu()),
                            seed);
            link.setSink(recording.sink(number++));
            made.put(planned.name(), link);
            states.put(planned.name(), LinkState.of(planned));
        }
        return made;
    }

    /// Starts the counts and random decisions of every link anew. Links stay in place, and frames
    /// under way are delivered.
    synchronized void restart() {
        links.forEach(
                (name, link) -> {
                    LinkState now = standIns.getOrDefault(name, state(name));
                    link.restart(forward(now), reverse(now));
                });
    }

    /// Lets every link do what `like` says until [#endStandIn], and none be cut. The links' states
    /// stay what they are, and can be changed meanwhile.
    synchronized void standIn(Plan like) {
        like.links().forEach(l -> standIns.put(l.name(), LinkState.of(l)));
        links.keySet().forEach(this::apply);
    }

    /// Lets every link do again what its state says.
    synchronized void endStandIn() {
        standIns.clear();
        links.keySet().forEach(this::apply);
    }

    private void apply(String name) {
        LinkState now = standIns.getOrDefault(name, state(name));
        link(name).change(forward(now), reverse(now));
        link(name).setUp(now.up());
    }

    private static Impairment forward(LinkState state) {
        return Impairments.of(state.forward(), state.forwardMtu());
    }

    private static Impairment reverse(LinkState state) {
        return Impairments.of(state.reverse(), state.reverseMtu());
    }

    /// The number of changes so far. It waits for one that is being made: a trial that began in the
    /// middle of it would take the old delay for the new one.
    synchronized long changes() {
        return changes;
    }

    private End end(Plan.End end) {
        Switch bridge = switches.get(end.node());
        return bridge == null
                ? End.device(wiring.end(end.node(), end.dev()).index())
                : End.port(bridge);
    }

    Link link(String name) {
        Link link = links.get(name);
        if (link == null) {
            throw new IllegalArgumentException(
                    "no link \"" + name + "\" in topology " + plan.name());
        }
        return link;
    }

    /// What the link called `name` does to frames now.
    LinkState state(String name) {
        link(name);
        return Objects.requireNonNull(states.get(name));
    }

    /// In the plan's order.
    List<LinkState> states() {
        return links.keySet().stream().map(this::state).toList();
    }

    /// Changes what a link does to the frames that enter from now on.
    ///
    /// @return the new state
    synchronized LinkState change(String name, UnaryOperator<LinkState> change) {
        LinkState before = state(name);
        LinkState next = change.apply(before);
        if (!next.equals(before)) {
            changes++;
            states.put(name, next);
            apply(name);
        }
        return next;
    }

    /// Sets which nodes take part in trials beside those with a role: their frames are waited for.
    void setParties(Set<String> names) {
        fabric.setBackground(Background.of(plan, names));
    }

    /// Waits until no frame is under way and the nodes that received the last ones have had time to
    /// answer.
    ///
    /// @param on the names of the links that must be silent; empty for all
    /// @return false if they were not silent in time, or the calling thread was interrupted
    boolean awaitSilence(Duration patience, Set<String> on) {
        Link[] watched =
                links.values().stream()
                        .filter(link -> on.isEmpty() || on.contains(link.name()))
                        .toArray(Link[]::new);
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
            Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
            if (fabric.awaitIdle(left, watched)) {
                long before = awaited(watched);
                LockSupport.parkNanos(SETTLE_NANOS);
                if (fabric.awaitIdle(SETTLED, watched) && awaited(watched) == before) {
                    return true;
                }
            }
        }
        return false;
    }

    long awaitedFrames() {
        return awaited(links.values().toArray(Link[]::new));
    }

    private static long awaited(Link... links) {
        return Arrays.stream(links).mapToLong(Link::awaitedFrames).sum();
    }

    /// In the plan's order.
    List<LinkReport> reports() {
        List<LinkReport> reports = new ArrayList<>();
        links.values().forEach(link -> reports.add(link.report()));
        return reports;
    }
}

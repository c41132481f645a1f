package org.flowlab.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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

    /// Sets every link to what `like` says, and starts its counts and random decisions anew. Links
    /// stay in place, and frames under way are delivered.
    synchronized void restart(Plan like) {
        for (Plan.PlannedLink planned : like.links()) {
            link(planned.name())
                    .restart(
                            Impairments.of(planned.forward(), planned.forwardMtu()),
                            Impairments.of(planned.reverse(), planned.reverseMtu()));
            LinkState before = state(planned.name());
            states.put(planned.name(), LinkState.of(planned).withUp(before.up()));
        }
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
    synchronized void change(String name, UnaryOperator<LinkState> change) {
        Link link = link(name);
        LinkState next = change.apply(state(name));
        states.put(name, next);
        link.change(
                Impairments.of(next.forward(), link.forward().mtu()),
                Impairments.of(next.reverse(), link.reverse().mtu()));
        link.setUp(next.up());
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

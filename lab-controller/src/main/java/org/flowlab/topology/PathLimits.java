package org.flowlab.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.flowlab.topology.Plan.Kind;
import org.flowlab.topology.Plan.PlannedNode;
import org.flowlab.unit.BitRate;
import org.jspecify.annotations.Nullable;

/// Fills in the nodes' time limits. A default grows with the round trip R of the plan's longest
/// path.
///
/// R is the longest round trip from a client through a proxy to an origin. It is the sum, over the
/// links in both directions, of the delay, four times the jitter, and the time that 10 kB take at
/// the link's rate.
final class PathLimits {
    /// The value of a time that the file does not set.
    static final int UNSET = 0;

    private static final int MOST_MILLIS = 86_400_000; // a day

    /// Multiples of R.
    private static final int CONNECT = 4;

    private static final int HANDSHAKE = 8;
    private static final int ANSWER = 8;
    private static final int IDLE = 16;

    private static final int JITTERS = 4;
    private static final int FLIGHT_BYTES = 10_000;

    /// The most pairs of nodes whose paths are computed, in the order of the file. In larger labs
    /// the rest is ignored, which bounds the time that a plan takes.
    private static final int MOST_PATHS = 200;

    private final Plan plan;
    private final PathFinder paths;
    private int looked;

    private PathLimits(Plan plan) {
        this.plan = plan;
        this.paths = new PathFinder(plan);
    }

    /// A copy of the plan in which all nodes but routers and switches have all their limits.
    static Plan fill(Plan plan) {
        Duration longest = longest(plan);
        List<PlannedNode> nodes = new ArrayList<>();
        for (PlannedNode node : plan.nodes()) {
            nodes.add(
                    node.kind() == Kind.ROUTER || node.kind() == Kind.SWITCH
                            ? node
                            : node.withLimits(fill(node.limits(), longest)));
        }
        return new Plan(plan.name(), nodes, plan.links());
    }

    private static Limits fill(@Nullable Limits given, Duration longest) {
        Limits d = Limits.DEFAULT;
        Limits limits =
                given == null
                        ? new Limits(
                                UNSET,
                                UNSET,
                                UNSET,
                                UNSET,
                                d.headerBytes(),
                                d.streams(),
                                d.connections(),
                                d.bufferBytes())
                        : given;
        return new Limits(
                time(limits.connectMillis(), d.connectMillis(), CONNECT, longest),
                time(limits.handshakeMillis(), d.handshakeMillis(), HANDSHAKE, longest),
                time(limits.answerMillis(), d.answerMillis(), ANSWER, longest),
                time(limits.idleMillis(), d.idleMillis(), IDLE, longest),
                limits.headerBytes(),
                limits.streams(),
                limits.connections(),
                limits.bufferBytes());
    }

    private static int time(int given, int least, int times, Duration longest) {
        return given == UNSET ? Math.clamp(longest.toMillis() * times, least, MOST_MILLIS) : given;
    }

    /// The round trip R; zero if no client reaches a server.
    static Duration longest(Plan plan) {
        return new PathLimits(plan).longest();
    }

    private Duration longest() {
        List<String> proxies = playing(Kind.PROXY);
        List<String> origins = playing(Kind.ORIGIN);
        Duration longest = Duration.ZERO;
        for (String client : playing(Kind.CLIENT)) {
            for (String origin : origins) {
                longest = longer(longest, turn(client, origin));
            }
            for (String proxy : proxies) {
                Optional<Duration> first = turn(client, proxy);
                longest = longer(longest, first);
                for (String origin : first.isPresent() ? origins : List.<String>of()) {
                    longest = longer(longest, turn(proxy, origin).map(t -> t.plus(first.get())));
                }
            }
        }
        return longest;
    }

    private List<String> playing(Kind kind) {
        return plan.nodes().stream().filter(n -> n.role() == kind).map(PlannedNode::name).toList();
    }

    private static Duration longer(Duration one, Optional<Duration> other) {
        return other.filter(o -> o.compareTo(one) > 0).orElse(one);
    }

    /// The round trip between two nodes; empty if there is no path, or after [#MOST_PATHS] calls.
    private Optional<Duration> turn(String from, String to) {
        if (++looked > MOST_PATHS || !paths.bothWays(from, to)) {
            return Optional.empty();
        }
        return paths.find(from, to)
                .flatMap(there -> paths.find(to, from).map(back -> sum(there).plus(sum(back))));
    }

    private static Duration sum(List<Hop> hops) {
        return hops.stream().map(h -> time(h.tc())).reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration time(TrafficControl tc) {
        BitRate rate = tc.rate();
        return tc.delay()
                .plus(tc.jitter().multipliedBy(JITTERS))
                .plusNanos(rate == null ? 0 : rate.nanosFor(FLIGHT_BYTES));
    }
}

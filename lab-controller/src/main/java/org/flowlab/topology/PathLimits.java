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

/// The nodes' limits in time, by default a multiple of what the plan's longest path needs.
///
/// R is the longest round trip from a client by way of a proxy to an origin: the sum of the links'
/// delays both ways, four times their jitter, and the time that 10 kB take at their rates.
final class PathLimits {
    /// A time that the file does not give.
    static final int UNSET = 0;

    /// A day.
    private static final int MOST_MILLIS = 86_400_000;

    private static final int CONNECT = 4;
    private static final int HANDSHAKE = 8;
    private static final int ANSWER = 8;
    private static final int IDLE = 16;

    private static final int JITTERS = 4;
    private static final int FLIGHT_BYTES = 10_000;

    /// In larger labs only the first paths are looked at, in the order of the file.
    private static final int MOST_PATHS = 200;

    private final Plan plan;
    private final PathFinder paths;
    private int looked;

    private PathLimits(Plan plan) {
        this.plan = plan;
        this.paths = new PathFinder(plan);
    }

    /// The same plan, each of whose nodes that speak or run programs has all its limits.
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

    /// R, zero where no client reaches anyone.
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

    /// There and back; empty where there is no way, or enough paths were looked at.
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

package org.flowlab.trial;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flowlab.fabric.Gap;
import org.flowlab.flow.Network;
import org.flowlab.flow.Network.Direction;
import org.flowlab.flow.Parties;
import org.flowlab.flow.Role;
import org.flowlab.flow.Unrecorded;
import org.flowlab.topology.Hop;
import org.flowlab.topology.Plan;
import org.flowlab.topology.TrafficControl;

/// The links between a run's parties, as theory needs them.
public final class Networks {
    private Networks() {}

    public static Network between(Plan plan, Parties parties) {
        String proxy = parties.proxy();
        if (proxy == null) {
            return both(
                    Network.empty(),
                    plan,
                    Role.CLIENT,
                    parties.client(),
                    Role.ORIGIN,
                    parties.origin());
        }
        Network toProxy =
                both(Network.empty(), plan, Role.CLIENT, parties.client(), Role.PROXY, proxy);
        return both(toProxy, plan, Role.PROXY, proxy, Role.ORIGIN, parties.origin());
    }

    /// The names of a run's parties, the client's first.
    static Set<String> nodes(Parties parties) {
        Set<String> nodes = new LinkedHashSet<>(List.of(parties.client()));
        if (parties.proxy() != null) {
            nodes.add(parties.proxy());
        }
        nodes.add(parties.origin());
        return nodes;
    }

    /// The names of the links that lie between a run's parties.
    static Set<String> links(Plan plan, Parties parties) {
        List<String> nodes = List.copyOf(nodes(parties));
        Set<String> links = new HashSet<>();
        for (int i = 1; i < nodes.size(); i++) {
            plan.path(nodes.get(i - 1), nodes.get(i)).forEach(hop -> links.add(hop.link()));
            plan.path(nodes.get(i), nodes.get(i - 1)).forEach(hop -> links.add(hop.link()));
        }
        return links;
    }

    /// The gaps that may hide steps of a run between `parties`.
    static List<Unrecorded> unrecorded(Plan plan, Parties parties, List<Gap> gaps) {
        List<Unrecorded> unrecorded = new ArrayList<>();
        for (Gap gap : gaps) {
            String link = plan.links().get(gap.link()).name();
            Set<Direction> ways = new HashSet<>();
            for (Direction way : adjacent(parties)) {
                if (links(plan, parties, way).contains(link)) {
                    ways.add(way);
                    ways.add(new Direction(way.to(), way.from()));
                }
            }
            if (!gap.background() && !ways.isEmpty()) {
                unrecorded.add(new Unrecorded(ways, gap.frames(), gap.fromNanos()));
            }
        }
        return unrecorded;
    }

    private static List<Direction> adjacent(Parties parties) {
        return parties.proxy() == null
                ? List.of(new Direction(Role.CLIENT, Role.ORIGIN))
                : List.of(
                        new Direction(Role.CLIENT, Role.PROXY),
                        new Direction(Role.PROXY, Role.ORIGIN));
    }

    /// The names of the links between two parties, either way.
    private static Set<String> links(Plan plan, Parties parties, Direction way) {
        String a = parties.node(way.from());
        String b = parties.node(way.to());
        return Stream.concat(plan.path(a, b).stream(), plan.path(b, a).stream())
                .map(Hop::link)
                .collect(Collectors.toSet());
    }

    private static Network both(
            Network network, Plan plan, Role one, String nodeOne, Role other, String nodeOther) {
        return network.with(one, other, hops(plan.path(nodeOne, nodeOther)))
                .with(other, one, hops(plan.path(nodeOther, nodeOne)));
    }

    private static List<Network.Hop> hops(List<Hop> path) {
        return path.stream().map(hop -> hop(hop.tc())).toList();
    }

    private static Network.Hop hop(TrafficControl tc) {
        boolean varies = tc.reorder() < 1 && (!tc.jitter().isZero() || tc.reorder() > 0);
        return new Network.Hop(varies ? MeanDelay.of(tc) : constant(tc), tc.rate(), varies);
    }

    /// A frame that is reordered is not delayed.
    private static Duration constant(TrafficControl tc) {
        return tc.reorder() < 1 ? tc.delay() : Duration.ZERO;
    }
}

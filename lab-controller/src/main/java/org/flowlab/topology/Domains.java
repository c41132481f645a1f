package org.flowlab.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.topology.Plan.End;
import org.flowlab.topology.Plan.Kind;
import org.jspecify.annotations.Nullable;

/// Finds which ends of links see each other's frames: the two ends of a link, and all ends that are
/// connected through switches.
final class Domains {
    private Domains() {}

    /// Links whose ends share a subnet.
    ///
    /// @param index from 0, in the order of the domains' first links
    /// @param ends the links' ends at nodes other than switches, in the order of the links
    record Domain(int index, List<Topology.Link> links, List<End> ends) {
        /// The subnets that the file sets for this domain, by `subnet` or by an address. In a valid
        /// file they are all equal.
        List<Subnet> fixed(Map<String, Topology.Node> nodes) {
            List<Subnet> fixed = new ArrayList<>();
            for (Topology.Link link : links) {
                if (link.subnet() != null) {
                    fixed.add(link.subnet());
                }
            }
            for (End end : ends) {
                FixedAddress address = address(nodes, end);
                if (address != null) {
                    fixed.add(address.subnet());
                }
            }
            return fixed;
        }

        private static @Nullable FixedAddress address(Map<String, Topology.Node> nodes, End end) {
            Topology.Node node = nodes.get(end.node());
            return node == null ? null : node.addresses().get(end.dev());
        }
    }

    static List<Domain> of(Topology topology) {
        Map<String, Topology.Node> nodes = topology.byName();
        List<Topology.Link> links = topology.links();
        int[] group = new int[links.size()];
        Map<String, Integer> ofSwitch = new HashMap<>();
        for (int i = 0; i < group.length; i++) {
            group[i] = i;
            for (End end : List.of(links.get(i).a(), links.get(i).b())) {
                Integer other = isSwitch(nodes, end) ? ofSwitch.putIfAbsent(end.node(), i) : null;
                if (other != null) {
                    int one = first(group, other);
                    int two = first(group, i);
                    group[Math.max(one, two)] = Math.min(one, two);
                }
            }
        }
        Map<Integer, Domain> domains = new LinkedHashMap<>();
        for (int i = 0; i < group.length; i++) {
            Domain domain =
                    domains.computeIfAbsent(
                            first(group, i),
                            _ -> new Domain(domains.size(), new ArrayList<>(), new ArrayList<>()));
            domain.links().add(links.get(i));
            for (End end : List.of(links.get(i).a(), links.get(i).b())) {
                if (!isSwitch(nodes, end)) {
                    domain.ends().add(end);
                }
            }
        }
        return List.copyOf(domains.values());
    }

    private static int first(int[] group, int of) {
        int at = of;
        while (group[at] != at) {
            group[at] = group[group[at]];
            at = group[at];
        }
        return at;
    }

    private static boolean isSwitch(Map<String, Topology.Node> nodes, End end) {
        Topology.Node node = nodes.get(end.node());
        return node != null && node.kind() == Kind.SWITCH;
    }
}

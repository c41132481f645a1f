package org.flowlab.topology;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flowlab.topology.Domains.Domain;
import org.flowlab.topology.Plan.End;
import org.flowlab.yaml.YamlValue;

/// Checks the subnets and addresses that a file sets: they must fit the links and each other.
final class AddressCheck {
    private final Map<String, Topology.Node> nodes;
    private final List<Domain> domains;
    private final Map<String, YamlValue> nodeValues;
    private final Map<String, YamlValue> linkValues;

    /// The values in each node's `addresses`, by node and interface.
    private final Map<String, Map<String, YamlValue>> addressValues = new HashMap<>();

    private boolean sound = true;

    AddressCheck(
            Topology topology,
            Map<String, YamlValue> nodeValues,
            Map<String, YamlValue> linkValues) {
        this.nodes = topology.byName();
        this.domains = Domains.of(topology);
        this.nodeValues = nodeValues;
        this.linkValues = linkValues;
    }

    /// A place in the file that sets the subnet of a domain.
    ///
    /// @param by words for that place, as in `address 198.18.0.1/30 of client:eth0`
    private record Mention(Subnet subnet, Domain domain, String by, YamlValue at) {}

    boolean check(YamlValue links) {
        List<Mention> chosen = new ArrayList<>();
        Set<End> ends = new HashSet<>();
        for (Domain domain : domains) {
            ends.addAll(domain.ends());
            List<Mention> mentions = mentions(domain);
            if (!mentions.isEmpty()) {
                chosen.add(mentions.getFirst());
                agree(mentions);
                room(mentions.getFirst());
            }
        }
        disjoint(chosen);
        unique();
        interfacesExist(ends);
        if (sound && Subnets.of(domains, nodes).isEmpty()) {
            links.problem("the links need more addresses than " + Subnet.LAB + " has");
            sound = false;
        }
        return sound;
    }

    private void problem(YamlValue at, String text) {
        at.problem(text);
        sound = false;
    }

    private List<Mention> mentions(Domain domain) {
        List<Mention> mentions = new ArrayList<>();
        for (Topology.Link link : domain.links()) {
            YamlValue value = linkValues.get(link.name());
            if (link.subnet() != null && value != null) {
                YamlValue at = value.map().getOrDefault("subnet", value);
                mentions.add(
                        new Mention(
                                link.subnet(),
                                domain,
                                link.subnet() + " of link \"" + link.name() + "\"",
                                at));
            }
        }
        for (End end : domain.ends()) {
            Topology.Node node = nodes.get(end.node());
            FixedAddress address = node == null ? null : node.addresses().get(end.dev());
            if (address != null) {
                mentions.add(
                        new Mention(
                                address.subnet(),
                                domain,
                                "address " + address + " of " + end,
                                addressValue(end)));
            }
        }
        return mentions;
    }

    private YamlValue addressValue(End end) {
        YamlValue node = nodeValues.get(end.node());
        if (node == null) {
            throw new IllegalStateException("an address on no node: " + end);
        }
        return addressValues
                .computeIfAbsent(end.node(), _ -> node.map().getOrDefault("addresses", node).map())
                .getOrDefault(end.dev(), node);
    }

    /// Adds a problem for each mention whose subnet differs from the first one: a link, or a switch
    /// with its links, is one subnet.
    private void agree(List<Mention> mentions) {
        Mention first = mentions.getFirst();
        for (Mention other : mentions.subList(1, mentions.size())) {
            if (!other.subnet().equals(first.subnet())) {
                problem(
                        other.at(),
                        other.by()
                                + " is not in the subnet of "
                                + first.by()
                                + ", which is on the same wire: "
                                + first.subnet());
            }
        }
    }

    private void room(Mention mention) {
        int ends = mention.domain().ends().size();
        if (mention.subnet().hosts() < ends) {
            problem(
                    mention.at(),
                    "subnet "
                            + mention.subnet()
                            + " has room for "
                            + mention.subnet().hosts()
                            + " interfaces, but "
                            + ends
                            + " are on this wire");
        }
    }

    private void disjoint(List<Mention> chosen) {
        List<Mention> sorted = new ArrayList<>(chosen);
        sorted.sort(
                Comparator.comparingInt((Mention m) -> m.subnet().network())
                        .thenComparingInt(m -> m.subnet().prefixLength()));
        Mention before = null;
        for (Mention mention : sorted) {
            if (before != null && before.subnet().overlaps(mention.subnet())) {
                boolean later = mention.domain().index() > before.domain().index();
                Mention at = later ? mention : before;
                Mention other = later ? before : mention;
                problem(
                        at.at(),
                        at.by()
                                + " overlaps "
                                + other.by()
                                + "; each link, or switch with its links, has a subnet of its own");
            }
            if (before == null || before.subnet().end() < mention.subnet().end()) {
                before = mention;
            }
        }
    }

    private void unique() {
        Map<Integer, End> owners = new HashMap<>();
        for (Domain domain : domains) {
            for (End end : domain.ends()) {
                Topology.Node node = nodes.get(end.node());
                FixedAddress address = node == null ? null : node.addresses().get(end.dev());
                End owner = address == null ? null : owners.putIfAbsent(address.address(), end);
                if (owner != null && address != null) {
                    problem(
                            addressValue(end),
                            "address "
                                    + address.inet().getHostAddress()
                                    + " already belongs to "
                                    + owner);
                }
            }
        }
    }

    private void interfacesExist(Set<End> ends) {
        for (Topology.Node node : nodes.values()) {
            for (String dev : node.addresses().keySet()) {
                End end = new End(node.name(), dev);
                if (!ends.contains(end)) {
                    problem(addressValue(end), "no link ends at " + end);
                }
            }
        }
    }
}

package org.flowlab.topology;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.flowlab.topology.Domains.Domain;
import org.jspecify.annotations.Nullable;

/// Gives every domain a subnet: the one that the file sets, or the next free one.
final class Subnets {
    private Subnets() {}

    /// The subnets of the domains, in their order; empty if the lab's range is too small.
    static Optional<List<Subnet>> of(List<Domain> domains, Map<String, Topology.Node> nodes) {
        NavigableMap<Long, Subnet> taken = new TreeMap<>();
        List<Subnet> fixed = new ArrayList<>();
        for (Domain domain : domains) {
            domain.fixed(nodes).stream().findFirst().ifPresent(fixed::add);
        }
        fixed.sort(Comparator.comparingInt(Subnet::prefixLength));
        for (Subnet subnet : fixed) { // the larger first: they may contain smaller ones
            if (holder(taken, subnet) == null) {
                taken.put(first(subnet), subnet);
            }
        }
        List<Subnet> subnets = new ArrayList<>();
        long next = first(Subnet.LAB);
        for (Domain domain : domains) {
            Optional<Subnet> named = domain.fixed(nodes).stream().findFirst();
            if (named.isPresent()) {
                subnets.add(named.get());
                continue;
            }
            int length = Subnet.prefixLengthFor(domain.ends().size());
            Subnet free = free(next, length, taken);
            if (free == null) {
                return Optional.empty();
            }
            subnets.add(free);
            next = last(free) + 1;
        }
        return Optional.of(subnets);
    }

    private static @Nullable Subnet free(
            long from, int prefixLength, NavigableMap<Long, Subnet> taken) {
        long size = 1L << (32 - prefixLength);
        long next = from;
        while (true) {
            next = Math.ceilDiv(next, size) * size;
            if (next + size - 1 > last(Subnet.LAB)) {
                return null;
            }
            Subnet candidate = new Subnet((int) next, prefixLength);
            Subnet holder = holder(taken, candidate);
            if (holder == null) {
                return candidate;
            }
            next = last(holder) + 1;
        }
    }

    /// A taken subnet that overlaps `candidate`; null if there is none.
    private static @Nullable Subnet holder(NavigableMap<Long, Subnet> taken, Subnet candidate) {
        Map.Entry<Long, Subnet> below = taken.floorEntry(last(candidate));
        return below != null && below.getValue().overlaps(candidate) ? below.getValue() : null;
    }

    private static long first(Subnet subnet) {
        return subnet.network() & 0xffff_ffffL;
    }

    private static long last(Subnet subnet) {
        return subnet.end() & 0xffff_ffffL;
    }
}

package org.flowlab.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What anybody may send takes little time to check, whatever its shape.
class LargeTopologiesTest {
    private final StringBuilder nodes = new StringBuilder();
    private final StringBuilder links = new StringBuilder();
    private final Map<String, Integer> interfaces = new HashMap<>();

    private LargeTopologiesTest node(String name, String kind) {
        nodes.append("    %s: {kind: %s}\n".formatted(name, kind));
        return this;
    }

    private LargeTopologiesTest link(String a, String b) {
        links.append(
                "    - {endpoints: [%s:e%d, %s:e%d]}\n"
                        .formatted(
                                a,
                                interfaces.merge(a, 1, Integer::sum),
                                b,
                                interfaces.merge(b, 1, Integer::sum)));
        return this;
    }

    private Topology parse() {
        String text = "topology:\n  nodes:\n" + nodes + "  links:\n" + links;
        return Topologies.parse("f.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    private void row(int routers) {
        List<String> names = IntStream.range(0, routers).mapToObj(i -> "r" + i).toList();
        node("client", "client").node("origin", "origin");
        names.forEach(name -> node(name, "router"));
        link("client", names.getFirst()).link("origin", names.getLast());
        for (int i = 1; i < routers; i++) {
            link(names.get(i - 1), names.get(i));
        }
    }

    private void grid(int side) {
        node("client", "client").node("origin", "origin");
        for (int i = 0; i < side * side; i++) {
            node("r" + i, "router");
            if (i % side > 0) {
                link("r" + i, "r" + (i - 1));
            }
            if (i >= side) {
                link("r" + i, "r" + (i - side));
            }
        }
        link("client", "r0").link("origin", "r1");
    }

    /// @param hub the kind of the node in the middle
    private void star(int origins, String hub) {
        node("client", "client").node("hub", hub).link("client", "hub");
        for (int i = 0; i < origins; i++) {
            node("o" + i, "origin").link("o" + i, "hub");
        }
    }

    private void mesh(int routers) {
        node("client", "client").node("origin", "origin");
        for (int i = 0; i < routers; i++) {
            node("r" + i, "router");
            for (int j = 0; j < i; j++) {
                link("r" + i, "r" + j);
            }
        }
        link("client", "r0").link("origin", "r1");
    }

    private void make(String shape) {
        int size = Integer.parseInt(shape.split(" ")[1]);
        switch (shape.split(" ")[0]) {
            case "row" -> row(size);
            case "grid" -> grid(size);
            case "star" -> star(size, "router");
            case "switch" -> star(size, "switch");
            default -> mesh(size);
        }
    }

    private static double cpuSeconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
    }

    /// 10 s, although it takes about one: cold code on a busy machine is slow.
    @ParameterizedTest
    @ValueSource(strings = {"row 63", "grid 25", "star 1000", "mesh 100", "switch 1000"})
    void the_largest_of_a_shape_is_checked_soon(String shape) {
        make(shape);
        double before = cpuSeconds();
        assertThat(parse().nodes()).isNotEmpty();
        assertThat(cpuSeconds() - before).isLessThan(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"row 1900", "grid 40", "star 1900", "mesh 140", "switch 1900"})
    void a_larger_one_is_refused_at_once(String shape) {
        make(shape);
        double before = cpuSeconds();
        assertThatThrownBy(this::parse)
                .hasMessageMatching(
                        "f.yaml:3:5: nodes: \\d+ nodes on \\d+ networks may need \\d+ routes and"
                                + " neighbours; in a text that was sent, at most 1200000 are"
                                + " allowed");
        assertThat(cpuSeconds() - before).isLessThan(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 1_000})
    void more_routers_in_a_row_than_packets_pass_are_counted_in_less_than_cubic_time(int routers) {
        row(routers);
        double before = cpuSeconds();
        assertThatThrownBy(this::parse)
                .hasMessageContaining(
                        routers
                                + " routers are between client and origin, and a packet passes at"
                                + " most 63 (its TTL is 64)");
        assertThat(cpuSeconds() - before).isLessThan(10);
    }
}

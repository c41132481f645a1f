package org.flowlab.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.flowlab.topology.Plan.Kind;
import org.flowlab.topology.Plan.PlannedInterface;
import org.flowlab.topology.Plan.PlannedNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {
    static Topology parse(String yaml) {
        return Topologies.parse("test.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static final String DIAMOND =
            """
            topology:
              nodes:
                client: {kind: client}
                a: {kind: router}
                b: {kind: router}
                c: {kind: router}
                d: {kind: router}
                origin: {kind: origin}
              links:
                - endpoints: ["client:eth0", "a:eth0"]
                - endpoints: ["d:eth9", "c:eth1"]
                - endpoints: ["a:eth1", "b:eth0"]
                - endpoints: ["d:eth1", "b:eth1"]
                - endpoints: ["a:eth2", "c:eth0"]
                - endpoints: ["d:eth0", "origin:eth0"]
            """;

    @Test
    void two_equal_paths_are_decided_the_same_way_in_both_directions() {
        Plan plan = parse(DIAMOND).plan();
        List<String> there = plan.path("client", "origin").stream().map(Hop::link).toList();
        List<String> back = plan.path("origin", "client").stream().map(Hop::link).toList();
        assertThat(there).containsExactly("client-a", "a-b", "d-b", "d-origin");
        assertThat(back).isEqualTo(there.reversed());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void random_networks_are_addressed_without_overlap_and_routed_the_same_way_back(long seed) {
        Topology topology = random(new Random(seed));
        Plan plan = topology.plan();
        assertThat(plan).isEqualTo(topology.plan());
        Map<String, String> owners = new HashMap<>();
        Set<Long> macs = new HashSet<>();
        for (PlannedNode node : plan.nodes()) {
            for (PlannedInterface i : node.interfaces()) {
                assertThat(owners.put(i.address().getHostAddress(), node.name())).isNull();
                assertThat(macs.add(i.mac())).isTrue();
                assertThat(Subnet.LAB.contains(bits(i))).isTrue();
                assertThat(i.mac() >>> 40 & 3).isEqualTo(2);
            }
        }
        for (PlannedNode one : plan.nodes()) {
            for (PlannedNode other : plan.nodes()) {
                checkPair(plan, one, other, owners);
            }
        }
    }

    private static int bits(PlannedInterface i) {
        return java.nio.ByteBuffer.wrap(i.address().getAddress()).getInt();
    }

    private static void checkPair(
            Plan plan, PlannedNode one, PlannedNode other, Map<String, String> owners) {
        if (one.kind() == Kind.SWITCH || other.kind() == Kind.SWITCH || one.equals(other)) {
            return;
        }
        String known = one.hosts().get(other.name());
        assertThat(known != null)
                .as("%s knows %s", one.name(), other.name())
                .isEqualTo(plan.reaches(one.name(), other.name()));
        if (known == null) {
            return;
        }
        assertThat(owners).containsEntry(known, other.name());
        List<String> there = plan.path(one.name(), other.name()).stream().map(Hop::link).toList();
        List<String> back = plan.path(other.name(), one.name()).stream().map(Hop::link).toList();
        assertThat(back).as("%s to %s", one.name(), other.name()).isEqualTo(there.reversed());
    }

    /// Routers in a random graph with loops, switches between some, and nodes of other kinds at
    /// random places.
    private static Topology random(Random random) {
        StringBuilder nodes = new StringBuilder();
        List<String> links = new ArrayList<>();
        int[] ports = new int[100];
        int routers = 2 + random.nextInt(7);
        int switches = random.nextInt(4);
        for (int i = 0; i < routers + switches; i++) {
            String kind = i < routers ? "router" : "switch";
            nodes.append("    n").append(i).append(": {kind: ").append(kind).append("}\n");
            if (i > 0) {
                links.add(link(i, random.nextInt(Math.min(i, routers)), ports));
            }
        }
        for (int i = 0; i < random.nextInt(8); i++) {
            int a = random.nextInt(routers);
            int b = random.nextInt(routers + switches);
            if (a != b) {
                links.add(link(a, b, ports));
            }
        }
        String[] kinds = {"client", "origin", "proxy", "client", "proxy", "origin"};
        for (int i = 0; i < kinds.length; i++) {
            int at = 50 + i;
            nodes.append("    n").append(at).append(": {kind: ").append(kinds[i]).append("}\n");
            links.add(link(at, random.nextInt(routers + switches), ports));
            if (kinds[i].equals("proxy")) {
                links.add(link(at, random.nextInt(routers + switches), ports));
            }
        }
        java.util.Collections.shuffle(links, random);
        return parse("topology:\n  nodes:\n" + nodes + "  links:\n" + String.join("", links));
    }

    private static String link(int a, int b, int[] ports) {
        return "    - {name: l%d-%d-%d, endpoints: [\"n%d:e%d\", \"n%d:e%d\"]}\n"
                .formatted(a, b, ports[a], a, ports[a]++, b, ports[b]++);
    }

    @Test
    void a_proxy_does_not_pass_packets_on() {
        Plan plan =
                parse(
                                """
                                topology:
                                  nodes:
                                    client: {kind: client}
                                    proxy: {kind: proxy}
                                    origin: {kind: origin}
                                  links:
                                    - endpoints: ["client:eth0", "proxy:eth0"]
                                    - endpoints: ["proxy:eth1", "origin:eth0"]
                                """)
                        .plan();
        assertThat(plan.node("client").hosts()).containsOnlyKeys("client", "proxy");
        assertThat(plan.node("client").routes()).isEmpty();
        assertThat(plan.node("proxy").hosts())
                .containsEntry("origin", "198.18.0.6")
                .containsEntry("client", "198.18.0.1");
        assertThat(plan.node("origin").hosts()).containsEntry("proxy", "198.18.0.5");
    }

    @Test
    void fixed_subnets_and_addresses_are_kept_and_the_others_avoid_them() {
        Plan plan =
                parse(
                                """
                                topology:
                                  nodes:
                                    client: {kind: client, addresses: {eth0: 198.18.0.6/29}}
                                    proxy: {kind: proxy}
                                    lan: {kind: switch}
                                    origin: {kind: origin, addresses: {eth0: 198.19.1.1/24}}
                                    other: {kind: origin}
                                  links:
                                    - endpoints: ["client:eth0", "proxy:eth0"]
                                    - endpoints: ["proxy:eth1", "lan:1"]
                                    - endpoints: ["lan:2", "origin:eth0"]
                                    - endpoints: ["proxy:eth2", "other:eth0"]
                                """)
                        .plan();
        assertThat(plan.node("proxy").interfaces())
                .extracting(i -> i.address().getHostAddress() + "/" + i.prefixLength())
                .containsExactly("198.18.0.1/29", "198.19.1.2/24", "198.18.0.9/30");
        assertThat(plan.node("proxy").hosts()).containsEntry("origin", "198.19.1.1");
    }

    @Test
    void neighbours_are_all_in_the_subnet_and_nobody_else() {
        Plan plan = parse(DIAMOND).plan();
        PlannedInterface client = plan.node("client").interfaces().getFirst();
        PlannedInterface router = plan.node("a").interfaces().getFirst();
        assertThat(client.neighbours()).isEqualTo(Map.of(router.address(), router.mac()));
        assertThat(plan.node("client").routes())
                .singleElement()
                .satisfies(r -> assertThat(r.via()).isEqualTo(router.address()));
    }

    @Test
    void the_way_back_differs_only_in_what_tc_reverse_says() {
        Topology.Link link =
                parse(
                                """
                                topology:
                                  nodes:
                                    client: {kind: client}
                                    origin: {kind: origin}
                                  links:
                                    - endpoints: ["client:eth0", "origin:eth0"]
                                      tc: {delay: 10ms, jitter: 1ms, distribution: normal, loss: 0.5%, rate: 20mbit, limit: 100}
                                      tc-reverse: {delay: 30ms, rate: none}
                                """)
                        .links()
                        .getFirst();
        assertThat(link.reverse().delay()).isEqualTo(Duration.ofMillis(30));
        assertThat(link.reverse().rate()).isNull();
        assertThat(link.reverse().loss()).isEqualTo(0.005);
        assertThat(link.reverse().jitter()).isEqualTo(Duration.ofMillis(1));
        assertThat(link.forward().limit()).isEqualTo(new TrafficControl.QueueLimit(100, 0));
    }

    @Test
    void anchors_save_writing_a_value_twice() {
        Topology topology =
                parse(
                        """
                        topology:
                          nodes: {client: {kind: client}, proxy: {kind: proxy}, origin: {kind: origin}}
                          links:
                            - endpoints: ["client:eth0", "proxy:eth0"]
                              tc: &slow {delay: 80ms}
                            - endpoints: ["proxy:eth1", "origin:eth0"]
                              tc: *slow
                        """);
        assertThat(topology.links())
                .extracting(l -> l.forward().delay().toMillis())
                .containsExactly(80L, 80L);
    }

    @Test
    void a_star_of_a_thousand_nodes_is_read_and_planned_in_well_under_a_second() {
        String yaml = star(1000);
        parse(yaml).plan();
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        Plan plan = parse(yaml).plan();
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        assertThat(plan.nodes()).hasSize(1001);
        assertThat(plan.path("c7", "origin")).hasSize(2);
        assertThat(Duration.ofNanos(cpu))
                .isLessThan(Duration.ofSeconds(3)); // 10 times what it takes
    }

    @Test
    @Timeout(60)
    void a_thousand_nodes_of_which_no_client_gets_to_an_origin_are_told_of() {
        StringBuilder nodes = new StringBuilder("    s1: {kind: switch}\n    s2: {kind: switch}\n");
        StringBuilder links = new StringBuilder();
        String[] kinds = {"client", "proxy", "origin"};
        for (int i = 0; i < 1398; i++) {
            String kind = kinds[i % 3];
            nodes.append("    n%d: {kind: %s}\n".formatted(i, kind));
            String lan = kind.equals("origin") ? "s2" : "s1";
            links.append("    - endpoints: [\"n%d:eth0\", \"%s:p%d\"]\n".formatted(i, lan, i));
        }
        String yaml = "topology:\n  nodes:\n" + nodes + "  links:\n" + links;
        assertThatThrownBy(() -> parse(yaml))
                .hasMessageStartingWith(
                        "test.yaml:5:9: n0: there is no path from client \"n0\" to an origin")
                .hasMessageEndingWith("and at least 81 more problems");
    }

    private static String star(int nodes) {
        StringBuilder yaml =
                new StringBuilder(
                        "topology:\n  nodes:\n    lan: {kind: switch}\n    origin: {kind: origin}\n");
        for (int i = 1; i < nodes; i++) {
            yaml.append("    c").append(i).append(": {kind: client}\n");
        }
        yaml.append("  links:\n    - endpoints: [\"lan:p0\", \"origin:eth0\"]\n");
        for (int i = 1; i < nodes; i++) {
            yaml.append("    - endpoints: [\"lan:p")
                    .append(i)
                    .append("\", \"c")
                    .append(i)
                    .append(":eth0\"]\n");
        }
        return yaml.toString();
    }

    @Test
    void a_node_says_what_its_kernel_does_in_tcp() {
        Plan plan =
                Topologies.parse(
                                "tcp",
                                """
                                name: tcp
                                topology:
                                  nodes:
                                    client: {kind: client, tcp: {congestion: bbr, initial-window: 4}}
                                    origin: {kind: origin, tcp: {rmem: "4096 8192 16384"}}
                                  links:
                                    - endpoints: ["client:eth0", "origin:eth0"]
                                """
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .plan();
        assertThat(plan.node("client").tcp())
                .containsOnly(Map.entry("congestion", "bbr"), Map.entry("initial-window", "4"));
        assertThat(plan.node("origin").tcp()).containsOnly(Map.entry("rmem", "4096 8192 16384"));
    }
}

package org.flowlab.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flowlab.sys.NetnsTests.ip;
import static org.flowlab.sys.NetnsTests.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flowlab.sys.libc.Constants;
import org.flowlab.sys.libc.FileDescriptor;
import org.flowlab.sys.libc.SysException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("netns")
class WiringTest {
    private static final long MAC_A = 0x02_00_00_00_00_01L;
    private static final long MAC_B = 0x02_00_00_00_00_02L;

    private final NodeSetup client =
            new NodeSetup(
                    "client",
                    false,
                    List.of(
                            new NodeSetup.Interface(
                                    "eth0",
                                    MAC_A,
                                    ip("198.18.0.1"),
                                    30,
                                    1400,
                                    Map.of(ip("198.18.0.2"), MAC_B))),
                    List.of(new NodeSetup.Route(ip("198.19.0.0"), 24, ip("198.18.0.2"), "eth0")));
    private final NodeSetup router =
            new NodeSetup(
                    "router",
                    true,
                    List.of(
                            new NodeSetup.Interface(
                                    "eth0", MAC_B, ip("198.18.0.2"), 30, 1400, Map.of()),
                            new NodeSetup.Interface(
                                    "wan",
                                    0x02_00_00_00_00_03L,
                                    ip("198.19.0.1"),
                                    24,
                                    1500,
                                    Map.of())),
                    List.of());

    @BeforeAll
    static void may() {
        NetnsTests.assume();
    }

    @Test
    void a_nodes_interface_has_its_name_mac_mtu_address_route_and_neighbour() {
        try (Wiring wiring = Wiring.up(List.of(client, router))) {
            assertThat(run(wiring.namespace("client"), "ip", "-o", "link"))
                    .contains("lo: <LOOPBACK,UP")
                    .contains("eth0@")
                    .contains("mtu 1400")
                    .contains("link/ether 02:00:00:00:00:01");
            assertThat(run(wiring.namespace("client"), "ip", "-o", "addr"))
                    .containsPattern(
                            "inet 198.18.0.1/30 brd 198.18.0.3 scope global (noprefixroute )?eth0")
                    .doesNotContain("inet6");
            assertThat(run(wiring.namespace("client"), "ip", "route"))
                    .contains("198.19.0.0/24 via 198.18.0.2 dev eth0");
            assertThat(run(wiring.namespace("client"), "ip", "neigh"))
                    .contains("198.18.0.2 dev eth0 lladdr 02:00:00:00:00:02 PERMANENT");
            assertThat(run(wiring.namespace("router"), "ip", "-o", "addr"))
                    .containsPattern(
                            "198.19.0.1/24 brd 198.19.0.255 scope global (noprefixroute )?wan");
            assertThat(run(wiring.fabric(), "ip", "-o", "link"))
                    .contains("v0@", "v1@", "v2@")
                    .containsPattern("v0@.*UP,LOWER_UP.* mtu 1400");
        }
    }

    @Test
    void the_kernel_settings_that_matter_for_timing_are_set() {
        try (Wiring wiring = Wiring.up(List.of(client, router))) {
            assertThat(sysctl(wiring.namespace("client"), "ipv4/tcp_no_metrics_save"))
                    .isEqualTo("1");
            assertThat(sysctl(wiring.namespace("client"), "ipv4/ip_forward")).isEqualTo("0");
            assertThat(sysctl(wiring.namespace("router"), "ipv4/ip_forward")).isEqualTo("1");
            assertThat(sysctl(wiring.namespace("router"), "ipv4/conf/wan/send_redirects"))
                    .isEqualTo("0");
            assertThat(sysctl(wiring.namespace("router"), "ipv4/conf/wan/rp_filter"))
                    .isEqualTo("0");
            if (new java.io.File("/proc/sys/net/ipv6").exists()) {
                assertThat(sysctl(wiring.namespace("client"), "ipv6/conf/eth0/disable_ipv6"))
                        .isEqualTo("1");
                assertThat(sysctl(wiring.fabric(), "ipv6/conf/v0/disable_ipv6")).isEqualTo("1");
            }
        }
    }

    @Test
    void offloads_that_disguise_frames_are_off_at_both_ends() {
        try (Wiring wiring = Wiring.up(List.of(client))) {
            assertThat(wiring.namespace("client").call(() -> on("eth0")))
                    .noneMatch(Offloads::disguises)
                    .isNotEmpty();
            assertThat(wiring.fabric().call(() -> on("v0"))).doesNotContain("rx-gro");
        }
    }

    @Test
    void an_object_that_the_kernel_refuses_is_named_and_nothing_is_left() {
        NodeSetup wrong =
                new NodeSetup(
                        "client",
                        false,
                        client.interfaces(),
                        List.of(
                                new NodeSetup.Route(
                                        ip("198.19.0.0"), 24, ip("198.18.7.7"), "eth0")));
        int before = NetnsTests.namespacesHeld();
        assertThatThrownBy(() -> Wiring.up(List.of(router, wrong)))
                .isInstanceOf(SysException.class)
                .hasMessageStartingWith(
                        "node \"client\": add the route to 198.19.0.0/24 via 198.18.7.7 dev eth0:"
                                + " RTM_NEWROUTE: ENETUNREACH (Nexthop has invalid gateway)");
        assertThat(NetnsTests.namespacesHeld()).isEqualTo(before);
    }

    @Test
    void a_link_is_put_into_a_namespace_that_somebody_else_made() throws Exception {
        Process other = new ProcessBuilder("unshare", "--net", "sleep", "60").start();
        try {
            Path path = Path.of("/proc/" + other.pid() + "/ns/net");
            NetnsTests.await(
                    () -> {
                        try {
                            return !Files.readSymbolicLink(path)
                                    .equals(Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
                        } catch (IOException e) {
                            return false;
                        }
                    });
            try (Namespace theirs = Namespace.open("container", path)) {
                NodeSetup container =
                        new NodeSetup(
                                "container",
                                theirs,
                                false,
                                client.interfaces(),
                                client.routes(),
                                Map.of("net.ipv4.tcp_congestion_control", "reno"));
                Wiring wiring = Wiring.up(List.of(container, router));
                assertThat(run(theirs, "ip", "-o", "addr"))
                        .contains("inet 198.18.0.1/30")
                        .doesNotContain("inet6");
                assertThat(run(theirs, "ip", "route")).contains("via 198.18.0.2");
                assertThat(sysctl(theirs, "ipv4/tcp_congestion_control")).isEqualTo("reno");
                wiring.close();
                NetnsTests.await(() -> !NetnsTests.interfaces(theirs).contains("eth0"));
                assertThat(theirs.call(() -> 1)).isOne();
            }
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void many_labs_come_up_at_once_without_seeing_each_other() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Wiring>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                all.add(threads.submit(() -> Wiring.up(List.of(client, router))));
            }
            List<Wiring> wirings = new ArrayList<>();
            for (Future<Wiring> one : all) {
                wirings.add(one.get());
            }
            Set<String> namespaces = new HashSet<>();
            for (Wiring wiring : wirings) {
                assertThat(NetnsTests.interfaces(wiring.fabric()))
                        .contains("v0", "v1", "v2")
                        .doesNotContain("v3");
                namespaces.add(wiring.fabric().identity());
                namespaces.add(wiring.namespace("client").identity());
                namespaces.add(wiring.namespace("router").identity());
            }
            assertThat(namespaces).hasSize(3 * wirings.size());
            wirings.forEach(Wiring::close);
        }
    }

    @Test
    void bad_setups_are_refused_before_anything_is_made() {
        assertThatThrownBy(() -> Wiring.up(List.of(client, client)))
                .hasMessageContaining("two nodes are called \"client\"");
        assertThatThrownBy(
                        () ->
                                new NodeSetup(
                                        "a",
                                        false,
                                        List.of(),
                                        List.of(
                                                new NodeSetup.Route(
                                                        ip("198.19.0.0"),
                                                        24,
                                                        ip("198.18.0.2"),
                                                        "eth7"))))
                .hasMessageContaining("eth7");
        assertThatThrownBy(
                        () ->
                                new NodeSetup(
                                        "a",
                                        null,
                                        false,
                                        List.of(),
                                        List.of(),
                                        Map.of("net.../../kernel.x", "1")))
                .hasMessageContaining("not below net.");
    }

    @Test
    void a_node_without_interfaces_has_its_loopback() {
        try (Wiring wiring =
                Wiring.up(List.of(new NodeSetup("lonely", false, List.of(), List.of())))) {
            assertThat(run(wiring.namespace("lonely"), "ip", "-o", "addr"))
                    .contains("inet 127.0.0.1/8");
        }
    }

    private static Iterable<String> on(String device) {
        try (FileDescriptor socket =
                FileDescriptor.socket(Constants.AF_INET, Constants.SOCK_DGRAM, 0)) {
            return Offloads.of(socket, device).on(socket, device);
        }
    }

    private static String sysctl(Namespace namespace, String name) {
        return run(namespace, "cat", "/proc/sys/net/" + name).strip();
    }
}

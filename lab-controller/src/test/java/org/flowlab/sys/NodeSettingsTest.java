package org.flowlab.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flowlab.sys.NetnsTests.ip;
import static org.flowlab.sys.NetnsTests.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.sys.libc.SysException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("netns")
class NodeSettingsTest {
    private static final NodeSetup.Interface ETH0 =
            new NodeSetup.Interface(
                    "eth0", 0x02_00_00_00_00_01L, ip("198.18.0.1"), 30, 1500, Map.of());

    @BeforeAll
    static void may() {
        NetnsTests.assume();
    }

    private static NodeSetup node(
            @Nullable Namespace in, boolean forwards, Map<String, String> sysctls, int window) {
        return new NodeSetup(
                "node",
                in,
                forwards,
                List.of(ETH0),
                List.of(new NodeSetup.Route(ip("198.19.0.0"), 24, ip("198.18.0.2"), "eth0")),
                sysctls,
                window);
    }

    private static Map<String, String> settings(Namespace node) {
        return node.call(() -> Sysctls.read(NodeSettings.ofNodes().keySet()));
    }

    /// What a node is to have, as far as this kernel has it. The congestion control may be the
    /// routes' instead.
    private static void assertDocumented(Namespace node, Map<String, String> different) {
        Map<String, String> actual = settings(node);
        Map<String, String> expected = new LinkedHashMap<>(NodeSettings.ofNodes());
        expected.putAll(different);
        expected.keySet().retainAll(actual.keySet());
        String congestion = expected.remove(NodeSettings.CONGESTION);
        assertThat(actual).containsAllEntriesOf(expected);
        if (!actual.get(NodeSettings.CONGESTION).equals(congestion)) {
            assertThat(run(node, "ip", "route").lines())
                    .hasSize(2)
                    .allMatch(route -> route.contains("congctl " + congestion));
        }
    }

    /// Changes every setting of the calling thread's namespace that can be changed.
    ///
    /// @return those that could not be
    private static List<String> spoil() {
        List<String> unchanged = new ArrayList<>();
        for (String key : Sysctls.read(NodeSettings.ofNodes().keySet()).keySet()) {
            String documented = NodeSettings.ofNodes().get(key);
            if (others(key, documented).stream().noneMatch(other -> set(key, other, documented))) {
                unchanged.add(key);
            }
        }
        return unchanged;
    }

    private static boolean set(String key, String value, String unlike) {
        try {
            Sysctls.write(key, value, "the test");
        } catch (SysException e) {
            return false; // out of the setting's range
        }
        return !unlike.equals(Sysctls.read(key).orElse(unlike));
    }

    private static List<String> others(String key, String documented) {
        if (key.equals(NodeSettings.CONGESTION)) {
            return List.of("reno");
        }
        if (key.endsWith("_range")) {
            return List.of("20000 30000");
        }
        if (documented.contains(" ")) {
            return List.of("8192 65536 1000000");
        }
        long value = Long.parseLong(documented);
        return List.of(Long.toString(value + 1), Long.toString(Math.max(0, value - 1)));
    }

    @Test
    void a_node_has_the_documented_settings_on_a_host_whose_settings_all_differ() {
        for (boolean router : new boolean[] {false, true}) {
            try (Namespace odd = Namespace.create("odd")) {
                List<String> unchanged = odd.call(NodeSettingsTest::spoil);
                assertThat(unchanged).as("settings that the test could not change").isEmpty();
                try (Wiring wiring = Wiring.up(List.of(node(odd, router, Map.of(), 0)))) {
                    assertDocumented(
                            wiring.namespace("node"), router ? NodeSettings.ofRouters() : Map.of());
                }
            }
        }
    }

    @Test
    void new_nodes_have_the_documented_settings() {
        NodeSetup router = new NodeSetup("router", true, List.of(), List.of());
        try (Wiring wiring = Wiring.up(List.of(node(null, false, Map.of(), 0), router))) {
            assertDocumented(wiring.namespace("node"), Map.of());
            assertThat(settings(wiring.namespace("router")))
                    .containsEntry("net.ipv4.ip_forward", "1");
        }
    }

    @Test
    void each_node_of_each_lab_has_the_documented_settings() {
        List<NodeSetup> alike = new ArrayList<>();
        for (String name : List.of("first", "second", "third")) {
            NodeSetup like = node(null, false, Map.of(), 0);
            alike.add(new NodeSetup(name, false, like.interfaces(), like.routes()));
        }
        Map<String, String> own = Map.of("net.ipv4.tcp_timestamps", "0");
        alike.add(node(null, false, own, 0));
        for (int lab = 0; lab < 2; lab++) {
            try (Wiring wiring = Wiring.up(alike)) {
                assertDocumented(wiring.namespace("first"), Map.of());
                assertDocumented(wiring.namespace("second"), Map.of());
                assertDocumented(wiring.namespace("third"), Map.of());
                assertDocumented(wiring.namespace("node"), own);
            }
        }
    }

    @Test
    void a_node_may_have_settings_and_an_initial_window_of_its_own() {
        Map<String, String> own =
                Map.of(NodeSettings.CONGESTION, "reno", "net.ipv4.tcp_timestamps", "0");
        try (Wiring wiring = Wiring.up(List.of(node(null, false, own, 4)))) {
            assertDocumented(wiring.namespace("node"), own);
            assertThat(run(wiring.namespace("node"), "ip", "route").lines())
                    .hasSize(2)
                    .allMatch(route -> route.contains("initcwnd 4"))
                    .anyMatch(route -> route.startsWith("198.18.0.0/30 dev eth0 proto kernel"));
        }
    }

    @Test
    void a_congestion_control_that_the_kernel_does_not_have_is_named_with_what_to_do() {
        Map<String, String> own = Map.of(NodeSettings.CONGESTION, "nonesuch");
        assertThatThrownBy(() -> Wiring.up(List.of(node(null, false, own, 0))))
                .isInstanceOf(UnsupportedMachineException.class)
                .hasMessageStartingWith(
                        "set the congestion control of node \"node\" to nonesuch: ENOENT")
                .hasMessageContaining("modprobe tcp_nonesuch");
    }
}

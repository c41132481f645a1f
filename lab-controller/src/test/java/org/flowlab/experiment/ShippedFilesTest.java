package org.flowlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flowlab.flow.Catalogue;
import org.flowlab.node.spec.Route;
import org.flowlab.topology.Hop;
import org.flowlab.topology.Plan;
import org.flowlab.topology.Topologies;
import org.flowlab.topology.Topology;
import org.flowlab.topology.TrafficControl;
import org.flowlab.trial.ShippedFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShippedFilesTest {
    static Stream<Path> topologies() throws IOException {
        return Files.list(ShippedFiles.folder("topologies"))
                .filter(p -> p.toString().endsWith(".yaml"));
    }

    static Stream<Path> experiments() throws IOException {
        return Files.list(ShippedFiles.folder("experiments"))
                .filter(p -> p.toString().endsWith(".yaml"));
    }

    @ParameterizedTest
    @MethodSource("topologies")
    void a_topology_is_called_like_its_file_and_can_be_planned(Path file) {
        Topology topology = Topologies.load(file);
        assertThat(file).hasFileName(topology.name() + ".yaml");
        assertThat(topology.plan()).isEqualTo(Topologies.load(file).plan());
        assertThat(ExperimentFile.isExperiment(file)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void an_experiment_is_called_like_its_file_and_has_cells(Path file) {
        Experiment experiment = ExperimentFile.load(file);
        assertThat(file).hasFileName(experiment.name() + ".yaml");
        assertThat(experiment.cells()).isNotEmpty();
        assertThat(ExperimentFile.isExperiment(file)).isTrue();
    }

    @Test
    void the_default_is_twenty_and_ten_milliseconds() {
        Plan plan = topology("three-tier").plan();
        assertThat(plan.path("client", "proxy"))
                .extracting(ShippedFilesTest::millis)
                .containsExactly(20L);
        assertThat(plan.path("proxy", "origin"))
                .extracting(ShippedFilesTest::millis)
                .containsExactly(10L);
        assertThat(plan.reaches("client", "origin")).isFalse();
    }

    @Test
    void routers_carry_the_client_to_proxy_and_origin() {
        Plan plan = topology("routed").plan();
        assertThat(plan.path("client", "proxy")).hasSizeGreaterThan(1);
        assertThat(plan.path("proxy", "origin")).hasSizeGreaterThan(1);
    }

    @Test
    void two_origins_stand_on_one_switch() {
        Plan plan = topology("two-origins").plan();
        assertThat(plan.path("proxy", "origin"))
                .extracting(Hop::link)
                .containsExactly("proxy-lan", "lan-origin");
        assertThat(plan.path("mirror", "proxy"))
                .extracting(Hop::link)
                .containsExactly("lan-mirror", "proxy-lan");
        assertThat(plan.path("mirror", "proxy"))
                .extracting(Hop::forward)
                .containsExactly(false, false);
    }

    @Test
    void a_phones_way_up_and_down_differ() {
        Topology.Link radio = topology("lossy-mobile").links().getFirst();
        assertThat(radio.forward().lossModel())
                .isEqualTo(new TrafficControl.GilbertElliott(0.005, 0.25, 0.5, 0));
        assertThat(radio.forward()).isNotEqualTo(radio.reverse());
    }

    @Test
    void the_matrix_is_told_in_order_the_last_factor_fastest() {
        Experiment e =
                ExperimentFile.load(
                        ShippedFiles.folder("experiments").resolve("tls-versions.yaml"));
        assertThat(e.cells())
                .extracting(Experiment.Cell::factors)
                .containsExactly(
                        Map.of("tls", "1.2", "resumption", "full"),
                        Map.of("tls", "1.2", "resumption", "resumed"),
                        Map.of("tls", "1.3", "resumption", "full"),
                        Map.of("tls", "1.3", "resumption", "resumed"));
        assertThat(List.copyOf(e.matrix().keySet())).containsExactly("tls", "resumption");
        assertThat(e.cells().get(2).manner().negotiation()).isEqualTo(Route.Negotiation.ALPN);
        assertThat(e.cells().get(2).manner().keyExchange()).isEqualTo(Route.KeyExchange.ECDHE);
    }

    @Test
    void a_sweep_changes_both_directions_of_its_link_only() {
        Experiment e =
                ExperimentFile.load(ShippedFiles.folder("experiments").resolve("rtt-sweep.yaml"));
        assertThat(e.flows()).isEqualTo(Catalogue.six());
        Plan last = e.cells().getLast().topology().plan();
        assertThat(last.path("client", "proxy"))
                .extracting(ShippedFilesTest::millis)
                .containsExactly(50L);
        assertThat(last.path("proxy", "client"))
                .extracting(ShippedFilesTest::millis)
                .containsExactly(50L);
        assertThat(last.path("proxy", "origin"))
                .extracting(ShippedFilesTest::millis)
                .containsExactly(10L);
    }

    private static long millis(Hop hop) {
        return hop.tc().delay().toMillis();
    }

    private static Topology topology(String name) {
        return Topologies.load(ShippedFiles.folder("topologies").resolve(name + ".yaml"));
    }
}

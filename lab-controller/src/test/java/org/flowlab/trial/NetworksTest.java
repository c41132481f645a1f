package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.flowlab.fabric.Gap;
import org.flowlab.flow.Network.Direction;
import org.flowlab.flow.Parties;
import org.flowlab.flow.Role;
import org.flowlab.flow.Unrecorded;
import org.flowlab.topology.Plan;
import org.flowlab.topology.Topologies;
import org.junit.jupiter.api.Test;

final class NetworksTest {
    private static final Parties PARTIES = new Parties("client", "proxy", "origin");

    private final Plan plan =
            Topologies.load(ShippedFiles.folder("topologies").resolve("three-tier.yaml")).plan();

    private int link(String name) {
        List<String> names = plan.links().stream().map(Plan.PlannedLink::name).toList();
        return names.indexOf(name);
    }

    @Test
    void a_gap_hides_what_goes_over_its_link_either_way() {
        Gap gap = new Gap(link("proxy-origin"), true, false, 37, 100, 200);
        assertThat(Networks.unrecorded(plan, PARTIES, List.of(gap)))
                .containsExactly(
                        new Unrecorded(
                                Set.of(
                                        new Direction(Role.PROXY, Role.ORIGIN),
                                        new Direction(Role.ORIGIN, Role.PROXY)),
                                37,
                                100));
    }

    @Test
    void frames_of_bystanders_and_of_links_beside_the_flow_hide_nothing() {
        Gap bystanders = new Gap(link("proxy-origin"), true, true, 37, 100, 200);
        Gap beside = new Gap(link("client-proxy"), true, false, 37, 100, 200);
        Parties direct = new Parties("proxy", null, "origin");
        assertThat(Networks.unrecorded(plan, PARTIES, List.of(bystanders))).isEmpty();
        assertThat(Networks.unrecorded(plan, direct, List.of(beside))).isEmpty();
    }
}

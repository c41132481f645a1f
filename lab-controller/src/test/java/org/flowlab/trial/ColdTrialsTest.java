package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.flowlab.fabric.WireFrame;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Parties;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.lab.Labs;
import org.flowlab.topology.Plan;
import org.flowlab.unit.Seed;
import org.flowlab.wire.ethernet.EthernetView;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("netns")
class ColdTrialsTest {
    private static final int PROTOCOL = EthernetView.HEADER_LENGTH + 9;
    private static final int ICMP = 1;

    @TempDir private Path folder;

    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
    }

    /// The origin's certificates do not fit into 700 bytes, so its router says so.
    @Test
    void each_trial_finds_the_path_mtu_anew() throws Exception {
        Plan plan =
                Labs.topology(
                                """
                                name: narrow
                                topology:
                                  nodes:
                                    client: {kind: client}
                                    r1: {kind: router}
                                    r2: {kind: router}
                                    origin: {kind: origin}
                                  links:
                                    - {endpoints: ["client:eth0", "r1:eth0"]}
                                    - {endpoints: ["r1:eth1", "r2:eth0"], mtu: 700}
                                    - {endpoints: ["r2:eth1", "origin:eth0"]}
                                """)
                        .plan();
        Trial trial =
                Trials.of(
                        plan,
                        Catalogue.flow("direct"),
                        Manner.of(Map.of()),
                        new Parties("client", null, "origin"));
        try (Lab lab = Lab.deploy(plan, LabOptions.inJvm(new Seed(1), folder))) {
            TrialRunner runner = new TrialRunner(lab);
            for (int i = 0; i < 3; i++) {
                TrialResult result = runner.run(trial);
                assertThat(result.frames())
                        .as("frames of trial %d, one of them a router's ICMP", i + 1)
                        .anyMatch(ColdTrialsTest::isIcmp);
            }
        }
    }

    private static boolean isIcmp(WireFrame frame) {
        return frame.bytes().length > PROTOCOL && frame.bytes()[PROTOCOL] == ICMP;
    }
}

package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.flowlab.fabric.WireFrame;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.lab.LabOptions;
import org.flowlab.lab.Labs;
import org.flowlab.topology.Topologies;
import org.flowlab.topology.Topology;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hosts without a role, which do as they like while flows run.
@Tag("netns")
@Tag("tool")
class BesideTheFlowTest {
    /// The number of the link in `shared-bottleneck.yaml`.
    private static final int LINE = 2;

    @TempDir private Path folder;

    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
        Labs.assumeProgram("bash");
    }

    @Test
    void hosts_that_talk_all_the_time_neither_hold_a_flow_up_nor_count_as_its_steps()
            throws Exception {
        TrialResult result =
                OneFlow.run(
                        Labs.topology(
                                """
                                name: beside
                                topology:
                                  nodes:
                                    client: {kind: client}
                                    origin: {kind: origin}
                                    one: {kind: host, exec: [bash, -c, "for i in {1..2000}; do echo x >/dev/tcp/two/9 & sleep 0.01; done"]}
                                    two: {kind: host, exec: sleep 60}
                                  links:
                                    - endpoints: ["client:eth0", "origin:eth0"]
                                      tc: {delay: 20ms}
                                    - endpoints: ["one:eth0", "two:eth0"]
                                """),
                        Catalogue.flow("direct"),
                        Manner.of(Map.of()),
                        ExpectedStatus.SUCCESS,
                        LabOptions.inJvm(new Seed(1), folder),
                        _ -> {},
                        new MeasuringSlot());
        assertThat(result.conforms())
                .as("%s %s", result.failure(), result.run().problemWords())
                .isTrue();
        assertThat(result.frames()).extracting(WireFrame::link).contains(1);
    }

    @Test
    void a_download_that_shares_a_line_with_a_flow_delays_it_and_ends_nothing() throws Exception {
        Labs.assumeProgram("iperf3");
        Topology topology =
                Topologies.load(
                        ShippedFiles.folder("topologies").resolve("shared-bottleneck.yaml"));
        TrialResult result =
                OneFlow.run(
                        topology,
                        Catalogue.flow("https-proxy.http"),
                        Manner.of(Map.of()),
                        ExpectedStatus.SUCCESS,
                        LabOptions.inJvm(new Seed(1), folder),
                        _ -> {},
                        new MeasuringSlot());
        assertThat(result.conforms())
                .as("%s %s", result.failure(), result.run().problemWords())
                .isTrue();
        assertThat(result.frames())
                .as("frames of the download")
                .filteredOn(f -> f.link() == LINE && !f.forward() && f.bytes().length > 1_400)
                .hasSizeGreaterThan(50);
    }
}

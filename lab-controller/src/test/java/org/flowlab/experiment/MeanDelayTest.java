package org.flowlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flowlab.flow.Network;
import org.flowlab.flow.Parties;
import org.flowlab.flow.Role;
import org.flowlab.topology.Topologies;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeanDelayTest {
    @TempDir private Path folder;

    private Network.Hop hop(String tc) throws Exception {
        Path file = folder.resolve("t.yaml");
        Files.writeString(
                file,
                """
                name: t
                topology:
                  nodes:
                    client: {kind: client}
                    origin: {kind: origin}
                  links:
                    - endpoints: ["client:eth0", "origin:eth0"]
                      tc: {%s}
                """
                        .formatted(tc));
        Network network =
                Networks.between(
                        Topologies.load(file).plan(), new Parties("client", null, "origin"));
        List<Network.Hop> hops =
                network.paths().get(new Network.Direction(Role.CLIENT, Role.ORIGIN));
        assertThat(hops).hasSize(1);
        return hops.getFirst();
    }

    /// What is cut at zero was compared with the mean of three million draws: 10.836, 14.012,
    /// 15.875.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "delay: 20ms                                               | 20.00 | false",
                "delay: 20ms, reorder: 25%                                 | 15.00 | true",
                "delay: 20ms, reorder: 25%, correlation: 50%               | 15.00 | true",
                "delay: 20ms, reorder: 100%                                |  0.00 | false",
                "delay: 20ms, jitter: 5ms, reorder: 100%                   |  0.00 | false",
                "delay: 20ms, jitter: 20ms                                 | 20.00 | true",
                "delay: 20ms, jitter: 5ms, reorder: 50%                    | 10.00 | true",
                "delay: 20ms, jitter: 2ms, distribution: normal            | 20.00 | true",
                "delay: 10ms, jitter: 10ms, distribution: normal           | 10.83 | true",
                "delay: 10ms, jitter: 15ms, distribution: pareto           | 10.00 | true",
                "delay: 10ms, jitter: 40ms, distribution: pareto           | 14.02 | true",
                "delay: 10ms, jitter: 40ms, distribution: paretonormal     | 15.88 | true"
            })
    void a_hop_has_the_mean_of_what_its_frames_take(String tc, double millis, boolean varies)
            throws Exception {
        Network.Hop hop = hop(tc);
        assertThat(hop.delay().toNanos() / 1e6).isCloseTo(millis, within(0.01));
        assertThat(hop.varies()).isEqualTo(varies);
    }
}

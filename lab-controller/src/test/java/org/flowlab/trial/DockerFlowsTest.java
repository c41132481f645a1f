package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Parties;
import org.flowlab.flow.Theory;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.lab.Labs;
import org.flowlab.lab.runtime.docker.Dockers;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The six flows between containers.
@Tag("docker")
class DockerFlowsTest {
    @TempDir private static Path folder;

    private static Lab lab;

    @BeforeAll
    static void deploy() {
        Labs.assume();
        lab =
                Lab.deploy(
                        Labs.triangle("{delay: 2ms}").plan(),
                        new LabOptions(new Seed(1), Dockers.host(), folder));
    }

    @AfterAll
    static void takeDown() {
        if (lab != null) {
            lab.close();
        }
    }

    static List<Flow> flows() {
        return Catalogue.six();
    }

    @ParameterizedTest
    @MethodSource("flows")
    void a_flow_conforms_and_takes_no_less_than_theory(Flow flow) {
        Trial trial =
                Trials.of(
                        lab.plan(),
                        flow,
                        Manner.source(),
                        new Parties("client", "proxy", "origin"));
        TrialResult result = new TrialRunner(lab).run(trial);
        assertThat(result.conforms())
                .as("%s: %s %s", flow.id(), result.failure(), result.run().problemWords())
                .isTrue();
        Theory theory = result.run().theory();
        assertThat(theory).isNotNull();
        assertThat(result.run().ledger().times().totalNanos())
                .isGreaterThanOrEqualTo(theory.totalNanos());
    }
}

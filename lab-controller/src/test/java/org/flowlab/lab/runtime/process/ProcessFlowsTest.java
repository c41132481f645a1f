package org.flowlab.lab.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Parties;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.lab.Labs;
import org.flowlab.topology.Plan;
import org.flowlab.trial.Manner;
import org.flowlab.trial.Trial;
import org.flowlab.trial.TrialResult;
import org.flowlab.trial.TrialRunner;
import org.flowlab.trial.Trials;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Flows whose nodes are processes.
@Tag("netns")
@Timeout(180)
class ProcessFlowsTest {
    private static final Parties THREE = new Parties("client", "proxy", "origin");

    @TempDir private Path folder;

    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
    }

    private Lab deploy() {
        return Lab.deploy(
                Labs.triangle("{delay: 5ms}").plan(),
                new LabOptions(new Seed(1), new ProcessHost(), folder));
    }

    private static Trial trial(Lab lab, Flow flow) {
        Plan plan = lab.plan();
        return Trials.of(plan, flow, Manner.source(), THREE);
    }

    @Test
    void the_six_flows_conform_and_nothing_is_left() {
        List<Long> nodes;
        try (Lab lab = deploy()) {
            TrialRunner runner = new TrialRunner(lab);
            for (Flow flow : Catalogue.six()) {
                TrialResult result = runner.run(trial(lab, flow));
                assertThat(result.conforms()).as(flow.id() + ": " + result.failure()).isTrue();
            }
            assertThat(lab.hostProblems()).isEmpty();
            nodes = NodeProcesses.children();
            assertThat(nodes).hasSize(3);
        }
        assertThat(NodeProcesses.awaitEnd(nodes, Duration.ofSeconds(10))).isEmpty();
    }
}

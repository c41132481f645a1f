package org.flowlab.lab.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Parties;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.lab.Labs;
import org.flowlab.topology.Plan;
import org.flowlab.topology.Topology;
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

    @Test
    void a_proxy_that_is_killed_fails_its_flow_at_once_and_no_other_lab() throws Exception {
        Topology slow = Labs.triangle("{delay: 400ms}");
        LabOptions options = new LabOptions(new Seed(1), new ProcessHost(), folder);
        try (Lab lab = Lab.deploy(slow.plan(), options);
                Lab other =
                        Lab.deploy(
                                Labs.triangle("{delay: 1ms}").plan(),
                                LabOptions.inJvm(new Seed(1), folder))) {
            Flow flow = Catalogue.flow("https-proxy.https-http");
            long killed = killProxyDuring(lab, flow);
            assertThat(killed).isLessThan(Duration.ofSeconds(2).toNanos());
            assertThat(lab.hostProblems())
                    .containsExactly("node \"proxy\": was ended by SIGKILL (status 137)");
            assertThat(new TrialRunner(lab).run(trial(lab, flow)).failure())
                    .startsWith("node \"proxy\": was ended by SIGKILL (status 137)");
            TrialResult elsewhere = new TrialRunner(other).run(trial(other, flow));
            assertThat(elsewhere.conforms()).as(elsewhere.failure()).isTrue();
        }
    }

    /// @return how long after the kill the client's command failed
    private static long killProxyDuring(Lab lab, Flow flow) throws Exception {
        long proxy = NodeProcesses.child("triangle/proxy");
        Trial trial = trial(lab, flow);
        CompletableFuture<TrialResult> result =
                CompletableFuture.supplyAsync(
                        () -> new TrialRunner(lab).run(trial),
                        task -> Thread.ofPlatform().daemon().start(task));
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (lab.recording().size() < 4 && System.nanoTime() < patience) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        ProcessHandle.of(proxy).orElseThrow().destroyForcibly();
        long begin = System.nanoTime();
        while (lab.hostProblems().isEmpty() && System.nanoTime() < patience) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        long known = System.nanoTime() - begin;
        assertThat(result.get(60, TimeUnit.SECONDS).failure())
                .startsWith("node \"proxy\": was ended by SIGKILL (status 137)");
        return known;
    }
}

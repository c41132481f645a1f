package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Parties;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.lab.Labs;
import org.flowlab.lab.runtime.docker.Dockers;
import org.flowlab.topology.Topology;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Containers that end while a lab is up.
@Tag("docker")
class DockerFailuresTest {
    private static final String OTHER =
            """
            name: other
            topology:
              nodes:
                client: {kind: client}
                proxy:  {kind: proxy}
                origin: {kind: origin}
              links:
                - {endpoints: ["client:eth0", "proxy:eth0"], tc: {delay: 1ms}}
                - {endpoints: ["proxy:eth1", "origin:eth0"], tc: {delay: 1ms}}
            """;

    @TempDir private Path folder;

    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
    }

    @Test
    void a_proxy_that_is_killed_during_a_flow_fails_the_trial_and_other_labs_go_on()
            throws Exception {
        try (Lab lab = deploy(Labs.triangle("{delay: 150ms}"));
                Lab other = deploy(Labs.topology(OTHER))) {
            CompletableFuture<TrialResult> trial = CompletableFuture.supplyAsync(() -> run(lab));
            Dockers.await("the flow has begun", () -> lab.awaitedFrames() > 3);
            Dockers.kill("triangle", "proxy");
            TrialResult result = trial.get(20, TimeUnit.SECONDS);
            assertThat(result.conforms()).isFalse();
            assertThat(String.valueOf(result.failure()))
                    .contains("node \"proxy\"", "SIGKILL (status 137)");
            assertThat(lab.hostProblems())
                    .singleElement()
                    .asString()
                    .startsWith("node \"proxy\": was ended by SIGKILL (status 137)");
            assertThat(other.hostProblems()).isEmpty();
            TrialResult others = run(other);
            assertThat(others.conforms()).as("%s", others.failure()).isTrue();
        }
    }

    private Lab deploy(Topology topology) {
        return Lab.deploy(topology.plan(), new LabOptions(new Seed(1), Dockers.host(), folder));
    }

    private static TrialResult run(Lab lab) {
        return new TrialRunner(lab)
                .run(
                        Trials.of(
                                lab.plan(),
                                Catalogue.six().getLast(),
                                Manner.source(),
                                new Parties("client", "proxy", "origin")));
    }
}

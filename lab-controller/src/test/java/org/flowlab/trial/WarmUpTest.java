package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.flowlab.fabric.Fault;
import org.flowlab.fabric.FrameMatcher;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Parties;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.lab.Labs;
import org.flowlab.topology.Plan;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("netns")
class WarmUpTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir private Path folder;

    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
    }

    @Test
    void programs_beside_the_flows_start_after_it_on_links_that_do_what_the_plan_says()
            throws Exception {
        Plan plan =
                Labs.topology(
                                """
                                name: warm
                                topology:
                                  nodes:
                                    client: {kind: client}
                                    origin: {kind: origin}
                                    guest: {kind: host, exec: "sleep 600"}
                                  links:
                                    - {endpoints: ["client:eth0", "origin:eth0"], tc: {delay: 3ms}}
                                    - {endpoints: ["guest:eth0", "origin:eth1"], tc: {delay: 4ms}}
                                """)
                        .plan();
        Trial trial =
                Trials.of(
                        plan,
                        Catalogue.flow("direct"),
                        Manner.of(Map.of()),
                        new Parties("client", null, "origin"));
        try (Lab lab = Lab.deploy(plan, LabOptions.inJvm(new Seed(1), folder))) {
            var links = plan.links().stream().map(link -> lab.link(link.name())).toList();
            TrialRunner runner = new TrialRunner(lab);
            assertThat(runner.warmUp(List.of(trial), 3, LONG)).isTrue();
            lab.restartLinks();
            assertThat(lab.host("guest").process()).isNull();
            assertThat(lab.linkReports())
                    .as("the warm-up counts in no report")
                    .allMatch(link -> link.forward().enteredFrames() == 0);
            assertThat(plan.links().stream().map(link -> lab.link(link.name())).toList())
                    .isEqualTo(links);

            assertThat(runner.run(trial).failure()).isEmpty();
            assertThat(lab.host("guest").process().exit()).isNull();
            assertThat(lab.linkState("guest-origin").forward().delay())
                    .isEqualTo(Duration.ofMillis(4));
            assertThat(Files.exists(folder.resolve("guest/output.log"))).isTrue();
        }
    }

    @Test
    void one_that_gets_no_answer_ends_long_before_the_clients_limits() {
        Plan plan =
                Labs.topology(
                                """
                                name: cut
                                topology:
                                  nodes:
                                    client: {kind: client, limits: {connect-timeout: 300s}}
                                    origin: {kind: origin}
                                  links:
                                    - {endpoints: ["client:eth0", "origin:eth0"]}
                                """)
                        .plan();
        Trial trial =
                Trials.of(
                        plan,
                        Catalogue.flow("direct"),
                        Manner.of(Map.of()),
                        new Parties("client", null, "origin"));
        try (Lab lab = Lab.deploy(plan, LabOptions.inJvm(new Seed(1), folder))) {
            lab.link("client-origin").setMatcher(_ -> Fault.DROP);
            TrialRunner runner = new TrialRunner(lab);
            long begun = System.nanoTime();
            assertThat(runner.warmUp(List.of(trial), 3, LONG)).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONG);

            lab.link("client-origin").setMatcher(FrameMatcher.NONE);
            TrialResult result = runner.run(trial);
            assertThat(result.failure()).isEmpty();
            assertThat(result.run().problemWords()).isEmpty();
        }
    }
}

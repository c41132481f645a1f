package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Entry;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Parties;
import org.flowlab.flow.Theory;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.lab.Labs;
import org.flowlab.topology.Plan;
import org.flowlab.topology.Topologies;
import org.flowlab.topology.Topology;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every flow, in every manner, over real kernels and the lab's wire.
@Tag("netns")
class ConformanceTest {
    private static final Parties THREE = new Parties("client", "proxy", "origin");

    @TempDir private Path folder;

    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cold", "warm-proxy", "warm-tunnel", "warm-origin"})
    void every_flow_conforms_in_every_manner(String reuse) {
        Topology topology = Labs.triangle("{delay: 1ms}");
        Set<String> wrong = new TreeSet<>();
        int run = 0;
        try (Lab lab =
                deploy(reuse.equals("warm-origin") ? topology.withReuseOrigin() : topology)) {
            for (Manner manner : manners(reuse)) {
                for (Flow flow : Catalogue.flows()) {
                    if (manner.obstacle(flow).isEmpty()) {
                        TrialResult result = run(lab, flow, manner, THREE);
                        run++;
                        if (!result.conforms()) {
                            wrong.add(flow.id() + ", " + manner + ": " + told(result));
                        }
                        assertThat(total(result)).isGreaterThanOrEqualTo(theory(result));
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(run).isGreaterThanOrEqualTo(manners(reuse).size() * 2);
    }

    private static List<Manner> manners(String reuse) {
        List<Manner> all = new ArrayList<>();
        for (String resumption : Manner.values("resumption")) {
            for (String exchange : Manner.values("key-exchange")) {
                for (String negotiation : Manner.values("negotiation")) {
                    all.add(
                            Manner.of(
                                    Map.of(
                                            "reuse", reuse,
                                            "resumption", resumption,
                                            "key-exchange", exchange,
                                            "negotiation", negotiation)));
                }
            }
            all.add(Manner.of(Map.of("reuse", reuse, "resumption", resumption, "tls", "1.3")));
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"routed", "two-origins"})
    void the_six_flows_conform_over_what_is_shipped(String name) {
        Topology topology =
                Topologies.load(ShippedFiles.folder("topologies").resolve(name + ".yaml"));
        try (Lab lab = deploy(topology)) {
            for (Flow flow : Catalogue.six()) {
                TrialResult result = run(lab, flow, Manner.source(), THREE);
                assertThat(result.conforms()).as(told(result)).isTrue();
                assertThat(total(result)).isGreaterThanOrEqualTo(theory(result));
            }
        }
    }

    @Test
    void one_session_with_the_proxy_serves_two_origins() {
        Topology topology =
                Topologies.load(ShippedFiles.folder("topologies").resolve("two-origins.yaml"));
        Flow flow = Catalogue.flow("spdy-proxy.https-spdy");
        try (Lab lab = deploy(topology)) {
            TrialResult result =
                    run(lab, flow, Manner.source(), new Parties("client", "proxy", "mirror"));
            assertThat(result.conforms()).as(told(result)).isTrue();
        }
    }

    /// Enough of everything that a flow meets some of it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{delay: 2ms, duplicate: 30%}",
                "{delay: 2ms, reorder: 30%}",
                "{delay: 2ms, corrupt: 4%}",
                "{delay: 3ms, jitter: 2ms, distribution: normal, loss: 2%}",
                "{delay: 2ms, rate: 5mbit, limit: 20}"
            })
    void an_impaired_wire_changes_times_and_not_conformance(String tc) {
        Map<String, Integer> verdicts = new HashMap<>();
        try (Lab lab = deploy(Labs.triangle(tc))) {
            for (Flow flow : Catalogue.six()) {
                TrialResult result = run(lab, flow, Manner.source(), THREE);
                assertThat(result.conforms()).as(told(result)).isTrue();
                Theory theory = result.run().theory();
                if (theory != null && theory.bound()) {
                    assertThat(total(result)).isGreaterThanOrEqualTo(theory(result));
                }
                result.frames().forEach(f -> verdicts.merge(f.verdict().name(), 1, Integer::sum));
            }
        }
        assertThat(verdicts).containsKey("DELIVERED");
        if (!tc.contains("rate")) {
            assertThat(verdicts).hasSizeGreaterThan(1);
        }
    }

    private Lab deploy(Topology topology) {
        return Lab.deploy(topology.plan(), LabOptions.inJvm(new Seed(1), folder));
    }

    private static TrialResult run(Lab lab, Flow flow, Manner manner, Parties parties) {
        Plan plan = lab.plan();
        Trial trial = Trials.of(plan, flow, manner, parties);
        return new TrialRunner(lab).run(trial);
    }

    private static long total(TrialResult result) {
        Long total = result.run().ledger().times().totalNanos();
        return total == null ? 0 : total;
    }

    private static long theory(TrialResult result) {
        Theory theory = result.run().theory();
        return theory == null ? Long.MAX_VALUE : theory.totalNanos();
    }

    private static String told(TrialResult result) {
        List<String> unread =
                result.run().ledger().entries().stream()
                        .filter(e -> e.state() == Entry.State.UNREAD)
                        .map(e -> "step " + e.step().number() + " unread")
                        .toList();
        return result.trial().flow().id()
                + ": "
                + result.failure()
                + " "
                + result.run().problemWords()
                + " "
                + unread;
    }
}

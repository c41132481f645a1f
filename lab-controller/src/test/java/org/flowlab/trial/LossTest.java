package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.flowlab.fabric.Fault;
import org.flowlab.fabric.FrameMatcher;
import org.flowlab.fabric.WireFrame;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Entry;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Parties;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.lab.Labs;
import org.flowlab.observe.SavedCapture;
import org.flowlab.topology.Plan;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of a flow when the wire drops one frame of it.
@Tag("netns")
class LossTest {
    private static final long INITIAL_RTO_NANOS = 1_000_000_000;

    @TempDir private Path folder;

    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
    }

    private TrialResult runDropping(Flow flow, String link, FrameMatcher matcher) {
        Plan plan = Labs.triangle("{delay: 1ms}").plan();
        Trial trial =
                Trials.of(plan, flow, Manner.source(), new Parties("client", "proxy", "origin"));
        try (Lab lab = Lab.deploy(plan, LabOptions.inJvm(new Seed(1), folder))) {
            lab.link(link).setMatcher(matcher);
            TrialResult result = new TrialRunner(lab).run(trial);
            SavedCapture.assertSame(plan, result.frames(), result.keys(), result.messages());
            return result;
        }
    }

    private static FrameMatcher dropNth(int nth) {
        AtomicInteger count = new AtomicInteger();
        return _ -> count.incrementAndGet() == nth ? Fault.DROP : Fault.NONE;
    }

    private static Entry.Seen seen(TrialResult result, int step) {
        Entry.Seen seen = result.run().ledger().entry(step).orElseThrow().seen();
        assertThat(seen).isNotNull();
        return seen;
    }

    @Test
    void a_syn_that_is_lost_is_sent_again_after_the_initial_timeout_and_the_run_conforms() {
        TrialResult result =
                runDropping(Catalogue.flow("https-proxy.http"), "client-proxy", dropNth(1));
        assertThat(result.conforms()).as("%s", result.run().problemWords()).isTrue();
        Entry.Seen syn = seen(result, 1);
        assertThat(syn.transmissions()).hasSize(2);
        assertThat(syn.transmissions().getFirst().lost()).isTrue();
        assertThat(syn.transmissions().getLast().lost()).isFalse();
        assertThat(syn.sentNanos()).isZero();
        assertThat(syn.arrivedNanos()).isGreaterThan(INITIAL_RTO_NANOS);
        assertThat(seen(result, 2).transmissions()).hasSize(1);
        assertThat(result.frames())
                .filteredOn(f -> f.verdict() == WireFrame.Verdict.FAULT)
                .hasSize(1);
    }

    @Test
    void a_syn_behind_the_proxy_that_is_lost_is_the_proxys_to_send_again() {
        TrialResult result =
                runDropping(Catalogue.flow("spdy-proxy.https-spdy"), "proxy-origin", dropNth(1));
        assertThat(result.conforms()).as("%s", result.run().problemWords()).isTrue();
        Entry.Seen syn = seen(result, 10);
        assertThat(syn.transmissions()).hasSize(2);
        assertThat(syn.transmissions()).allMatch(t -> t.by().equals("proxy"));
        assertThat(syn.arrivedNanos() - syn.sentNanos()).isGreaterThan(INITIAL_RTO_NANOS);
    }

    @Test
    void a_frame_that_is_too_large_for_a_routers_next_link_is_lost_there() {
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
                                    - endpoints: ["client:eth0", "r1:eth0"]
                                      tc: {delay: 5ms}
                                    - endpoints: ["r1:eth1", "r2:eth0"]
                                      mtu: 576
                                    - endpoints: ["r2:eth1", "origin:eth0"]
                                      tc: {delay: 5ms}
                                """)
                        .plan();
        Trial trial =
                Trials.of(
                        plan,
                        Catalogue.flow("direct"),
                        Manner.source(),
                        new Parties("client", null, "origin"));
        try (Lab lab = Lab.deploy(plan, LabOptions.inJvm(new Seed(1), folder))) {
            TrialResult result = new TrialRunner(lab).run(trial);
            assertThat(result.conforms()).as("%s", result.run().problems()).isTrue();
            Entry.Seen hello = seen(result, 5);
            assertThat(hello.transmissions()).hasSizeGreaterThan(1);
            assertThat(hello.transmissions().getFirst().lost()).isTrue();
            assertThat(hello.transmissions().getLast().lost()).isFalse();
            SavedCapture.assertSame(plan, result.frames(), result.keys(), result.messages());
        }
    }

    /// Whatever frame it is, the flow gets there, and its ledger is sound.
    @Test
    void any_one_frame_may_be_lost() {
        Flow flow = Catalogue.flow("spdy-proxy.https-http");
        for (int nth = 4; nth <= 16; nth += 4) {
            TrialResult result = runDropping(flow, "client-proxy", dropNth(nth));
            assertThat(result.conforms())
                    .as("frame %d: %s %s", nth, result.failure(), result.run().problemWords())
                    .isTrue();
        }
    }
}

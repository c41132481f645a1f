package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.dissect.Dissector;
import org.flowlab.dissect.Message;
import org.flowlab.fabric.Gap;
import org.flowlab.fabric.WireFrame;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.flow.Ledger;
import org.flowlab.flow.Parties;
import org.flowlab.flow.Run;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.lab.Labs;
import org.flowlab.observe.FrameFeed;
import org.flowlab.observe.Sightings;
import org.flowlab.topology.Plan;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The steps of a trial if some of its frames were not recorded.
@Tag("netns")
class UnrecordedTest {
    private static final Parties PARTIES = new Parties("client", "proxy", "origin");

    @TempDir private Path folder;

    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https-proxy.http", "https-proxy.https-http", "spdy-proxy.https-spdy"})
    void no_step_is_called_missing_because_its_frames_were_not_recorded(String flow) {
        Plan plan = Labs.triangle("{delay: 1ms}").plan();
        Trial trial = Trials.of(plan, Catalogue.flow(flow), Manner.source(), PARTIES);
        try (Lab lab = Lab.deploy(plan, LabOptions.inJvm(new Seed(1), folder))) {
            TrialResult whole = new TrialRunner(lab).run(trial);
            assertThat(whole.conforms()).as("%s", whole.run().deviations()).isTrue();
            int unread = 0;
            for (int length : new int[] {1, 3, 10, whole.frames().size()}) {
                for (int from = 0; from < whole.frames().size(); from += (length + 1) / 2) {
                    int to = Math.min(whole.frames().size(), from + length);
                    Run run = without(plan, whole, from, to);
                    assertThat(run.problemWords())
                            .as("without frames %d to %d: %s", from, to, run.deviations())
                            .isEmpty();
                    unread += run.verdict() == Ledger.Verdict.UNREAD ? 1 : 0;
                }
            }
            assertThat(unread).isGreaterThan(10);
        }
    }

    /// The run as it would be seen if frames `from` (inclusive) to `to` had not been recorded.
    private static Run without(Plan plan, TrialResult whole, int from, int to) {
        List<WireFrame> frames = new ArrayList<>(whole.frames());
        List<Gap> gaps = new ArrayList<>();
        for (WireFrame f : frames.subList(from, to)) {
            gaps.add(new Gap(f.link(), f.forward(), false, 1, f.enteredNanos(), f.leftNanos()));
        }
        frames.subList(from, to).clear();
        List<Message> messages = new ArrayList<>();
        Dissector dissector = new Dissector(messages::add);
        whole.keys().forEach(dissector::key);
        new FrameFeed(plan).feed(frames, dissector);
        dissector.finish();
        return Run.of(
                whole.trial().flow(),
                whole.trial().variant(),
                PARTIES,
                Networks.between(plan, PARTIES),
                Sightings.of(messages, nodes(plan), whole.startNanos(), frames),
                Networks.unrecorded(plan, PARTIES, gaps),
                ExpectedStatus.SUCCESS);
    }

    private static Map<String, String> nodes(Plan plan) {
        Map<String, String> nodes = new HashMap<>();
        for (Plan.PlannedNode node : plan.nodes()) {
            for (Plan.PlannedInterface end : node.interfaces()) {
                if (end.address() != null) {
                    nodes.put(end.address().getHostAddress(), node.name());
                }
            }
        }
        return nodes;
    }
}

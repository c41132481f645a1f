package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.flowlab.fabric.WireFrame;
import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Entry;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Run;
import org.flowlab.flow.Simulated;
import org.flowlab.flow.Variant;
import org.junit.jupiter.api.Test;

class LatenessTest {
    private static final Flow FLOW = Catalogue.flow("https-proxy.http");

    private static Run run() {
        return Run.of(
                FLOW,
                Variant.SOURCE,
                Simulated.PARTIES,
                Simulated.network(),
                Simulated.sightings(FLOW, Variant.SOURCE, Simulated.network(), 1_000_000));
    }

    private static WireFrame frame(long entered, long left, long late, Verdict verdict) {
        return new WireFrame(0, true, 0, entered, left, late, verdict, new byte[60]);
    }

    @Test
    void it_is_that_of_the_frames_between_the_first_step_and_the_last() {
        Run run = run();
        long zero = run.ledger().startNanos();
        List<WireFrame> frames = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            frames.add(frame(zero + i, zero + i + 10, i, Verdict.DELIVERED));
        }
        frames.add(frame(zero - 1, zero, 9_000, Verdict.DELIVERED)); // warming up
        frames.add(frame(zero + 5, zero + 6, 9_000, Verdict.LOST_RANDOM));
        long end = zero + run.ledger().times().totalNanos();
        frames.add(frame(end + 1, end + 2, 9_000, Verdict.DELIVERED));
        Lateness late = Lateness.of(run, frames, f -> true, 0);
        assertThat(late.frames()).isEqualTo(200);
        assertThat(late.p50Nanos()).isEqualTo(100);
        assertThat(late.p99Nanos()).isEqualTo(198);
        assertThat(late.maxNanos()).isEqualTo(200);
    }

    @Test
    void frames_of_others_do_not_count() {
        Run run = run();
        long zero = run.ledger().startNanos();
        List<WireFrame> frames = List.of(frame(zero + 1, zero + 2, 7, Verdict.DELIVERED));
        assertThat(Lateness.of(run, frames, f -> false, 0)).isEqualTo(Lateness.NONE);
    }

    @Test
    void frames_that_completed_awaited_steps_are_on_the_path() {
        Run run = run();
        long zero = run.ledger().startNanos();
        List<WireFrame> frames = new ArrayList<>();
        long expected = 0;
        for (int number = 1; number <= FLOW.steps().size(); number++) {
            Entry.Seen seen = run.ledger().entry(number).orElseThrow().seen();
            frames.add(
                    frame(
                            zero + seen.sentNanos(),
                            zero + seen.arrivedNanos(),
                            seen.arrivedNanos() / 1000,
                            Verdict.DELIVERED));
        }
        for (int number = 15; number > 0; ) {
            Entry.Seen seen = run.ledger().entry(number).orElseThrow().seen();
            expected += seen.arrivedNanos() / 1000;
            number = seen.cause();
        }
        assertThat(Lateness.of(run, frames, f -> true, 0).onPathNanos()).isEqualTo(expected);
        assertThat(expected).isPositive();
    }

    @Test
    void a_step_that_was_lost_is_on_no_path() {
        Run run =
                Run.of(
                        FLOW,
                        Variant.SOURCE,
                        Simulated.PARTIES,
                        Simulated.network(),
                        List.of(
                                Simulated.lostForGood(
                                        Simulated.sightings(
                                                        FLOW,
                                                        Variant.SOURCE,
                                                        Simulated.network(),
                                                        1_000_000)
                                                .getFirst(),
                                        3,
                                        1_000_000_000)));
        long zero = run.ledger().startNanos();
        List<WireFrame> frames = List.of(frame(zero + 1, zero + 2, 7, Verdict.DELIVERED));
        assertThat(Lateness.of(run, frames, f -> true, 0).onPathNanos()).isZero();
    }
}

package org.flowlab.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.flowlab.fabric.Impairment.Distribution;
import org.flowlab.fabric.Impairment.Limit;
import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.unit.BitRate;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.Test;

class DeciderTest {
    private static final int FRAMES = 100_000;

    private static final Impairment EVERYTHING =
            Impairment.NONE
                    .withDelay(Duration.ofMillis(10))
                    .withJitter(Duration.ofMillis(2), Distribution.NORMAL)
                    .withCorrelation(0.25)
                    .withLoss(new Impairment.Loss.GilbertElliott(0.01, 0.3, 0.9, 0.01))
                    .withMishaps(0.02, 0.03, 0.04)
                    .withRate(BitRate.parse("100mbit"), new Limit(50, 0));

    private record Decided(
            Verdict verdict, long dueNanos, int bit, boolean duplicate, long duplicateDue) {}

    private static List<Decided> decisions(Impairment impairment, Seed seed, int frames) {
        Decider decider = new Decider(seed, 1000);
        decider.set(impairment);
        Decision decision = new Decision();
        List<Decided> out = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            decider.decide(decision, i, i * 100_000L, 60 + i % 1400, Fault.NONE);
            out.add(
                    new Decided(
                            decision.verdict,
                            decision.dueNanos,
                            decision.corruptBit,
                            decision.duplicate,
                            decision.duplicate ? decision.duplicateDueNanos : 0));
        }
        return out;
    }

    private static long count(List<Decided> decisions, Verdict verdict) {
        return decisions.stream().filter(one -> one.verdict == verdict).count();
    }

    @Test
    void the_same_seed_gives_the_same_decisions() {
        Seed seed = new Seed(1).of("client-proxy").of("forward");

        assertThat(decisions(EVERYTHING, seed, 20_000))
                .isEqualTo(decisions(EVERYTHING, seed, 20_000));
    }

    @Test
    void links_and_directions_are_independent() {
        Impairment half = Impairment.NONE.withLoss(new Impairment.Loss.Random(0.5));
        List<Seed> seeds =
                List.of(
                        new Seed(1).of("client-proxy").of("forward"),
                        new Seed(1).of("client-proxy").of("reverse"),
                        new Seed(1).of("proxy-origin").of("forward"),
                        new Seed(2).of("client-proxy").of("forward"));
        long[] interval = Confidence.binomial99(FRAMES, 0.5);
        for (int a = 0; a < seeds.size(); a++) {
            for (int b = a + 1; b < seeds.size(); b++) {
                List<Decided> one = decisions(half, seeds.get(a), FRAMES);
                List<Decided> other = decisions(half, seeds.get(b), FRAMES);
                long same = 0;
                for (int i = 0; i < FRAMES; i++) {
                    same += one.get(i).verdict == other.get(i).verdict ? 1 : 0;
                }
                assertThat(same).isBetween(interval[0], interval[1]);
            }
        }
    }

    @Test
    void adding_one_impairment_does_not_move_anothers_decisions() {
        Impairment loss = Impairment.NONE.withLoss(new Impairment.Loss.Random(0.1));
        Impairment both = loss.withJitter(Duration.ofMillis(1), Distribution.UNIFORM);

        List<Decided> one = decisions(loss, new Seed(4), 10_000);
        List<Decided> other = decisions(both, new Seed(4), 10_000);

        for (int i = 0; i < one.size(); i++) {
            assertThat(other.get(i).verdict).isEqualTo(one.get(i).verdict);
        }
    }

    @Test
    void no_frame_is_due_before_it_entered_and_took_the_delay() {
        Impairment constant =
                Impairment.NONE
                        .withDelay(Duration.ofMillis(3))
                        .withRate(BitRate.parse("100mbit"), null);
        List<Decided> decisions = decisions(constant, new Seed(6), 10_000);
        for (int i = 0; i < decisions.size(); i++) {
            long least = i * 100_000L + 3_000_000 + (60 + i % 1400) * 8 * 10L;
            assertThat(decisions.get(i).dueNanos).isGreaterThanOrEqualTo(least);
        }
    }

    @Test
    void jitter_below_zero_delay_means_at_once() {
        Impairment wild = Impairment.NONE.withJitter(Duration.ofMillis(5), Distribution.NORMAL);
        List<Decided> decisions = decisions(wild, new Seed(6), 10_000);
        int atOnce = 0;
        for (int i = 0; i < decisions.size(); i++) {
            assertThat(decisions.get(i).dueNanos).isGreaterThanOrEqualTo(i * 100_000L);
            atOnce += decisions.get(i).dueNanos == i * 100_000L ? 1 : 0;
        }
        long[] interval = Confidence.binomial99(10_000, 0.5);
        assertThat((long) atOnce).isBetween(interval[0], interval[1]);
    }

    @Test
    void duplicates_reorders_and_corruptions_come_as_often_as_configured() {
        Impairment mishaps =
                Impairment.NONE.withDelay(Duration.ofMillis(10)).withMishaps(0.02, 0.03, 0.04);
        List<Decided> decisions = decisions(mishaps, new Seed(12), FRAMES);

        long[] two = Confidence.binomial99(FRAMES, 0.02);
        long[] three = Confidence.binomial99(FRAMES, 0.03);
        long[] four = Confidence.binomial99(FRAMES, 0.04);
        assertThat(decisions.stream().filter(Decided::duplicate).count()).isBetween(two[0], two[1]);
        long ahead = 0;
        for (int i = 0; i < FRAMES; i++) {
            ahead += decisions.get(i).dueNanos == i * 100_000L ? 1 : 0;
        }
        assertThat(ahead).isBetween(three[0], three[1]);
        assertThat(count(decisions, Verdict.CORRUPTED)).isBetween(four[0], four[1]);
        // One that is both counts as corrupted.
        assertThat(count(decisions, Verdict.REORDERED)).isBetween(three[0] - four[1] / 30, ahead);
    }

    @Test
    void corruption_hits_every_bit_alike() {
        Decider decider = new Decider(new Seed(13), 10);
        decider.set(Impairment.NONE.withMishaps(0, 0, 1));
        Decision decision = new Decision();
        double[] places = new double[FRAMES];
        for (int i = 0; i < FRAMES; i++) {
            decider.decide(decision, i, 0, 100, Fault.NONE);
            assertThat(decision.corruptBit).isBetween(0, 799);
            places[i] = (decision.corruptBit + 0.5) / 800;
        }
        assertThat(Confidence.uniformity(places, 800)).isGreaterThan(0.01);
    }

    @Test
    void a_full_queue_drops_and_the_duplicate_waits_its_turn() {
        Decider decider = new Decider(new Seed(14), 100);
        decider.set(
                Impairment.NONE
                        .withMishaps(1, 0, 0)
                        .withRate(BitRate.parse("8kbit"), new Limit(3, 0)));
        Decision decision = new Decision();

        decider.decide(decision, 0, 0, 100, Fault.NONE);
        assertThat(decision.dueNanos).isEqualTo(100_000_000);
        assertThat(decision.duplicateDueNanos).isEqualTo(200_000_000);
        decider.decide(decision, 1, 0, 100, Fault.NONE);
        assertThat(decision.verdict).isEqualTo(Verdict.DELIVERED);
        assertThat(decision.duplicate).isFalse();
        decider.decide(decision, 2, 0, 100, Fault.NONE);
        assertThat(decision.verdict).isEqualTo(Verdict.QUEUE_FULL);
    }

    @Test
    void a_packet_greater_than_the_mtu_is_dropped() {
        Decider decider = new Decider(new Seed(15), 100);
        decider.set(Impairment.NONE.withMtu(1400));
        Decision decision = new Decision();

        decider.decide(decision, 0, 0, 1414, Fault.NONE);
        assertThat(decision.verdict).isEqualTo(Verdict.DELIVERED);
        decider.decide(decision, 1, 0, 1415, Fault.NONE);
        assertThat(decision.verdict).isEqualTo(Verdict.TOO_BIG);
    }

    @Test
    void faults_are_done_beside_the_impairment() {
        Decider decider = new Decider(new Seed(16), 100);
        decider.set(Impairment.NONE.withDelay(Duration.ofMillis(1)));
        Decision decision = new Decision();

        decider.decide(decision, 0, 0, 100, Fault.DROP);
        assertThat(decision.verdict).isEqualTo(Verdict.FAULT);
        decider.decide(decision, 1, 0, 100, new Fault.Delay(Duration.ofMillis(5)));
        assertThat(decision.dueNanos).isEqualTo(6_000_000);
        decider.decide(decision, 2, 0, 100, Fault.DUPLICATE);
        assertThat(decision.duplicate).isTrue();
        assertThat(decision.duplicateDueNanos).isEqualTo(1_000_000);
        decider.decide(decision, 3, 0, 100, Fault.NONE);
        assertThat(decision.duplicate).isFalse();
        assertThat(decision.dueNanos).isEqualTo(1_000_000);
    }

    @Test
    void impairments_out_of_range_are_refused() {
        assertThatThrownBy(() -> new Impairment.Loss.Random(-0.1)).hasMessageContaining("loss");
        assertThatThrownBy(() -> new Impairment.Loss.Random(Double.NaN))
                .hasMessageContaining("from 0 to 1");
        assertThatThrownBy(() -> Impairment.NONE.withDelay(Duration.ofNanos(-1)))
                .hasMessageContaining("delay");
        assertThatThrownBy(() -> Impairment.NONE.withDelay(Duration.ofDays(400)))
                .hasMessageContaining("delay");
        assertThatThrownBy(() -> new Limit(1, 1)).hasMessageContaining("limit");
    }
}

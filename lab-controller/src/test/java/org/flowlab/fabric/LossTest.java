package org.flowlab.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossTest {
    private static final int FRAMES = 100_000;

    private static boolean[] losses(Impairment.Loss loss, double correlation, Seed seed) {
        LossModel model = new LossModel(seed);
        model.set(loss, correlation);
        boolean[] lost = new boolean[FRAMES];
        for (int i = 0; i < FRAMES; i++) {
            lost[i] = model.loss(i) != null;
        }
        return lost;
    }

    private static int count(boolean[] lost) {
        int count = 0;
        for (boolean one : lost) {
            count += one ? 1 : 0;
        }
        return count;
    }

    private static double meanRun(boolean[] lost) {
        int runs = 0;
        for (int i = 0; i < lost.length; i++) {
            runs += lost[i] && (i == 0 || !lost[i - 1]) ? 1 : 0;
        }
        return count(lost) / (double) runs;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.01, 0.2, 0.5})
    void random_loss_lies_in_the_binomial_99_percent_interval(double probability) {
        long[] interval = Confidence.binomial99(FRAMES, probability);

        int lost = count(losses(new Impairment.Loss.Random(probability), 0, new Seed(42)));

        assertThat((long) lost).isBetween(interval[0], interval[1]);
    }

    @Test
    void never_and_always_are_exact() {
        assertThat(count(losses(new Impairment.Loss.Random(0), 0.5, new Seed(1)))).isZero();
        assertThat(count(losses(new Impairment.Loss.Random(1), 0, new Seed(1)))).isEqualTo(FRAMES);
    }

    @Test
    void correlated_loss_loses_as_much_but_in_longer_runs() {
        double probability = 0.1;
        boolean[] independent = losses(new Impairment.Loss.Random(probability), 0, new Seed(9));
        boolean[] correlated = losses(new Impairment.Loss.Random(probability), 0.5, new Seed(9));

        // Correlated frames tell less than independent ones: the interval of half as many.
        long[] interval = Confidence.binomial99(FRAMES / 2, probability);
        assertThat(count(correlated) / 2L).isBetween(interval[0], interval[1]);
        assertThat(meanRun(independent)).isCloseTo(1 / (1 - probability), within(0.03));
        // P(lost | lost) = Φ₂(z, z; ρ) / p = 0.324 at p = 0.1, ρ = 0.5.
        assertThat(meanRun(correlated)).isCloseTo(1 / (1 - 0.324), within(0.05));
    }

    @Test
    void gilbert_loses_the_stationary_share_in_bursts_of_the_expected_length() {
        double p = 0.01;
        double r = 0.25;
        var model = new Impairment.Loss.GilbertElliott(p, r, 1, 0);
        boolean[] lost = losses(model, 0, new Seed(77));

        // The variance of a Markov chain's mean is greater than a coin's by (1 + λ) / (1 − λ),
        // λ = 1 − p − r; a burst's length is geometric. Both bounds are 99 %.
        double share = p / (p + r);
        double lambda = 1 - p - r;
        double error = Math.sqrt(share * (1 - share) / FRAMES * (1 + lambda) / (1 - lambda));
        assertThat(model.expectedLoss()).isCloseTo(share, within(1e-12));
        assertThat(count(lost) / (double) FRAMES).isCloseTo(share, within(2.58 * error));
        double bursts = FRAMES * share * r;
        assertThat(meanRun(lost))
                .isCloseTo(1 / r, within(2.58 * Math.sqrt((1 - r) / (r * r)) / Math.sqrt(bursts)));
    }

    @Test
    void elliott_loses_in_both_states_and_tells_which() {
        LossModel model = new LossModel(new Seed(8));
        model.set(new Impairment.Loss.GilbertElliott(0.05, 0.2, 0.6, 0.02), 0);
        int inBad = 0;
        int inGood = 0;
        for (int i = 0; i < FRAMES; i++) {
            Verdict verdict = model.loss(i);
            inBad += verdict == Verdict.LOST_BURST ? 1 : 0;
            inGood += verdict == Verdict.LOST_RANDOM ? 1 : 0;
        }

        assertThat(inBad / (double) FRAMES).isCloseTo(0.2 * 0.6, within(0.01));
        assertThat(inGood / (double) FRAMES).isCloseTo(0.8 * 0.02, within(0.002));
    }
}

package org.flowlab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.flowlab.bench.FabricBench.RateAccuracy;
import org.flowlab.bench.Finding.Verdict;
import org.flowlab.unit.BitRate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RatePartTest {
    /// At 1 Gbit/s 1,000,000 bits are due to take a millisecond.
    @ParameterizedTest
    @CsvSource({
        // long runs, and a wire that is late by little
        "40000, 500_000_000, 500_100_000,    200_000, MET",
        "40000, 500_000_000, 520_000_000,    200_000, WRONG",
        "40000, 500_000_000, 480_000_000,    200_000, WRONG",
        // a sender that was held up leaves short runs, whose last frame was late
        "   80,   1_000_000,   1_996_000,  1_000_000, NOT_MEASURED",
        "    0,           0,           0,          0, NOT_MEASURED",
        // a wire that was held up
        "40000, 500_000_000, 530_000_000, 40_000_000, NOT_MEASURED",
        "40000, 500_000_000, 470_000_000, 40_000_000, NOT_MEASURED",
        "40000, 500_000_000, 501_000_000, 40_000_000, MET",
        // no lateness explains that much
        "40000, 500_000_000, 998_000_000, 40_000_000, WRONG",
        "   80,   1_000_000,   1_996_000,    200_000, WRONG"
    })
    void a_rate_is_wrong_only_where_no_lateness_explains_it(
            long frames, String due, String took, String latest, Verdict verdict) {
        RateAccuracy accuracy =
                new RateAccuracy(
                        BitRate.parse("1gbit"), frames, number(due), number(took), number(latest));

        assertThat(RatePart.finding("1gbit", accuracy).verdict()).isEqualTo(verdict);
    }

    private static long number(String text) {
        return Long.parseLong(text.replace("_", ""));
    }
}

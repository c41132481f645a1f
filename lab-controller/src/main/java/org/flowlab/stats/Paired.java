package org.flowlab.stats;

import java.util.Arrays;
import java.util.Optional;
import org.hipparchus.stat.inference.WilcoxonSignedRankTest;

/// Two samples that were made in pairs, as with the same seed under two conditions: what one
/// condition adds to the other.
public final class Paired {
    /// Up to here the test's exact distribution is worth its time.
    private static final int EXACT = 25;

    private final Sample differences;

    private Paired(Sample differences) {
        this.differences = differences;
    }

    /// Observation by observation, `b - a`.
    ///
    /// @throws IllegalArgumentException where one has more observations than the other
    public static Paired of(Sample a, Sample b) {
        if (a.count() != b.count()) {
            throw new IllegalArgumentException(
                    "pairs need as many of one as of the other: " + a.count() + ", " + b.count());
        }
        double[] x = a.values();
        double[] y = b.values();
        Arrays.setAll(y, i -> y[i] - x[i]);
        return new Paired(Sample.of(y));
    }

    public Sample differences() {
        return differences;
    }

    /// Where the median difference lies; empty where there are too few pairs.
    public Optional<Interval> medianInterval(double confidence) {
        return differences.medianInterval(confidence);
    }

    /// How probable differences like these are, or more one-sided ones, if neither condition adds
    /// anything: Wilcoxon's signed-rank test, two-sided, without pairs that do not differ; exact up
    /// to 25 pairs. 1 where no pair differs.
    public double pValue() {
        double[] different = Arrays.stream(differences.values()).filter(d -> d != 0).toArray();
        if (different.length == 0) {
            return 1;
        }
        boolean ties =
                Arrays.stream(different).map(Math::abs).distinct().count() < different.length;
        return new WilcoxonSignedRankTest()
                .wilcoxonSignedRankTest(
                        different,
                        new double[different.length],
                        different.length <= EXACT && !ties);
    }
}

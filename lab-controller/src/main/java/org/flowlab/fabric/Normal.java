package org.flowlab.fabric;

/// The standard normal distribution. Its methods allocate nothing.
final class Normal {
    // Acklam's rational approximation of the quantile; its relative error is below 1.2e-9.
    private static final double A0 = -3.969683028665376e+01;
    private static final double A1 = 2.209460984245205e+02;
    private static final double A2 = -2.759285104469687e+02;
    private static final double A3 = 1.383577518672690e+02;
    private static final double A4 = -3.066479806614716e+01;
    private static final double A5 = 2.506628277459239e+00;
    private static final double B0 = -5.447609879822406e+01;
    private static final double B1 = 1.615858368580409e+02;
    private static final double B2 = -1.556989798598866e+02;
    private static final double B3 = 6.680131188771972e+01;
    private static final double B4 = -1.328068155288572e+01;
    private static final double C0 = -7.784894002430293e-03;
    private static final double C1 = -3.223964580411365e-01;
    private static final double C2 = -2.400758277161838e+00;
    private static final double C3 = -2.549732539343734e+00;
    private static final double C4 = 4.374664141464968e+00;
    private static final double C5 = 2.938163982698783e+00;
    private static final double D0 = 7.784695709041462e-03;
    private static final double D1 = 3.224671290700398e-01;
    private static final double D2 = 2.445134137142996e+00;
    private static final double D3 = 3.754408661907416e+00;
    private static final double TAIL = 0.02425;

    private Normal() {}

    /// Returns the quantile: a normal number is below it with probability `u`, for 0 < u < 1.
    static double quantile(double u) {
        if (u < TAIL) {
            return tail(Math.sqrt(-2 * Math.log(u)));
        }
        if (u > 1 - TAIL) {
            return -tail(Math.sqrt(-2 * Math.log1p(-u)));
        }
        double q = u - 0.5;
        double r = q * q;
        return (((((A0 * r + A1) * r + A2) * r + A3) * r + A4) * r + A5)
                * q
                / (((((B0 * r + B1) * r + B2) * r + B3) * r + B4) * r + 1);
    }

    private static double tail(double q) {
        return (((((C0 * q + C1) * q + C2) * q + C3) * q + C4) * q + C5)
                / ((((D0 * q + D1) * q + D2) * q + D3) * q + 1);
    }

    /// Returns the probability that a normal number is below `z`. It sums a Taylor series around 0
    /// and is exact to about 1e-15.
    static double cumulative(double z) {
        if (z < -8) {
            return 0;
        }
        if (z > 8) {
            return 1;
        }
        double sum = z;
        double term = z;
        for (int n = 3; sum != sum - term; n += 2) {
            term *= z * z / n;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
    }
}

package org.flowlab.wire.pcapng;

/// How an interface's stamps become nanoseconds since 1970.
///
/// @param resolution `if_tsresol`: a negative power of 10, or of 2 where the highest bit is set
/// @param offsetSeconds `if_tsoffset`
record StampScale(int resolution, long offsetSeconds) {
    /// Where an interface does not say.
    static final StampScale MICROS = new StampScale(6, 0);

    private static final long BILLION = 1_000_000_000L;

    long nanos(long stamp) {
        int power = resolution & 0x7f;
        long base = offsetSeconds * BILLION;
        if ((resolution & 0x80) == 0) {
            return base + (power <= 9 ? stamp * tenTo(9 - power) : divided(stamp, power - 9));
        }
        if (power == 0) {
            return base + stamp * BILLION;
        }
        long seconds = power >= 64 ? 0 : stamp >>> power;
        // The fraction of a second in 2^-64, of which powers above 64 lose the lowest bits.
        long fraction = power >= 64 ? stamp >>> Math.min(63, power - 64) : stamp << (64 - power);
        return base + seconds * BILLION + Math.unsignedMultiplyHigh(fraction, BILLION);
    }

    private static long divided(long stamp, int power) {
        return power > 19 ? 0 : Long.divideUnsigned(stamp, tenTo(power));
    }

    private static long tenTo(int power) {
        long value = 1;
        for (int i = 0; i < power; i++) {
            value *= 10;
        }
        return value;
    }
}

package org.flowlab.wire.pcapng;

/// The unit and the start of an interface's timestamps.
///
/// @param resolution `if_tsresol`, 8 bits. The lower 7 are a number n: the unit is 10^-n seconds,
///   or 2^-n seconds if the highest bit is set
/// @param offsetSeconds `if_tsoffset`: seconds to add to each timestamp
record StampScale(int resolution, long offsetSeconds) {
    /// The scale of interfaces that do not state one.
    static final StampScale MICROS = new StampScale(6, 0);

    private static final long BILLION = 1_000_000_000L;

    /// The timestamp in nanoseconds since 1970.
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
        // The fraction of a second, in units of 2^-64 s. Powers above 64 lose the lowest bits.
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

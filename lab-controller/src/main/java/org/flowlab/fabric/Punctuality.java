package org.flowlab.fabric;

/// How late frames left. The error of a frame is the time when it left minus the time when it was
/// due to leave; it is the error of the emulation.
///
/// @param p50Nanos the median, to two significant digits
/// @param p99Nanos the 99th percentile, to two significant digits
/// @param maxNanos the greatest error, exact
/// @param early frames that left before their time; anything but 0 is a bug
public record Punctuality(long frames, long p50Nanos, long p99Nanos, long maxNanos, long early) {}

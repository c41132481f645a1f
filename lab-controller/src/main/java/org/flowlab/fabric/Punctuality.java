package org.flowlab.fabric;

/// How true to time frames left: when each left minus when it was to leave, which is the
/// emulation's error.
///
/// @param p50Nanos the median, to two significant digits
/// @param p99Nanos the 99th percentile, to two significant digits
/// @param maxNanos the greatest error, exact
/// @param early frames that left before their time; anything but 0 is a bug
public record Punctuality(long frames, long p50Nanos, long p99Nanos, long maxNanos, long early) {}

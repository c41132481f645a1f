package org.flowlab.fabric;

/// How true to time frames left: what left minus when it was decided to leave, which is the
/// emulation's error. Told with two significant digits; errors above a second count as a second.
///
/// @param early frames that left before their time; anything but 0 is a bug
public record Punctuality(long frames, long p50Nanos, long p99Nanos, long maxNanos, long early) {}

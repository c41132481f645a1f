package org.flowlab.unit;

/// A clock in nanoseconds that never runs backwards. Its zero means nothing; only differences do.
@FunctionalInterface
public interface NanoClock {
    /// The kernel's `CLOCK_MONOTONIC`, which every node on this machine shares.
    NanoClock MONOTONIC = System::nanoTime;

    long nanos();
}

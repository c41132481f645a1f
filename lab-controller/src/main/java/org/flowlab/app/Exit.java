package org.flowlab.app;

/// Exit statuses of the command line.
final class Exit {
    static final int OK = 0;

    /// A trial failed or did not conform, or output or results could not be written.
    static final int TRIAL = 1;

    /// Bad input or usage.
    static final int INPUT = 2;

    /// The machine lacks something.
    static final int MACHINE = 3;

    /// 128 + SIGINT, as in shells.
    static final int INTERRUPTED = 130;

    private Exit() {}
}

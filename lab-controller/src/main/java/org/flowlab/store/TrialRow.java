package org.flowlab.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// One trial's line in `trials.csv`.
///
/// @param trial the trial's number in the whole run, from 1
/// @param cell the cell's index, from 1
/// @param reuse `cold`, `warm-proxy`, `warm-tunnel` or `warm-origin`
/// @param tls `1.2` or `1.3`
/// @param attempt from 1; a disturbed trial is run again
/// @param outcome `ok`, `failed` or `disturbed`
/// @param conforms whether every step of the flow was seen as in the catalogue
/// @param totalNanos empty if the trial did not reach its last step
/// @param theoryNanos the time that the network must take; `run.json` lists the cells in which it
///   is a mean and not a bound
/// @param factors the varied factors and their values
public record TrialRow(
        long trial,
        int cell,
        String flow,
        String reuse,
        String tls,
        int attempt,
        String outcome,
        boolean conforms,
        OptionalLong totalNanos,
        OptionalLong proxyNanos,
        OptionalLong tunnelNanos,
        OptionalLong originNanos,
        OptionalLong theoryNanos,
        Late late,
        Map<String, String> factors,
        List<StepRow> steps,
        List<String> problems) {

    public TrialRow {
        factors = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(factors));
        steps = List.copyOf(steps);
        problems = List.copyOf(problems);
    }

    /// The wire's lateness in a trial, in nanoseconds.
    ///
    /// @param onPathNanos the sum over the frames for which the trial had to wait
    public record Late(
            long p50Nanos, long p99Nanos, long maxNanos, long onPathNanos, long pauseNanos) {}

    /// One step's line in `steps.csv`; times in nanoseconds from the moment the trial's first frame
    /// entered the wire.
    ///
    /// @param wire the message on the wire, such as `HTTP/1.1 500 Internal Server Error`; empty if
    ///   the step was not seen
    /// @param sentNanos empty if the step was not seen
    public record StepRow(
            int step,
            String name,
            String wire,
            String phase,
            String from,
            String to,
            OptionalLong sentNanos,
            OptionalLong arrivedNanos,
            int transmissions) {}
}

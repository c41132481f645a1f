package org.flowlab.experiment;

import java.nio.file.Path;
import org.flowlab.lab.runtime.NodeHost;
import org.flowlab.trial.MeasuringSlot;

/// The options of a run, from the command line.
///
/// @param out the results folder
/// @param trials the number of trials of each flow in each cell
/// @param hostName the value of `--host`
/// @param coresAwake whether to keep the machine's cores from sleeping
/// @param slot is taken for each trial and each round of warming up, so that only one flow at a
///   time is measured in this process
/// @param filesFromStart whether the results folder has its files before the first result, so that
///   a run without results leaves the reason
public record RunOptions(
        Path out,
        int trials,
        long seed,
        NodeHost host,
        String hostName,
        Capture capture,
        boolean coresAwake,
        MeasuringSlot slot,
        boolean filesFromStart) {

    /// Options of a run that nothing else in this process disturbs.
    public RunOptions(
            Path out,
            int trials,
            long seed,
            NodeHost host,
            String hostName,
            Capture capture,
            boolean coresAwake) {
        this(out, trials, seed, host, hostName, capture, coresAwake, new MeasuringSlot(), false);
    }

    /// The trials whose frames are written to `capture.pcapng`.
    public enum Capture {
        ALL,
        /// The first trial of each flow in each cell.
        FIRST,
        NONE
    }
}

package org.flowlab.experiment;

import java.nio.file.Path;
import org.flowlab.lab.runtime.NodeHost;

/// The options of a run, from the command line.
///
/// @param out the results folder
/// @param trials the number of trials of each flow in each cell
/// @param hostName the value of `--host`
/// @param coresAwake whether to keep the machine's cores from sleeping
public record RunOptions(
        Path out,
        int trials,
        long seed,
        NodeHost host,
        String hostName,
        Capture capture,
        boolean coresAwake) {

    /// The trials whose frames are written to `capture.pcapng`.
    public enum Capture {
        ALL,
        /// The first trial of each flow in each cell.
        FIRST,
        NONE
    }
}

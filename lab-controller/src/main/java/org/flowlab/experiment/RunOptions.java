package org.flowlab.experiment;

import java.nio.file.Path;
import org.flowlab.lab.runtime.NodeHost;

/// What the command line decides about a run.
///
/// @param out the results folder
/// @param trials per flow and cell
/// @param hostName as in `--host`
/// @param coresAwake whether the machine's cores are to be kept from sleeping
public record RunOptions(
        Path out,
        int trials,
        long seed,
        NodeHost host,
        String hostName,
        Capture capture,
        boolean coresAwake) {

    /// Which trials' frames are kept in `capture.pcapng`.
    public enum Capture {
        ALL,
        /// The first trial of each flow in each cell.
        FIRST,
        NONE
    }
}

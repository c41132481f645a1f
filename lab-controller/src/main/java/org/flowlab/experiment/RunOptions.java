package org.flowlab.experiment;

import java.nio.file.Path;
import org.flowlab.lab.host.NodeHost;

/// What the command line decides about a run.
///
/// @param out the results folder
/// @param trials per flow and cell
/// @param hostName as in `--host`
public record RunOptions(
        Path out, int trials, long seed, NodeHost host, String hostName, Capture capture) {

    /// Which trials' frames are kept in `capture.pcapng`.
    public enum Capture {
        ALL,
        /// The first trial of each flow in each cell.
        FIRST,
        NONE
    }
}

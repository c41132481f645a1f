package org.flowlab.fabric;

import java.util.Map;
import org.flowlab.fabric.WireFrame.Verdict;

/// The counters of one direction of a link since it was added.
///
/// @param enteredFrames without the wire's own duplicates
/// @param inFlightFrames on the wire at this moment
/// @param deliveredBytes duplicates included
/// @param verdicts the number of frames by verdict, without zeros
/// @param expectedLosses the number of losses to expect for the frames that entered, from the loss
///   that was configured when each of them did
/// @param unrecordedFrames frames for which the recorder or the wire had no memory. They do not
///   include [background][Fabric#setBackground] frames, which only a [Gap] counts
public record DirectionReport(
        long enteredFrames,
        long inFlightFrames,
        long deliveredBytes,
        Map<Verdict, Long> verdicts,
        double expectedLosses,
        long unrecordedFrames,
        Punctuality punctuality) {

    public long count(Verdict verdict) {
        return verdicts.getOrDefault(verdict, 0L);
    }

    /// Frames that the configured loss took: at random or in bursts.
    public long losses() {
        return count(Verdict.LOST_RANDOM) + count(Verdict.LOST_BURST);
    }
}

package org.flowlab.fabric;

import java.util.Map;
import org.flowlab.fabric.WireFrame.Verdict;

/// The counters of one direction of a link since the link was added or last
/// [restarted][Link#restart].
///
/// @param enteredFrames the number of frames that entered; duplicates made by the wire do not count
/// @param inFlightFrames the number of frames on the wire at this moment
/// @param deliveredBytes the number of bytes that left the wire, duplicates included
/// @param verdicts the number of frames for each verdict; a verdict that no frame has is left out
/// @param expectedLosses the expected number of lost frames: each frame that entered adds the loss
///   probability that was configured at that time
/// @param unrecordedFrames the number of frames that were not recorded because the recorder or the
///   wire had no memory. [Background][Fabric#setBackground] frames are not included; only a [Gap]
///   counts them
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

    /// The number of frames lost by the configured loss, at random or in bursts.
    public long losses() {
        return count(Verdict.LOST_RANDOM) + count(Verdict.LOST_BURST);
    }
}

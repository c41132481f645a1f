package org.flowlab.fabric;

import java.util.Map;
import org.flowlab.fabric.WireFrame.Verdict;

/// What one direction of a link did since it was added.
///
/// @param enteredFrames without the wire's own duplicates
/// @param inFlightFrames on the wire at this moment
/// @param deliveredBytes duplicates included
/// @param verdicts how many frames had each; those that none had are left out
/// @param expectedLosses what the configured loss makes one expect for the frames that were exposed
///   to it, changes of configuration included
/// @param unrecordedFrames that the recorder, or already the wire, had no memory for; without
///   [background][Fabric#setBackground] frames, of which only a [Gap] tells
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

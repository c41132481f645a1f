package org.flowlab.fabric;

/// What a fabric as a whole did; counts since it was opened. Everything but the first should be 0:
/// what is not, says that a measurement was disturbed.
///
/// @param receivedFrames that the kernel took in for the wire, dropped ones included
/// @param kernelDrops frames that came while the receive ring was full
/// @param unknownFrames frames from devices that no link is plugged into
/// @param truncatedFrames frames greater than a place in the ring; dropped as too big
/// @param missingChecksums frames whose sender left the checksum to hardware: its offloads are on
/// @param outOfMemory frames dropped, and copies not made, as the wire held as many as it can
/// @param unrecordedFrames frames for which the recorder or the wire had no memory. They do not
///   include [background][Fabric#setBackground] frames, which only a [Gap] counts
/// @param matcherErrors calls of a matcher that threw
/// @param sinkErrors calls of a sink that threw
/// @param clockSteps how often `CLOCK_REALTIME` was seen to be set
/// @param implausibleStamps frames whose kernel stamp could not be, and was replaced
/// @param filteredFrames that a switch did not pass on, as it had come from where it should go
public record FabricReport(
        long receivedFrames,
        long kernelDrops,
        long unknownFrames,
        long truncatedFrames,
        long missingChecksums,
        long outOfMemory,
        long unrecordedFrames,
        long matcherErrors,
        long sinkErrors,
        long clockSteps,
        long implausibleStamps,
        long filteredFrames) {}

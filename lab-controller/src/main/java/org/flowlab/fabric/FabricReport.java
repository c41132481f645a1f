package org.flowlab.fabric;

/// The counters of a whole fabric since it was opened. All except the first should be 0: any other
/// value means that a measurement was disturbed.
///
/// @param receivedFrames frames that the kernel received for the wire, including those it dropped
/// @param kernelDrops frames that the kernel dropped because the receive ring was full
/// @param unknownFrames frames from devices that no link is plugged into
/// @param truncatedFrames frames larger than a slot of the receive ring; the wire drops them as too
///   big
/// @param missingChecksums frames without a checksum: the sender's offloads are on, so it left the
///   checksum to hardware
/// @param outOfMemory frames that were dropped and copies that were not made because the wire was
///   full
/// @param unrecordedFrames frames that were not recorded because the recorder or the wire had no
///   memory. [Background][Fabric#setBackground] frames are not included; only a [Gap] counts them
/// @param matcherErrors calls of a matcher that threw
/// @param sinkErrors calls of a sink that threw
/// @param clockSteps how often the wire found that `CLOCK_REALTIME` had been set
/// @param implausibleStamps frames whose time stamp from the kernel was impossible and was replaced
/// @param filteredFrames frames that a switch did not forward because they came from the port of
///   their destination
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

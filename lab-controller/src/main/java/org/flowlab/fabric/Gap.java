package org.flowlab.fabric;

/// Frames of one direction of one link that were not recorded. Other frames of that direction may
/// have been recorded in the same time.
///
/// @param link the link's number, as in [WireFrame]
/// @param forward whether the frames went from the link's end A to its end B
/// @param background whether they are [background][Fabric#setBackground] frames; one gap never has
///   frames of both kinds
/// @param frames the number of frames, at least 1
/// @param fromNanos `CLOCK_MONOTONIC` when the first of them entered
/// @param untilNanos `CLOCK_MONOTONIC` when the last of them left or was dropped
public record Gap(
        int link,
        boolean forward,
        boolean background,
        long frames,
        long fromNanos,
        long untilNanos) {

    /// Returns a copy with another link number.
    public Gap withLink(int other) {
        return new Gap(other, forward, background, frames, fromNanos, untilNanos);
    }

    /// Whether `other` has the same link, the same direction and the same kind of frames.
    public boolean isLike(Gap other) {
        return link == other.link && forward == other.forward && background == other.background;
    }

    /// Returns one gap that covers this one and `other`, which must be [like][#isLike] it.
    public Gap with(Gap other) {
        return new Gap(
                link,
                forward,
                background,
                frames + other.frames,
                Math.min(fromNanos, other.fromNanos),
                Math.max(untilNanos, other.untilNanos));
    }
}

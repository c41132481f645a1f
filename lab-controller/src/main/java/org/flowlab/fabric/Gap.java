package org.flowlab.fabric;

/// Frames of one direction of one link that were not recorded. Other frames of that direction may
/// have been recorded in the same time.
///
/// @param link as in [WireFrame]
/// @param forward whether the frames went from the link's end A to its end B
/// @param background whether they are [background][Fabric#setBackground] frames; frames that are
///   background and frames that are not are never in one gap
/// @param frames how many, at least 1
/// @param fromNanos `CLOCK_MONOTONIC` when the first of them entered
/// @param untilNanos `CLOCK_MONOTONIC` when the last of them left or was dropped
public record Gap(
        int link,
        boolean forward,
        boolean background,
        long frames,
        long fromNanos,
        long untilNanos) {

    /// The same gap under another link number.
    public Gap withLink(int other) {
        return new Gap(other, forward, background, frames, fromNanos, untilNanos);
    }

    /// Whether `other` is of the same link and direction, and of the same kind of frames.
    public boolean isLike(Gap other) {
        return link == other.link && forward == other.forward && background == other.background;
    }

    /// One gap for this one and one [like][#isLike] it.
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

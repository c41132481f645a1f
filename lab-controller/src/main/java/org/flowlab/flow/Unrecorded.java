package org.flowlab.flow;

import java.util.List;
import java.util.Set;
import org.flowlab.flow.Network.Direction;

/// Frames on one link between a run's parties that were not recorded: a step may be among them.
///
/// @param ways the directions between parties that lead over the link, whichever way the frames
///   went: what one side says is often not understood without what the other side said
/// @param frames how many, at least 1
/// @param fromNanos the clock when the first of them was sent
public record Unrecorded(Set<Direction> ways, long frames, long fromNanos) {
    public Unrecorded {
        ways = Set.copyOf(ways);
    }

    /// `37 frames were not recorded`
    static String words(List<Unrecorded> gaps) {
        long frames = gaps.stream().mapToLong(Unrecorded::frames).sum();
        return frames == 1 ? "1 frame was not recorded" : frames + " frames were not recorded";
    }
}

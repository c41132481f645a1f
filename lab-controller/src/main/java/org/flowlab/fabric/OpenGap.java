package org.flowlab.fabric;

import org.jspecify.annotations.Nullable;

/// A [Gap] that still grows: the wire adds frames to it until the record ring has room for it.
/// Belongs to the wire's thread.
final class OpenGap {
    final Direction direction;
    final boolean background;
    long frames;
    long fromNanos;
    long untilNanos;

    /// The next gap that waits to be reported.
    @Nullable OpenGap next;

    OpenGap(Direction direction, boolean background) {
        this.direction = direction;
        this.background = background;
    }

    /// Counts a frame that was not recorded.
    ///
    /// @return whether it is the first one since the last report
    boolean add(long enteredNanos, long leftNanos) {
        boolean first = frames++ == 0;
        fromNanos = first ? enteredNanos : Math.min(fromNanos, enteredNanos);
        untilNanos = first ? leftNanos : Math.max(untilNanos, leftNanos);
        return first;
    }
}

package org.flowlab.fabric;

/// Says of each frame that enters a wire whether it is of a kind.
@FunctionalInterface
public interface FrameFilter {
    /// Of no frame.
    FrameFilter NONE = _ -> false;

    /// Runs on the wire's thread and delays every frame behind it: it must be quick, must not block
    /// and should not allocate. An exception is counted as a matcher's, and means no.
    ///
    /// @param frame valid only during the call
    boolean test(FrameView frame);
}

package org.flowlab.fabric;

/// Decides for each frame that enters a wire whether it is of a certain kind.
@FunctionalInterface
public interface FrameFilter {
    /// The filter that accepts no frame.
    FrameFilter NONE = _ -> false;

    /// Whether the frame is of the kind. It runs on the wire's thread and delays every frame behind
    /// it, so it must be quick, must not block and should not allocate. An exception counts as a
    /// matcher's error and means false.
    ///
    /// @param frame valid only during the call
    boolean test(FrameView frame);
}

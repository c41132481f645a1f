package org.flowlab.fabric;

/// Chooses a fault for each frame of a link, before the impairment decides about it.
@FunctionalInterface
public interface FrameMatcher {
    /// The matcher that chooses no fault.
    FrameMatcher NONE = _ -> Fault.NONE;

    /// Chooses the fault for a frame. It runs on the wire's thread and delays every frame behind
    /// it, so it must be quick, must not block and should not allocate. If it throws, the error is
    /// counted and the frame gets no fault.
    ///
    /// @param frame valid only during the call
    Fault fault(FrameView frame);
}

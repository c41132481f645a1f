package org.flowlab.fabric;

/// Is asked about each frame of a link before the impairment decides.
@FunctionalInterface
public interface FrameMatcher {
    /// Asks for nothing.
    FrameMatcher NONE = _ -> Fault.NONE;

    /// Runs on the wire's thread and delays every frame behind it: it must be quick, must not block
    /// and should not allocate. An exception is counted, and the frame passes.
    ///
    /// @param frame valid only during the call
    Fault fault(FrameView frame);
}

package org.flowlab.fabric;

import java.util.function.Consumer;

/// Receives every frame once its fate is known, in that order. It runs on the recorder's thread. If
/// it is slower than the wire for so long that the recorder's memory is full, frames are not
/// recorded and a [gap][#gap] reports that.
@FunctionalInterface
public interface FrameSink {
    /// Ignores all frames.
    FrameSink NONE = _ -> {};

    /// Receives a frame.
    ///
    /// @param frame valid only during the call; [FrameView#toWireFrame] makes a copy to keep
    void frame(FrameView frame);

    /// Receives the report that frames of the link were not recorded. It comes when the ring has
    /// room again, in order with the recorded frames. If the recorder's memory was full, the wire
    /// carried the frames all the same; if the wire's memory was full, it dropped them.
    default void gap(Gap gap) {}

    /// Passes a copy of each frame to `consumer`.
    static FrameSink of(Consumer<? super WireFrame> consumer) {
        return frame -> consumer.accept(frame.toWireFrame());
    }
}

package org.flowlab.fabric;

import java.util.function.Consumer;

/// Receives every frame once its fate is known, in that order. It runs on the recorder's thread. If
/// it is slower than the wire for so long that the recorder's memory is full, frames are missing
/// and a [gap][#gap] says so.
@FunctionalInterface
public interface FrameSink {
    /// Keeps nothing.
    FrameSink NONE = _ -> {};

    /// @param frame valid only during the call: [FrameView#toWireFrame] makes something to keep
    void frame(FrameView frame);

    /// Frames of the link were not recorded. It comes when the ring has room again, in order with
    /// the frames that were recorded. If the memory that ran out was the recorder's, the wire
    /// carried the frames all the same; if it was the wire's own, they were dropped.
    default void gap(Gap gap) {}

    /// Keeps whole frames.
    static FrameSink of(Consumer<? super WireFrame> consumer) {
        return frame -> consumer.accept(frame.toWireFrame());
    }
}

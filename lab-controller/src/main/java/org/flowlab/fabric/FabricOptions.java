package org.flowlab.fabric;

import java.time.Duration;

/// The options of a fabric. Its memory is reserved at the start, but takes up room only once it is
/// used.
///
/// @param name the fabric's name, used in thread names and errors
/// @param ringFrames the number of frames that the kernel's receive ring holds; a power of 2, at
///   least 128
/// @param poolFrames the largest number of frames on the wire at once
/// @param frameBytes the size of each frame's slot in bytes, including the ring's header of 66
///   bytes; a power of 2 from 2048 to 65536
/// @param recorderBytes the memory, in bytes, for copies of frames that wait for the sinks; a power
///   of 2
/// @param spin how long before a deadline the wire stops sleeping and watches the clock instead;
///   more of it makes the error smaller but keeps a core busy
/// @param sink the sink of links that set none of their own
public record FabricOptions(
        String name,
        int ringFrames,
        int poolFrames,
        int frameBytes,
        long recorderBytes,
        Duration spin,
        FrameSink sink) {

    /// Options for frames of up to 1,982 bytes. The wire spins for 50 µs if the machine has at
    /// least 4 cores.
    public static final FabricOptions DEFAULT =
            new FabricOptions(
                    "fabric",
                    8192,
                    65_536,
                    2048,
                    1L << 26,
                    Runtime.getRuntime().availableProcessors() >= 4
                            ? Duration.ofNanos(50_000)
                            : Duration.ZERO,
                    FrameSink.NONE);

    public FabricOptions {
        checkPower("ringFrames", ringFrames, 128, 1 << 20);
        checkPower("frameBytes", frameBytes, 2048, 65_536);
        checkPower("recorderBytes", recorderBytes, 1 << 18, 1L << 36);
        if (poolFrames < 64 || poolFrames > 1 << 24) {
            throw new IllegalArgumentException(
                    "poolFrames " + poolFrames + ": must be from 64 to " + (1 << 24));
        }
    }

    private static void checkPower(String name, long value, long least, long most) {
        if (Long.bitCount(value) != 1 || value < least || value > most) {
            throw new IllegalArgumentException(
                    name + " " + value + ": must be a power of 2 from " + least + " to " + most);
        }
    }

    public FabricOptions withName(String name) {
        return new FabricOptions(
                name, ringFrames, poolFrames, frameBytes, recorderBytes, spin, sink);
    }

    public FabricOptions withSink(FrameSink sink) {
        return new FabricOptions(
                name, ringFrames, poolFrames, frameBytes, recorderBytes, spin, sink);
    }

    public FabricOptions withSpin(Duration spin) {
        return new FabricOptions(
                name, ringFrames, poolFrames, frameBytes, recorderBytes, spin, sink);
    }

    public FabricOptions withMemory(int ringFrames, int poolFrames, long recorderBytes) {
        return new FabricOptions(
                name, ringFrames, poolFrames, frameBytes, recorderBytes, spin, sink);
    }

    public FabricOptions withFrameBytes(int frameBytes) {
        return new FabricOptions(
                name, ringFrames, poolFrames, frameBytes, recorderBytes, spin, sink);
    }
}

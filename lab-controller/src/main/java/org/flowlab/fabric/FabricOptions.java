package org.flowlab.fabric;

import java.time.Duration;

/// How a fabric is made. Memory is reserved, and taken only as far as it is used.
///
/// @param name in thread names
/// @param ringFrames that the kernel's ring holds for the wire; a power of 2, at least 128
/// @param poolFrames that may be on the wire at once
/// @param frameBytes of each place, the ring's header of 66 bytes included; a power of 2, 2048 to
///   65536
/// @param recorderBytes of copies that wait for the sinks; a power of 2
/// @param spin how long before a deadline the wire stops sleeping and looks at the clock: less
///   error for a core's time
/// @param sink of links that set none
public record FabricOptions(
        String name,
        int ringFrames,
        int poolFrames,
        int frameBytes,
        long recorderBytes,
        Duration spin,
        FrameSink sink) {

    /// For frames of up to 1,982 bytes; spins if the machine has cores to spare.
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

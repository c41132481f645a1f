package org.flowlab.lab;

import java.time.Duration;
import org.flowlab.fabric.FabricOptions;
import org.flowlab.topology.Plan;
import org.flowlab.topology.TrafficControl;

/// Computes how much memory the wire of a lab needs: as much as its delays and queues can hold, so
/// that a hundred labs fit in one process.
final class WireMemory {
    /// Frames of the kernel's ring, which takes 4 MB: about 20 ms at 1 Gbit/s.
    private static final int RING_FRAMES = 2048;

    /// Frames per second, more than a kernel sends.
    private static final long FRAMES_PER_SECOND = 200_000;

    private static final int LEAST_FRAMES = 1 << 14;
    private static final int MOST_FRAMES = 1 << 17;

    /// Most frames are delayed by less than this many times the jitter.
    private static final int JITTERS = 4;

    private WireMemory() {}

    static FabricOptions of(Plan plan, RingShare recorder) {
        return FabricOptions.DEFAULT
                .withName(plan.name())
                .withMemory(RING_FRAMES, frames(plan), recorder.bytes());
    }

    /// The frames that may be on the wire at once.
    static int frames(Plan plan) {
        long frames = 0;
        for (Plan.PlannedLink link : plan.links()) {
            frames += frames(link.forward()) + frames(link.reverse());
        }
        return Math.clamp(frames, LEAST_FRAMES, MOST_FRAMES);
    }

    private static long frames(TrafficControl tc) {
        Duration longest = tc.delay().plus(tc.jitter().multipliedBy(JITTERS));
        TrafficControl.QueueLimit limit = tc.limit();
        long queued = limit == null ? 0 : Math.min(MOST_FRAMES, limit.packets());
        long micros = Math.min(longest.toMillis() * 1000, 60_000_000);
        return queued + micros * FRAMES_PER_SECOND / 1_000_000;
    }
}

package org.flowlab.lab;

import java.time.Duration;
import org.flowlab.fabric.FabricOptions;
import org.flowlab.topology.Plan;
import org.flowlab.topology.TrafficControl;

/// How much memory the wire of a lab needs, so that a hundred labs fit in one process: enough for
/// what its delays and queues can hold, and no more.
final class WireMemory {
    /// For which the kernel keeps 4 MB, whether they are used or not: some 20 ms of a gigabit.
    private static final int RING_FRAMES = 2048;

    /// More a second than this machine's kernel would send.
    private static final long FRAMES_PER_SECOND = 200_000;

    private static final int LEAST_FRAMES = 1 << 14;
    private static final int MOST_FRAMES = 1 << 17;

    /// How many times the jitter most frames stay within.
    private static final int JITTERS = 4;

    private WireMemory() {}

    static FabricOptions of(Plan plan, RingShare recorder) {
        return FabricOptions.DEFAULT
                .withName(plan.name())
                .withMemory(RING_FRAMES, frames(plan), recorder.bytes());
    }

    /// That may be on the wire at once.
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

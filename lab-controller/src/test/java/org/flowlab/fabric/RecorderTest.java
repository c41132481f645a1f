package org.flowlab.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("netns")
class RecorderTest {
    private static final int FLOOD = 2_000;

    /// The number of a frame late in the flood: this many frames of 1,472 bytes fill more than half
    /// of the memory.
    private static final int LONG_BEFORE_ITS_END = 1_500;

    private static final long RECORDER_BYTES = 1 << 20;

    private final AtomicInteger entered = new AtomicInteger();
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch begin = new CountDownLatch(1);
    private final CountDownLatch middle = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch told = new CountDownLatch(1);

    /// The matcher holds the wire at the first frame until a flood waits behind it, and once more
    /// in the middle of the flood, before the wire can rest.
    @Test
    @Timeout(60)
    void the_recorder_is_woken_in_a_flood_in_which_the_wire_never_rests() throws Exception {
        FabricOptions options =
                FabricOptions.DEFAULT
                        .withName("flooded")
                        .withMemory(8_192, 8_192, RECORDER_BYTES)
                        .withSink(FrameSink.of(_ -> told.countDown()));
        try (TwoNodes nodes = new TwoNodes()) {
            Fabric fabric = nodes.fabric(options);
            Link link =
                    fabric.addLink(
                            "n1-n2",
                            nodes.end(1),
                            nodes.end(2),
                            Impairment.NONE,
                            Impairment.NONE,
                            new Seed(1));
            link.setMatcher(this::stopAndGo);
            nodes.udp(2);
            flood(nodes.udp(1));
        }
    }

    private void flood(DatagramChannel sender) throws Exception {
        try {
            send(sender, 1);
            first.await();
            awaitRecorderAsleep();
            send(sender, FLOOD);
            begin.countDown();
            middle.await();
            assertThat(told.await(20, TimeUnit.SECONDS)).as("a sink was told").isTrue();
        } finally {
            begin.countDown();
            goOn.countDown();
        }
    }

    /// Runs on the wire's thread and holds it at two frames.
    private Fault stopAndGo(FrameView frame) {
        int number = entered.getAndIncrement();
        try {
            if (number == 0) {
                first.countDown();
                begin.await();
            } else if (number == LONG_BEFORE_ITS_END) {
                middle.countDown();
                goOn.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Fault.NONE;
    }

    /// Waits until the recorder's thread is parked without a time limit.
    private static void awaitRecorderAsleep() throws InterruptedException {
        while (Thread.getAllStackTraces().keySet().stream()
                .noneMatch(
                        it ->
                                it.getName().equals("flooded recorder")
                                        && it.getState() == Thread.State.WAITING)) {
            Thread.sleep(5);
        }
    }

    private static void send(DatagramChannel from, int frames) throws Exception {
        for (int i = 0; i < frames; i++) {
            from.send(ByteBuffer.allocateDirect(1_472), TwoNodes.at(2));
            if (i % 64 == 63) {
                LockSupport.parkNanos(100_000);
            }
        }
    }
}

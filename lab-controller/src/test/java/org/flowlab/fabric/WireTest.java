package org.flowlab.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.flowlab.fabric.Impairment.Limit;
import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.unit.BitRate;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("netns")
class WireTest {
    private static final Seed SEED = new Seed(2026);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int UDP_HEADERS = 42;

    private final List<WireFrame> seen = Collections.synchronizedList(new ArrayList<>());
    private TwoNodes nodes;
    private Fabric fabric;

    @BeforeEach
    void up() {
        nodes = new TwoNodes();
        fabric = nodes.fabric(FabricOptions.DEFAULT.withSink(FrameSink.of(seen::add)));
    }

    @AfterEach
    void down() throws IOException {
        if (nodes != null) {
            nodes.close();
        }
    }

    private Link link(Impairment forward) {
        return fabric.addLink("n1-n2", nodes.end(1), nodes.end(2), forward, Impairment.NONE, SEED);
    }

    /// Sends `frames` and waits until the wire has them: on a busy machine the kernel may hand them
    /// on some time after the call that sent them returned.
    private void blast(DatagramChannel from, int to, int frames, int payload) throws IOException {
        long had = entered();
        send(from, to, frames, payload);
        long end = System.nanoTime() + LONG.toNanos();
        while (entered() < had + frames && System.nanoTime() < end) {
            LockSupport.parkNanos(50_000);
        }
    }

    private long entered() {
        return fabric.links().stream().mapToLong(Link::enteredFrames).sum();
    }

    private static void send(DatagramChannel from, int to, int frames, int payload)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(payload);
        for (int i = 0; i < frames; i++) {
            buffer.clear();
            buffer.putInt(0, i);
            from.send(buffer, TwoNodes.at(to));
            if (i % 64 == 63) {
                LockSupport.parkNanos(100_000);
            }
        }
    }

    private static int drain(DatagramChannel from) throws IOException {
        from.configureBlocking(false);
        int count = 0;
        ByteBuffer buffer = ByteBuffer.allocateDirect(2000);
        while (from.receive(buffer.clear()) != null) {
            count++;
        }
        return count;
    }

    private static Impairment delay(int millis) {
        return Impairment.NONE.withDelay(Duration.ofMillis(millis));
    }

    private void assertUndisturbed() {
        FabricReport report = fabric.report();
        assertThat(report.kernelDrops()).isZero();
        assertThat(report.unknownFrames()).isZero();
        assertThat(report.missingChecksums()).isZero();
        assertThat(report.outOfMemory()).isZero();
        assertThat(report.unrecordedFrames()).isZero();
        assertThat(report.sinkErrors()).isZero();
    }

    @Test
    void tcp_connects_over_a_delay_and_no_sooner() throws IOException {
        Link link = link(delay(10));
        link.change(delay(10), delay(10));
        try (ServerSocketChannel server =
                        nodes.node(2).call(() -> ServerSocketChannel.open().bind(TwoNodes.at(2)));
                SocketChannel client = nodes.node(1).call(SocketChannel::open)) {
            long start = System.nanoTime();
            client.connect(TwoNodes.at(2));
            long took = System.nanoTime() - start;
            assertThat(took).isBetween(20_000_000L, 60_000_000L);
            assertThat(fabric.awaitIdle(LONG)).isTrue();
        }
        List<WireFrame> told = List.copyOf(seen); // the connection's end may still come
        assertThat(told.subList(0, 2)).extracting(WireFrame::forward).containsExactly(true, false);
        for (WireFrame frame : told) {
            assertThat(frame.leftNanos() - frame.enteredNanos()).isGreaterThanOrEqualTo(10_000_000);
        }
        // The answer enters after the question left.
        assertThat(seen.get(1).enteredNanos()).isGreaterThanOrEqualTo(seen.get(0).leftNanos());
        assertUndisturbed();
    }

    @Test
    void nothing_is_early_and_order_is_kept_under_constant_delay() throws IOException {
        Link link = link(delay(5));
        DatagramChannel receiver = nodes.udp(2);
        long before = System.nanoTime();
        blast(nodes.udp(1), 2, 5_000, 100);
        assertThat(fabric.awaitIdle(LONG, link)).isTrue();
        long after = System.nanoTime();

        assertThat(seen).hasSize(5_000);
        long last = 0;
        for (int i = 0; i < seen.size(); i++) {
            WireFrame frame = seen.get(i);
            assertThat(frame.index()).isEqualTo(i);
            assertThat(ByteBuffer.wrap(frame.bytes()).getInt(UDP_HEADERS)).isEqualTo(i);
            assertThat(frame.leftNanos()).isBetween(frame.enteredNanos() + 5_000_000, after);
            assertThat(frame.leftNanos()).isGreaterThanOrEqualTo(last);
            assertThat(frame.enteredNanos()).isBetween(before, after);
            last = frame.leftNanos();
        }
        assertThat(drain(receiver)).isEqualTo(5_000);
        DirectionReport report = link.report().forward();
        assertThat(report.punctuality().frames()).isEqualTo(5_000);
        assertThat(report.punctuality().early()).isZero();
        assertUndisturbed();
    }

    /// The matcher holds the wire at the second frame until the first one is 30 ms late.
    @Test
    void a_frame_tells_exactly_how_late_it_left_and_a_dropped_one_none() throws IOException {
        long delayNanos = 500_000_000; // in which the second frame comes
        long late = 30_000_000;
        Link link = link(delay(500));
        long[] due = new long[1];
        link.setMatcher(
                frame -> {
                    if (frame.index() == 0) {
                        due[0] = frame.enteredNanos() + delayNanos;
                        return Fault.NONE;
                    }
                    while (System.nanoTime() < due[0] + late) {
                        Thread.onSpinWait();
                    }
                    return Fault.DROP;
                });
        nodes.udp(2);
        blast(nodes.udp(1), 2, 2, 100);
        assertThat(fabric.awaitIdle(LONG, link)).isTrue();

        assertThat(seen).hasSize(2);
        WireFrame dropped = seen.get(0);
        assertThat(dropped.verdict()).isEqualTo(Verdict.FAULT);
        assertThat(dropped.latenessNanos()).isZero();
        WireFrame delivered = seen.get(1);
        assertThat(delivered.latenessNanos())
                .isGreaterThanOrEqualTo(late)
                .isEqualTo(delivered.leftNanos() - delivered.enteredNanos() - delayNanos);
    }

    @Test
    void background_is_carried_and_not_waited_for() throws IOException {
        Link link = link(delay(1_500).withMishaps(1, 0, 0)); // each frame and its copy
        DatagramChannel sender = nodes.udp(1);
        nodes.udp(2);
        fabric.setBackground(frame -> frame.length() > UDP_HEADERS + 100);
        blast(sender, 2, 10, 200);
        assertThat(fabric.awaitIdle(Duration.ofMillis(100), link)).isTrue();
        assertThat(link.report().forward().inFlightFrames()).isEqualTo(20);
        assertThat(link.awaitedFrames()).isZero();

        blast(sender, 2, 1, 50);
        assertThat(fabric.awaitIdle(Duration.ofMillis(100), link)).isFalse();
        assertThat(fabric.awaitIdle(LONG, link)).isTrue();
        assertThat(link.awaitedFrames()).isEqualTo(1);
        assertThat(seen).hasSize(22);
        assertUndisturbed();
    }

    @Test
    void loss_over_100000_frames_lies_in_the_binomial_99_percent_interval() throws IOException {
        Link link = link(Impairment.NONE.withLoss(new Impairment.Loss.Random(0.01)));
        DatagramChannel sender = nodes.udp(1);
        DatagramChannel receiver = nodes.udp(2);
        int received = 0;
        for (int i = 0; i < 100; i++) {
            blast(sender, 2, 1_000, 22);
            assertThat(fabric.awaitIdle(LONG, link)).isTrue();
            received += drain(receiver);
        }

        DirectionReport report = link.report().forward();
        long[] interval = Confidence.binomial99(100_000, 0.01);
        assertThat(report.enteredFrames()).isEqualTo(100_000);
        assertThat(report.losses()).isBetween(interval[0], interval[1]);
        assertThat(report.expectedLosses()).isBetween(999.9, 1000.1);
        assertThat(received + report.losses()).isEqualTo(100_000);
        assertThat(seen.stream().filter(one -> one.verdict() == Verdict.LOST_RANDOM).count())
                .isEqualTo(report.losses());
        assertUndisturbed();
    }

    @Test
    void a_change_holds_for_the_next_frame_while_traffic_flows() throws IOException {
        Link link = link(delay(1_500));
        DatagramChannel sender = nodes.udp(1);
        nodes.udp(2);
        blast(sender, 2, 1, 22);
        fabric.sync();
        link.change(delay(0), Impairment.NONE);
        blast(sender, 2, 1, 22);
        assertThat(fabric.awaitIdle(LONG)).isTrue();
        // The second overtook the first, which kept what was decided for it.
        assertThat(seen).extracting(WireFrame::index).containsExactly(1L, 0L);
        assertThat(seen.get(1).leftNanos() - seen.get(1).enteredNanos())
                .isGreaterThanOrEqualTo(1_500_000_000);

        link.setUp(false);
        blast(sender, 2, 1, 22);
        link.setUp(true);
        assertThat(fabric.awaitIdle(LONG)).isTrue();
        blast(sender, 2, 1, 22);
        assertThat(fabric.awaitIdle(LONG)).isTrue();
        assertThat(seen.subList(3, 4))
                .extracting(WireFrame::verdict)
                .containsOnly(Verdict.DELIVERED);
    }

    @Test
    void a_restarted_link_decides_as_a_new_one_does() throws IOException {
        Impairment lossy = Impairment.NONE.withLoss(new Impairment.Loss.Random(0.3));
        Link link = link(lossy);
        DatagramChannel sender = nodes.udp(1);
        nodes.udp(2);
        blast(sender, 2, 200, 22);
        assertThat(fabric.awaitIdle(LONG)).isTrue();
        List<Verdict> first = verdictsByIndex();
        link.restart(Impairment.NONE, Impairment.NONE);
        blast(sender, 2, 7, 22);
        assertThat(fabric.awaitIdle(LONG)).isTrue();
        seen.clear();

        link.restart(lossy, Impairment.NONE);
        assertThat(link.report().forward().enteredFrames()).isZero();
        blast(sender, 2, 200, 22);
        assertThat(fabric.awaitIdle(LONG)).isTrue();
        assertThat(verdictsByIndex()).isEqualTo(first);
        assertThat(first).contains(Verdict.DELIVERED, Verdict.LOST_RANDOM);
        assertThat(link.report().forward().enteredFrames()).isEqualTo(200);
        assertUndisturbed();
    }

    private List<Verdict> verdictsByIndex() {
        List<WireFrame> sorted =
                seen.stream().sorted(Comparator.comparingLong(WireFrame::index)).toList();
        assertThat(sorted.getFirst().index()).isZero();
        return sorted.stream().map(WireFrame::verdict).toList();
    }

    @Test
    void frames_under_way_outlive_a_restart_are_waited_for_and_count_in_no_report()
            throws IOException {
        Link link = link(delay(1_500));
        DatagramChannel sender = nodes.udp(1);
        DatagramChannel receiver = nodes.udp(2);
        blast(sender, 2, 3, 22);
        fabric.sync();
        link.restart(Impairment.NONE, Impairment.NONE);
        assertThat(fabric.awaitIdle(Duration.ofMillis(1))).isFalse();
        assertThat(fabric.awaitIdle(LONG)).isTrue();
        assertThat(drain(receiver)).isEqualTo(3);
        assertThat(link.report().forward().deliveredBytes()).isZero();
        blast(sender, 2, 1, 22);
        assertThat(fabric.awaitIdle(LONG)).isTrue();
        assertThat(link.report().forward().enteredFrames()).isOne();
    }

    @Test
    void a_link_that_is_down_drops_what_enters_and_what_would_leave() throws IOException {
        Link link = link(delay(20));
        DatagramChannel sender = nodes.udp(1);
        nodes.udp(2);
        blast(sender, 2, 1, 22);
        fabric.sync();
        link.setUp(false);
        blast(sender, 2, 1, 22);
        assertThat(fabric.awaitIdle(LONG)).isTrue();

        assertThat(seen).extracting(WireFrame::verdict).containsOnly(Verdict.LINK_DOWN);
        assertThat(link.report().forward().count(Verdict.LINK_DOWN)).isEqualTo(2);
    }

    @Test
    void a_matcher_drops_the_frame_that_it_names() throws IOException {
        Link link = link(Impairment.NONE);
        link.setMatcher(frame -> frame.byteAt(UDP_HEADERS + 3) == 2 ? Fault.DROP : Fault.NONE);
        DatagramChannel receiver = nodes.udp(2);
        blast(nodes.udp(1), 2, 5, 22);
        assertThat(fabric.awaitIdle(LONG)).isTrue();

        assertThat(drain(receiver)).isEqualTo(4);
        assertThat(seen)
                .filteredOn(one -> one.verdict() == Verdict.FAULT)
                .extracting(WireFrame::index)
                .containsExactly(2L);
        link.setMatcher(
                _ -> {
                    throw new IllegalStateException("a matcher's bug");
                });
        blast(nodes.udp(1, 9001), 2, 1, 22);
        assertThat(fabric.awaitIdle(LONG)).isTrue();
        assertThat(fabric.report().matcherErrors()).isOne();
    }

    @Test
    void rate_is_within_one_percent() throws IOException {
        int frames = 1_000;
        double gap = 1514 * 8 / 20e6 * 1e9;
        Link link = link(Impairment.NONE.withRate(BitRate.parse("20mbit"), new Limit(frames, 0)));
        nodes.udp(2);
        blast(nodes.udp(1), 2, frames, 1472);
        assertThat(fabric.awaitIdle(LONG, link)).isTrue();

        // On a busy machine a frame may leave late, but never early. So the rate is computed from
        // the most punctual frame of the first quarter and that of the last quarter.
        List<WireFrame> all = seen.stream().filter(WireFrame::forward).toList();
        assertThat(all).hasSize(frames);
        int first = mostPunctual(all, 0, frames / 4, gap);
        int last = mostPunctual(all, 3 * frames / 4, frames, gap);
        double achieved =
                (last - first)
                        * 1514
                        * 8.0
                        * 1e9
                        / (all.get(last).leftNanos() - all.get(first).leftNanos());
        assertThat(achieved).isBetween(19.8e6, 20.2e6);
        assertThat(all.get(frames - 1).leftNanos() - all.get(0).enteredNanos())
                .isGreaterThanOrEqualTo((long) (frames * gap));
        assertThat(link.report().forward().punctuality().early()).isZero();
    }

    private static int mostPunctual(List<WireFrame> frames, int from, int to, double gap) {
        int best = from;
        for (int i = from; i < to; i++) {
            if (frames.get(i).leftNanos() - i * gap < frames.get(best).leftNanos() - best * gap) {
                best = i;
            }
        }
        return best;
    }

    @Test
    void a_second_copy_follows_the_frame_that_is_corrupted() throws IOException {
        link(Impairment.NONE.withMishaps(1, 0, 1));
        nodes.udp(2);
        blast(nodes.udp(1), 2, 100, 100);
        assertThat(fabric.awaitIdle(LONG)).isTrue();

        List<WireFrame> forward = seen.stream().filter(WireFrame::forward).toList();
        assertThat(forward).hasSize(200);
        for (int i = 0; i < 200; i += 2) {
            List<WireFrame> pair = forward.subList(i, i + 2);
            assertThat(pair)
                    .extracting(WireFrame::verdict)
                    .containsExactly(Verdict.CORRUPTED, Verdict.DUPLICATED);
            assertThat(pair.get(0).index()).isEqualTo(pair.get(1).index());
            assertThat(differingBits(pair.get(0).bytes(), pair.get(1).bytes())).isOne();
        }
    }

    private static int differingBits(byte[] one, byte[] other) {
        int count = 0;
        for (int i = 0; i < one.length; i++) {
            count += Integer.bitCount((one[i] ^ other[i]) & 0xff);
        }
        return count;
    }

    @Test
    void the_hot_path_allocates_nothing() throws IOException {
        Impairment all =
                delay(1).withJitter(Duration.ofNanos(300_000), Impairment.Distribution.PARETONORMAL)
                        .withCorrelation(0.2)
                        .withLoss(new Impairment.Loss.GilbertElliott(0.01, 0.3, 0.5, 0.001))
                        .withMishaps(0.01, 0.01, 0.01)
                        .withRate(BitRate.parse("1gbit"), null);
        Link link = link(all);
        link.setSink(FrameSink.NONE);
        DatagramChannel sender = nodes.udp(1);
        long id = fabric.wireThread().threadId();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Double> perFrame = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            long before = threads.getThreadAllocatedBytes(id);
            blast(sender, 2, 20_000, 200);
            assertThat(fabric.awaitIdle(LONG)).isTrue();
            perFrame.add((threads.getThreadAllocatedBytes(id) - before) / 20_000.0);
        }

        // The first rounds may run in the interpreter.
        assertThat(perFrame.subList(4, 6))
                .as("bytes by round: %s", perFrame)
                .allMatch(b -> b < 0.1);
    }

    @Test
    void a_sink_that_cannot_keep_up_loses_records_and_not_frames() throws Exception {
        // 50,000 large frames are more than the recorder's 64 MB.
        Link link = link(Impairment.NONE);
        var gate = new java.util.concurrent.CountDownLatch(1);
        var told = new java.util.concurrent.atomic.AtomicLong();
        var lost = new java.util.concurrent.atomic.AtomicLong();
        link.setSink(
                new FrameSink() {
                    @Override
                    public void frame(FrameView frame) {
                        told.incrementAndGet();
                        try {
                            gate.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }

                    @Override
                    public void gap(Gap gap) {
                        lost.addAndGet(gap.frames());
                    }
                });
        DatagramChannel receiver = nodes.udp(2);
        DatagramChannel sender = nodes.udp(1);
        int received = 0;
        for (int i = 0; i < 50; i++) {
            blast(sender, 2, 1_000, 1472);
            fabric.sync();
            received += drain(receiver);
        }
        gate.countDown();
        assertThat(fabric.awaitIdle(LONG)).isTrue();

        assertThat(received).isEqualTo(50_000);
        assertThat(lost.get()).isPositive();
        assertThat(told.get() + lost.get()).isEqualTo(50_000);
        assertThat(link.report().forward().unrecordedFrames()).isEqualTo(lost.get());
        assertThat(fabric.report().unrecordedFrames()).isEqualTo(lost.get());
    }

    /// The recorder is held at the first frame, so that what follows fills its memory.
    @Test
    void a_flood_of_bystanders_crowds_no_party_out_of_the_record_and_leaves_a_gap()
            throws Exception {
        Link link = link(Impairment.NONE);
        fabric.setBackground(frame -> frame.length() > 1_000);
        var gate = new java.util.concurrent.CountDownLatch(1);
        List<Gap> gaps = Collections.synchronizedList(new ArrayList<>());
        link.setSink(
                new FrameSink() {
                    @Override
                    public void frame(FrameView frame) {
                        seen.add(frame.toWireFrame());
                        try {
                            gate.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }

                    @Override
                    public void gap(Gap gap) {
                        gaps.add(gap);
                    }
                });
        nodes.udp(2);
        DatagramChannel sender = nodes.udp(1);
        for (int i = 0; i < 30; i++) {
            blast(sender, 2, 1_000, 1_472);
            blast(sender, 2, 10, 100);
        }
        gate.countDown();
        assertThat(fabric.awaitIdle(LONG)).isTrue();

        assertThat(seen).filteredOn(f -> f.bytes().length < 1_000).hasSize(300);
        assertThat(gaps).isNotEmpty().allMatch(Gap::background);
        long missing = gaps.stream().mapToLong(Gap::frames).sum();
        assertThat(seen.size() + missing).isEqualTo(30_300);
        assertThat(fabric.report().unrecordedFrames()).isZero();
        Gap first = gaps.getFirst();
        assertThat(first.fromNanos()).isGreaterThan(seen.getFirst().enteredNanos());
        assertThat(first.untilNanos()).isGreaterThanOrEqualTo(first.fromNanos());
    }

    @Test
    void frames_that_the_wire_has_no_place_for_are_told_as_unrecorded() throws IOException {
        fabric.close();
        var lost = new java.util.concurrent.atomic.AtomicLong();
        FrameSink sink =
                new FrameSink() {
                    @Override
                    public void frame(FrameView frame) {
                        seen.add(frame.toWireFrame());
                    }

                    @Override
                    public void gap(Gap gap) {
                        lost.addAndGet(gap.frames());
                    }
                };
        FabricOptions small = FabricOptions.DEFAULT.withMemory(1024, 64, 1L << 20);
        fabric = nodes.fabric(small.withSink(sink));
        Link link = link(delay(200));
        nodes.udp(2);
        blast(nodes.udp(1), 2, 200, 22);
        assertThat(fabric.awaitIdle(LONG)).isTrue();

        assertThat(seen).hasSize(64);
        assertThat(lost.get()).isEqualTo(136);
        assertThat(link.report().forward().count(Verdict.QUEUE_FULL)).isEqualTo(136);
        assertThat(fabric.report().outOfMemory()).isEqualTo(136);
        assertThat(fabric.report().unrecordedFrames()).isEqualTo(136);
    }

    @Test
    void a_removed_link_carries_nothing_and_its_devices_are_free_again() throws IOException {
        Link link = link(Impairment.NONE);
        link.remove();
        send(nodes.udp(1), 2, 3, 22);
        while (fabric.report().unknownFrames() < 3) {
            LockSupport.parkNanos(100_000);
        }
        assertThat(fabric.awaitIdle(LONG)).isTrue();
        assertThat(seen).isEmpty();
        assertThat(fabric.report().unknownFrames()).isEqualTo(3);

        Link again = link(Impairment.NONE);
        assertThat(again.number()).isEqualTo(link.number() + 1);
    }

    @Test
    void closing_while_frames_are_under_way_ends_soon() throws IOException {
        link(delay(60_000));
        blast(nodes.udp(1), 2, 100, 22);
        long start = System.nanoTime();
        fabric.close();
        assertThat(System.nanoTime() - start).isLessThan(30_000_000_000L);
        assertThat(fabric.wireThread().isAlive()).isFalse();
    }
}

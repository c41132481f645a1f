package org.flowlab.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.flowlab.fabric.DirectionReport;
import org.flowlab.fabric.Fabric;
import org.flowlab.fabric.FabricOptions;
import org.flowlab.fabric.FabricReport;
import org.flowlab.fabric.FrameSink;
import org.flowlab.fabric.FrameView;
import org.flowlab.fabric.Impairment;
import org.flowlab.fabric.WireFrame;
import org.flowlab.sys.Namespace;
import org.flowlab.unit.BitRate;
import org.flowlab.unit.Seed;

/// Measures the wire with two namespaces, one link, and traffic of the real kernel. Each
/// measurement makes its own namespaces and removes them. The methods block; nothing else should
/// run on the machine.
public final class FabricBench {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PORT = 9000;

    /// The server's queue of connects: longer than it ever gets while the server is held up. A
    /// connect that finds the queue full is repeated after a second.
    private static final int BACKLOG = 4096;

    private FabricBench() {}

    /// How much longer than twice the delay TCP connects took.
    ///
    /// @param excessNanos the excess of each connect, shortest first
    /// @param earlyFrames number of frames that the wire sent too early: must be 0
    /// @param earlyConnects number of connects that took less than twice the delay: must be 0
    public record Connects(
            Duration oneWayDelay, long[] excessNanos, long earlyFrames, int earlyConnects) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "Connects[oneWayDelay=%s, count=%d, p50Nanos=%d, p90Nanos=%d, p99Nanos=%d, maxNanos=%d, earlyFrames=%d, earlyConnects=%d]",
                    oneWayDelay,
                    excessNanos.length,
                    quantile(excessNanos, 0.5),
                    quantile(excessNanos, 0.9),
                    quantile(excessNanos, 0.99),
                    quantile(excessNanos, 1),
                    earlyFrames,
                    earlyConnects);
        }
    }

    /// A flood of frames in one direction over a link without impairment, with the recorder on.
    ///
    /// @param offeredFrames frames that the sender's kernel accepted
    /// @param forwardedFrames frames that the wire delivered to the receiver's kernel
    /// @param kernelDrops frames that the kernel dropped because the wire was a whole ring behind
    /// @param allocatedBytesPerFrame bytes that the wire's thread allocated on the heap
    public record Forwarding(
            int frameBytes,
            Duration time,
            long offeredFrames,
            long forwardedFrames,
            double framesPerSecond,
            double bitsPerSecond,
            long kernelDrops,
            long unrecordedFrames,
            double allocatedBytesPerFrame) {}

    /// How fast a backlog of frames leaves a link with a rate.
    ///
    /// @param frames number of frames in the longest run in which each had to wait for the one
    ///   before it
    /// @param dueNanos the time that they take at the rate
    /// @param tookNanos the time that they took
    /// @param latestNanos the most by which any frame left later than the wire had planned
    public record RateAccuracy(
            BitRate rate, long frames, double dueNanos, long tookNanos, long latestNanos) {

        public double achievedBitsPerSecond() {
            return (1 + deviation()) * rate.bitsPerSecond();
        }

        /// The achieved rate minus the configured rate, as a share of the configured rate.
        public double deviation() {
            return frames == 0 ? 0 : dueNanos / Math.max(1, tookNanos) - 1;
        }

        /// Whether the measurement shows if the rate is right within `share`. It does not if no
        /// frame had to wait, since the machine held up the sender. It does not either if the
        /// deviation exceeds `share` but is explained by `latestNanos`: then the machine may have
        /// held up the wire's thread.
        public boolean tells(double share) {
            return frames > 0
                    && (Math.abs(deviation()) <= share
                            || Math.abs(tookNanos - dueNanos) > latestNanos);
        }
    }

    /// The time that a fabric needs before its first frame and after its last.
    ///
    /// @param startNanos until the caller of [Fabric#start] can go on
    /// @param readyNanos until the fabric takes in frames
    public record Opening(long startNanos, long readyNanos, long closeNanos) {}

    /// How many frames a link with loss lost.
    ///
    /// @param sigmas the difference between the actual and the expected losses, in standard
    ///   deviations; within ±2.58 with a probability of 99 %
    public record LossAccuracy(double probability, long frames, long lost, double sigmas) {}

    /// Opens and closes a fabric in a namespace of its own, `warmUp` + `rounds` times; the medians.
    public static Opening opening(int warmUp, int rounds) {
        long[] started = new long[warmUp + rounds];
        long[] ready = new long[warmUp + rounds];
        long[] closed = new long[warmUp + rounds];
        try (Namespace namespace = Namespace.create("opening")) {
            for (int i = 0; i < ready.length; i++) {
                int round = i;
                namespace.call(
                        () -> {
                            long start = System.nanoTime();
                            Fabric fabric = Fabric.start(FabricOptions.DEFAULT);
                            started[round] = System.nanoTime() - start;
                            fabric.awaitReady();
                            ready[round] = System.nanoTime() - start;
                            fabric.close();
                            closed[round] = System.nanoTime() - start - ready[round];
                            return round;
                        });
            }
        }
        return new Opening(median(started, warmUp), median(ready, warmUp), median(closed, warmUp));
    }

    /// Measures TCP connects over an equal delay in both directions.
    ///
    /// @param warmUp number of connects that each thread makes first and that do not count
    /// @param threads number of threads; each makes one connect after the other, and their starts
    ///   are spread over a round trip
    public static Connects connects(Duration oneWayDelay, int warmUp, int count, int threads) {
        Impairment delay = Impairment.NONE.withDelay(oneWayDelay);
        try (Pair pair = new Pair(FabricOptions.DEFAULT, delay, delay);
                ServerSocketChannel server = listen(pair)) {
            Thread.ofPlatform().daemon().name("bench server").start(() -> serve(server));
            long ideal = 2 * oneWayDelay.toNanos();
            List<FutureTask<long[]>> clients = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int share = count / threads + (i < count % threads ? 1 : 0);
                FutureTask<long[]> client = new FutureTask<>(() -> connect(warmUp, share));
                clients.add(client);
                pair.a().threads("bench client").newThread(client).start();
                LockSupport.parkNanos(ideal / threads);
            }
            long[] excess =
                    clients.stream()
                            .flatMapToLong(c -> Arrays.stream(result(c)))
                            .map(t -> t - ideal)
                            .sorted()
                            .toArray();
            DirectionReport there = pair.link.report().forward();
            DirectionReport back = pair.link.report().reverse();
            return new Connects(
                    oneWayDelay,
                    excess,
                    there.punctuality().early() + back.punctuality().early(),
                    (int) Arrays.stream(excess).filter(t -> t < 0).count());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("measure connects", e);
        }
    }

    private static ServerSocketChannel listen(Pair pair) {
        return pair.b()
                .call(
                        () ->
                                ServerSocketChannel.open()
                                        .bind(new InetSocketAddress(Pair.B, PORT), BACKLOG));
    }

    private static void serve(ServerSocketChannel server) {
        ByteBuffer one = ByteBuffer.allocateDirect(1);
        while (server.isOpen()) {
            try (SocketChannel accepted = server.accept()) {
                accepted.read(one.clear()); // until the client closes
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException _) {
                // The client closed first.
            }
        }
    }

    private static long[] connect(int warmUp, int count) throws IOException {
        InetSocketAddress to = new InetSocketAddress(Pair.B, PORT);
        long[] took = new long[warmUp + count];
        for (int i = 0; i < took.length; i++) {
            try (SocketChannel channel = SocketChannel.open()) {
                long start = System.nanoTime();
                channel.connect(to);
                took[i] = System.nanoTime() - start;
            }
        }
        return Arrays.copyOfRange(took, warmUp, took.length);
    }

    private static <T> T result(FutureTask<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("measure connects", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("measure connects: interrupted", e);
        }
    }

    private static long median(long[] values, int warmUp) {
        return quantile(Arrays.stream(values).skip(warmUp).sorted().toArray(), 0.5);
    }

    private static long quantile(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))];
    }

    /// Floods a link with frames of `frameBytes` bytes, after a warm-up flood of the same length.
    public static Forwarding forwarding(int frameBytes, Duration time) {
        Counter counter = new Counter();
        try (Pair pair =
                        new Pair(
                                FabricOptions.DEFAULT.withSink(counter),
                                Impairment.NONE,
                                Impairment.NONE);
                RawSender sender = new RawSender(pair, frameBytes)) {
            flood(pair, sender, time);
            FabricReport before = pair.fabric.report();
            DirectionReport warm = pair.link.report().forward();
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long wire = pair.fabric.wireThread().threadId();
            long allocated = threads.getThreadAllocatedBytes(wire);
            long start = System.nanoTime();
            long offered = flood(pair, sender, time);
            long took = System.nanoTime() - start;
            allocated = threads.getThreadAllocatedBytes(wire) - allocated;
            DirectionReport all = pair.link.report().forward();
            long forwarded =
                    all.count(WireFrame.Verdict.DELIVERED)
                            - warm.count(WireFrame.Verdict.DELIVERED);
            double perSecond = forwarded * 1e9 / took;
            return new Forwarding(
                    frameBytes,
                    Duration.ofNanos(took),
                    offered,
                    forwarded,
                    perSecond,
                    perSecond * frameBytes * 8,
                    pair.fabric.report().kernelDrops() - before.kernelDrops(),
                    all.unrecordedFrames() - warm.unrecordedFrames(),
                    (double) allocated / Math.max(1, forwarded));
        }
    }

    private static long flood(Pair pair, RawSender sender, Duration time) {
        long offered = sender.flood(System.nanoTime() + time.toNanos());
        pair.fabric.awaitIdle(PATIENCE);
        return offered;
    }

    /// Sends frames of 1514 bytes for `time`, three times as fast as `rate`.
    public static RateAccuracy rate(BitRate rate, Duration time) {
        int frameBytes = 1514;
        double perSecond = rate.bitsPerSecond() / (8.0 * frameBytes);
        long frames = Math.max(50, (long) (perSecond * time.toNanos() / 1e9));
        Impairment limited =
                Impairment.NONE.withRate(rate, new Impairment.Limit(Math.max(1, frames), 0));
        Backlog backlog = new Backlog(rate, frameBytes);
        try (Pair pair =
                        new Pair(
                                FabricOptions.DEFAULT.withSink(backlog), limited, Impairment.NONE);
                RawSender sender = new RawSender(pair, frameBytes)) {
            sender.paced(frames, perSecond * 3);
            if (!pair.fabric.awaitIdle(PATIENCE.plus(time))) {
                throw new IllegalStateException(
                        "send a backlog over a link of "
                                + rate
                                + ": the link was still busy after "
                                + PATIENCE.plus(time));
            }
            return new RateAccuracy(
                    rate,
                    backlog.frames(),
                    backlog.dueNanos(),
                    backlog.nanos(),
                    pair.link.report().forward().punctuality().maxNanos());
        }
    }

    /// Sends `frames` frames over a link that loses each of them with `probability`.
    public static LossAccuracy loss(double probability, int frames, Seed seed) {
        Impairment lossy = Impairment.NONE.withLoss(new Impairment.Loss.Random(probability));
        try (Pair pair = new Pair(FabricOptions.DEFAULT, lossy, Impairment.NONE, seed);
                RawSender sender = new RawSender(pair, 64)) {
            sender.paced(frames, 100_000);
            pair.fabric.awaitIdle(PATIENCE);
            DirectionReport report = pair.link.report().forward();
            double expected = report.expectedLosses();
            return new LossAccuracy(
                    probability,
                    report.enteredFrames(),
                    report.losses(),
                    (report.losses() - expected) / Math.sqrt(expected * (1 - probability)));
        }
    }

    /// A sink that reads a byte of every frame, as a real sink would.
    private static final class Counter implements FrameSink {
        private long bytes;

        @Override
        public void frame(FrameView frame) {
            bytes += frame.length() + frame.byteAt(0);
        }

        @Override
        public String toString() {
            return bytes + " bytes";
        }
    }
}

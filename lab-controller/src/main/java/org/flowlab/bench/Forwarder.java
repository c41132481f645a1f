package org.flowlab.bench;

import java.time.Duration;
import org.flowlab.fabric.FabricOptions;
import org.flowlab.fabric.FrameSink;
import org.flowlab.fabric.FrameView;
import org.flowlab.fabric.Gap;
import org.flowlab.fabric.Impairment;

/// A wire between two namespaces, for other programs to measure. `Forwarder DELAY_US [SPIN_US]`
/// prints the paths of the two namespaces (198.18.0.1 and 198.18.0.2) and runs until its process is
/// ended. Then it prints the wire's reports to standard error.
public final class Forwarder {
    private Forwarder() {}

    /// Reads the length of each frame and adds it up, in place of a recorder that writes a capture.
    private static final class Summing implements FrameSink {
        private long bytes;
        private long lost;

        @Override
        public void frame(FrameView frame) {
            bytes += frame.length();
        }

        @Override
        public void gap(Gap gap) {
            lost += gap.frames();
        }

        @Override
        public String toString() {
            return "recorded " + bytes + " bytes, unrecorded " + lost + " frames";
        }
    }

    public static void main(String... arguments) throws InterruptedException {
        Impairment delay =
                Impairment.NONE.withDelay(Duration.ofNanos(1000 * Long.parseLong(arguments[0])));
        Summing sink = new Summing();
        FabricOptions options = FabricOptions.DEFAULT.withSink(sink);
        if (arguments.length > 1) {
            options = options.withSpin(Duration.ofNanos(1000 * Long.parseLong(arguments[1])));
        }
        Pair pair = new Pair(options, delay, delay);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    System.err.println(pair.fabric.report());
                                    System.err.println(pair.link.report());
                                    System.err.println(sink);
                                }));
        System.out.println(pair.a().path() + " " + pair.b().path());
        System.out.flush();
        Thread.currentThread().join();
    }
}

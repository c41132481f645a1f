package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.util.internal.PlatformDependent;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.flowlab.node.role.LoopbackLab.Running;

/// A client that sends to a node without end and reads nothing.
final class Flood {
    private static final long MOST_MEMORY = 4L << 20;
    private static final int STILL_TURNS = 50;
    private static final int REST_MILLIS = 20;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private Flood() {}

    interface Act {
        void play() throws IOException;
    }

    /// Plays `act` over and over until it is held up although the node has its turns, or until the
    /// node has closed; meanwhile the node takes little memory.
    static void expectLittleKept(Running node, Closeable client, Act act) throws Exception {
        long before = PlatformDependent.usedDirectMemory();
        AtomicLong played = new AtomicLong();
        Thread sender = Thread.ofVirtual().start(() -> playOn(act, played));
        EventLoop loop = ((LoopNode) node.node()).loop.eventLoop();
        long end = System.nanoTime() + PATIENCE_NANOS;
        long last = 0;
        for (int still = 0; still < STILL_TURNS && sender.isAlive(); still++) {
            Thread.sleep(REST_MILLIS);
            long memory = loop.submit(PlatformDependent::usedDirectMemory).get();
            assertThat(memory - before).as("memory, " + played + " sent").isLessThan(MOST_MEMORY);
            assertThat(System.nanoTime()).as("until the sender is held up").isLessThan(end);
            if (played.get() == 0 || played.get() != last) {
                last = played.get();
                still = 0;
            }
        }
        client.close();
        sender.join();
        assertThat(played).as("sent").hasPositiveValue();
    }

    private static void playOn(Act act, AtomicLong played) {
        try {
            while (true) {
                act.play();
                played.incrementAndGet();
            }
        } catch (IOException e) {
            // The node has had enough.
        }
    }
}

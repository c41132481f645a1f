package org.flowlab.bench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.LockSupport;
import org.flowlab.sys.NativeMemory;
import org.flowlab.sys.PacketSocket;
import org.flowlab.sys.SendBatch;

/// Sends equal frames from node `a` to node `b`. Their EtherType belongs to no protocol of the
/// nodes, so that only the wire has to process them.
final class RawSender implements AutoCloseable {
    private static final int BATCH = SendBatch.MOST_AT_ONCE;
    private static final byte[] HEADER = {
        2,
        0,
        0,
        0,
        0,
        2, // to b
        2,
        0,
        0,
        0,
        0,
        1, // from a
        (byte) 0x88,
        (byte) 0xb5, // a local experiment (IEEE 802, clause 9.2.4)
    };

    private final PacketSocket socket;
    private final NativeMemory frame;

    RawSender(Pair pair, int frameBytes) {
        socket = pair.a().call(() -> PacketSocket.open(128, 2048));
        frame = NativeMemory.reserve(2048);
        MemorySegment bytes = frame.segment();
        MemorySegment.copy(HEADER, 0, bytes, ValueLayout.JAVA_BYTE, 0, HEADER.length);
        int ifindex = pair.a().call(() -> java.net.NetworkInterface.getByName("eth0").getIndex());
        for (int i = 0; i < BATCH; i++) {
            socket.outgoing().prepare(i, bytes.address(), frameBytes, ifindex);
        }
    }

    /// Sends as many frames as the kernel accepts until `untilNanos`, and returns their number.
    long flood(long untilNanos) {
        long sent = 0;
        while (System.nanoTime() < untilNanos) {
            sent += Math.max(0, socket.outgoing().send(0, BATCH));
        }
        return sent;
    }

    /// Sends `frames` frames, at most `perSecond` of them per second.
    void paced(long frames, double perSecond) {
        long start = System.nanoTime();
        long sent = 0;
        while (sent < frames) {
            long ahead = start + (long) (sent / perSecond * 1e9) - System.nanoTime();
            if (ahead > 0) {
                LockSupport.parkNanos(ahead);
            }
            sent += Math.max(0, socket.outgoing().send(0, (int) Math.min(BATCH, frames - sent)));
        }
    }

    @Override
    public void close() {
        socket.close();
        frame.close();
    }
}

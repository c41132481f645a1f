package org.flowlab.web.bench;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.flowlab.service.LiveLab;
import org.flowlab.sys.Namespace;

/// Datagrams from the client to the proxy of each of some labs, one lab after the other in turn, at
/// a steady rate.
final class Traffic implements AutoCloseable {
    private static final int PORT = 9_000;
    private static final int BYTES = 200;
    private static final int BUFFER_BYTES = 4_096;

    private final List<DatagramChannel> from = new ArrayList<>();
    private final List<DatagramChannel> to = new ArrayList<>();
    private final long pauseNanos;
    private final Thread thread;
    private volatile boolean closing;

    /// @param perSecond datagrams per second and lab
    Traffic(List<LiveLab> labs, int perSecond) {
        for (LiveLab lab : labs) {
            Inet4Address proxy =
                    Objects.requireNonNull(
                            lab.plan().node("proxy").interfaces().getFirst().address());
            InetSocketAddress address = new InetSocketAddress(proxy, PORT);
            to.add(in(lab, "proxy", () -> receiver(address)));
            from.add(in(lab, "client", () -> DatagramChannel.open().connect(address)));
        }
        pauseNanos = 1_000_000_000L / perSecond / labs.size();
        thread = Thread.ofPlatform().daemon().name("bench traffic").start(this::send);
    }

    private static DatagramChannel in(
            LiveLab lab, String node, java.util.concurrent.Callable<DatagramChannel> task) {
        Namespace namespace = Namespace.open(node, lab.namespace(node));
        try {
            return namespace.call(task);
        } finally {
            namespace.close();
        }
    }

    /// It is never read: the kernel drops what does not fit.
    private static DatagramChannel receiver(InetSocketAddress address) throws IOException {
        return DatagramChannel.open()
                .setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES)
                .bind(address);
    }

    private void send() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);
        long due = System.nanoTime();
        for (int i = 0; !closing; i = (i + 1) % from.size()) {
            due += pauseNanos;
            LockSupport.parkNanos(due - System.nanoTime());
            try {
                from.get(i).write(bytes.clear());
            } catch (IOException e) {
                return; // its lab is gone
            }
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (DatagramChannel channel : from) {
            channel.close();
        }
        for (DatagramChannel channel : to) {
            channel.close();
        }
    }
}

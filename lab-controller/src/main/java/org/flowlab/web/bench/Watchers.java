package org.flowlab.web.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/// Clients that read all events, with counters and messages, and do nothing with them.
final class Watchers implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;

    private final Selector selector = Selector.open();
    private final AtomicLong bytes = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;

    Watchers(int count, int port) throws IOException {
        byte[] request =
                """
                GET /api/events?counters=true&messages=true HTTP/1.1\r
                Host: 127.0.0.1:%d\r
                \r
                """
                        .formatted(port)
                        .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < count; i++) {
            SocketChannel channel =
                    SocketChannel.open(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.write(ByteBuffer.wrap(request));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
        }
        thread = Thread.ofPlatform().daemon().name("bench watchers").start(this::read);
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try {
            while (!closing) {
                selector.select(key -> read(key, buffer), 100);
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("read events", e);
        }
    }

    private void read(SelectionKey key, ByteBuffer buffer) {
        try {
            int read = ((SocketChannel) key.channel()).read(buffer.clear());
            if (read < 0) {
                key.cancel();
            } else {
                bytes.addAndGet(read);
            }
        } catch (IOException e) {
            key.cancel();
        }
    }

    /// What all of them have read so far.
    long bytes() {
        return bytes.get();
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flowlab.node.role.LoopbackLab.Running;

/// A node's socket towards one peer, and what it waits for: what the node's epoll is told, which
/// the kernel shows (proc_pid_fdinfo(5)).
record NodeSocket(SocketChannel channel) {
    private static final int EPOLLOUT = 0x4;
    private static final Pattern WATCHED = Pattern.compile("tfd: *(\\d+) events: *([0-9a-f]+) .*");
    private static final long PATIENCE_NANOS = 40_000_000_000L;

    /// Waits until the node has one.
    ///
    /// @param peerPort of its other end
    static NodeSocket to(int peerPort, Running node) throws Exception {
        NodeLoop loop = ((LoopNode) node.node()).loop;
        for (long end = System.nanoTime() + PATIENCE_NANOS; System.nanoTime() < end; ) {
            Optional<Channel> found =
                    loop.eventLoop().submit(loop::sockets).get().stream()
                            .filter(
                                    it ->
                                            it.remoteAddress() instanceof InetSocketAddress to
                                                    && to.getPort() == peerPort)
                            .findFirst();
            if (found.isPresent()) {
                return new NodeSocket((SocketChannel) found.get());
            }
            Thread.sleep(1);
        }
        throw new AssertionError("no socket to port " + peerPort);
    }

    /// Waits until the peer's end of input is known, and the kernel has no room for more output.
    void awaitFullAfterEnd() throws Exception {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!channel.isInputShutdown() || !waitsForRoom()) {
            assertThat(System.nanoTime()).as("until " + channel + " waits").isLessThan(end);
            assertThat(channel.isOpen()).as(channel + " is open").isTrue();
            Thread.sleep(1);
        }
    }

    private boolean waitsForRoom() throws IOException {
        return channel instanceof EpollSocketChannel epoll
                ? (events(epoll).orElse(0) & EPOLLOUT) != 0
                : !channel.isWritable();
    }

    /// What epoll is to tell of a socket; empty where it is in none.
    static Optional<Integer> events(UnixChannel channel) throws IOException {
        String number = String.valueOf(channel.fd().intValue());
        List<Path> all;
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fdinfo"))) {
            all = files.toList();
        }
        for (Path file : all) {
            Optional<Integer> events = eventsIn(file, number);
            if (events.isPresent()) {
                return events;
            }
        }
        return Optional.empty();
    }

    private static Optional<Integer> eventsIn(Path file, String number) {
        try {
            return Files.readAllLines(file).stream()
                    .map(WATCHED::matcher)
                    .filter(it -> it.matches() && it.group(1).equals(number))
                    .findFirst()
                    .map(it -> Integer.parseUnsignedInt(it.group(2), 16));
        } catch (IOException e) {
            return Optional.empty(); // closed meanwhile
        }
    }
}

package org.flowlab.lab.runtime.docker;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A socket through which a controller reaches this machine's daemon until the test cuts it off, as
/// if the daemon had been killed: the controller's connections end, and the containers' standard
/// input does not.
final class RelayedDaemon implements AutoCloseable {
    private final ServerSocketChannel server;
    private final Path socket;
    private final List<SocketChannel> controllers = new CopyOnWriteArrayList<>();
    private final List<SocketChannel> daemons = new CopyOnWriteArrayList<>();
    private volatile boolean cut;

    RelayedDaemon(Path folder) throws IOException {
        socket = folder.resolve("docker.sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofPlatform().daemon().start(this::serve);
    }

    String dockerHost() {
        return "unix://" + socket;
    }

    private void serve() {
        try {
            while (true) {
                SocketChannel controller = server.accept();
                SocketChannel daemon = DockerSocket.of(System.getenv()).connect();
                controllers.add(controller);
                daemons.add(daemon);
                Thread.ofPlatform().daemon().start(() -> pump(controller, daemon));
                Thread.ofPlatform().daemon().start(() -> pump(daemon, controller));
            }
        } catch (IOException e) {
            // It was cut off.
        }
    }

    private void pump(SocketChannel from, SocketChannel to) {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        try {
            while (from.read(bytes) >= 0) {
                bytes.flip();
                while (bytes.hasRemaining()) {
                    to.write(bytes);
                }
                bytes.clear();
            }
            if (!cut) {
                to.shutdownOutput();
            }
        } catch (IOException e) {
            // One side was closed.
        }
    }

    /// Ends the controller's connections, and lets it make no other.
    void cutOff() throws IOException {
        cut = true;
        server.close();
        for (SocketChannel controller : controllers) {
            controller.close();
        }
    }

    @Override
    public void close() throws IOException {
        cutOff();
        for (SocketChannel daemon : daemons) {
            daemon.close();
        }
    }
}

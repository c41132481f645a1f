package org.flowlab.node;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/// Ports for nodes on 127.0.0.1. They are below those that the kernel gives to connections, so that
/// none takes one before a node does.
public final class FreePorts {
    private static final int LOWEST = 20_000;
    private static final int COUNT = 10_000;
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 100));

    private FreePorts() {}

    /// A port that nothing listens on, another one each time.
    public static int next() throws IOException {
        for (int i = 0; i < COUNT; i++) {
            int port = LOWEST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (BindException _) {
                // another process's
            }
        }
        throw new IOException("no port is free");
    }
}

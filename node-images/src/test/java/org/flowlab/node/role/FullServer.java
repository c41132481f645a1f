package org.flowlab.node.role;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/// A server on the loopback address that accepts nothing and whose queue is full: a connection to
/// it is neither made nor refused.
final class FullServer implements AutoCloseable {
    private static final int MORE_THAN_FIT = 8;

    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> filling = new ArrayList<>();

    FullServer() throws IOException {
        for (int i = 0; i < MORE_THAN_FIT; i++) {
            Socket socket = new Socket();
            filling.add(socket);
            try {
                socket.connect(address(), 100);
            } catch (SocketTimeoutException e) {
                break;
            }
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : filling) {
            socket.close();
        }
        server.close();
    }
}

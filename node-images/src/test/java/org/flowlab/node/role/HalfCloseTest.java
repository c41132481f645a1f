package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.node.role.ProxyWire.LIMITS;
import static org.flowlab.node.role.ProxyWire.head;
import static org.flowlab.node.role.ProxyWire.rest;
import static org.flowlab.node.role.ProxyWire.send;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.flowlab.node.role.LoopbackLab.Running;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What still comes to a peer that has ended its own side: more than the kernel's buffers hold.
@Timeout(180)
class HalfCloseTest {
    private static final int MUCH = 30_000_000;

    private final ProxyWire wire = new ProxyWire();

    @AfterEach
    void stop() throws Exception {
        wire.close();
    }

    private static void pour(Socket socket) throws Exception {
        byte[] block = new byte[50_000];
        for (int sent = 0; sent < MUCH; sent += block.length) {
            socket.getOutputStream().write(block);
        }
    }

    /// Reads only when the node that sends has filled all buffers, and again when it has filled
    /// them once more, having had nothing to wait for in between.
    private static int countSlowly(InputStream in, NodeSocket sender) throws Exception {
        sender.awaitFullAfterEnd();
        int first = in.readNBytes(MUCH / 3).length;
        sender.awaitFullAfterEnd();
        return first + in.readAllBytes().length;
    }

    @Test
    void a_client_that_has_ended_its_side_of_a_tunnel_gets_all_that_comes() throws Exception {
        int port =
                wire.origin(
                        socket -> {
                            rest(socket);
                            pour(socket);
                        });
        Running proxy = wire.proxy(LIMITS, false);
        Socket tcp = new Socket(InetAddress.getLoopbackAddress(), proxy.spec().tlsPort());
        SSLSocket client = wire.client(tcp);
        send(client, "CONNECT origin:%d HTTP/1.1\r\nHost: o\r\n\r\n".formatted(port));
        assertThat(head(client)).startsWith("HTTP/1.1 200");
        tcp.shutdownOutput();
        NodeSocket sender = NodeSocket.to(tcp.getLocalPort(), proxy);
        assertThat(countSlowly(client.getInputStream(), sender)).isEqualTo(MUCH);
    }

    @Test
    void an_origin_that_has_ended_its_side_of_a_tunnel_gets_all_that_comes() throws Exception {
        CompletableFuture<Integer> got = new CompletableFuture<>();
        Running proxy = wire.proxy(LIMITS, false);
        int port =
                wire.origin(
                        socket -> {
                            socket.shutdownOutput();
                            NodeSocket sender = NodeSocket.to(socket.getLocalPort(), proxy);
                            got.complete(countSlowly(socket.getInputStream(), sender));
                        });
        SSLSocket client = wire.client(proxy);
        send(client, "CONNECT origin:%d HTTP/1.1\r\nHost: o\r\n\r\n".formatted(port));
        assertThat(head(client)).startsWith("HTTP/1.1 200");
        assertThat(rest(client)).isEmpty();
        pour(client);
        client.close();
        assertThat(got.get(40, TimeUnit.SECONDS)).isEqualTo(MUCH);
    }

    @Test
    void a_client_that_has_ended_its_side_gets_its_whole_page_from_a_proxy() throws Exception {
        Running origin = wire.lab.origin();
        Running proxy = wire.proxy(LIMITS, false);
        Socket tcp = new Socket(InetAddress.getLoopbackAddress(), proxy.spec().tlsPort());
        SSLSocket client = wire.client(tcp);
        send(client, "GET %s HTTP/1.1\r\nHost: o\r\n\r\n".formatted(origin.http("/bytes/" + MUCH)));
        tcp.shutdownOutput();
        assertThat(head(client)).startsWith("HTTP/1.1 200");
        NodeSocket sender = NodeSocket.to(tcp.getLocalPort(), proxy);
        assertThat(countSlowly(client.getInputStream(), sender)).isEqualTo(MUCH);
    }

    @Test
    void a_client_that_has_ended_its_side_gets_its_whole_page_from_an_origin() throws Exception {
        Running origin = wire.lab.origin();
        try (Socket client =
                new Socket(InetAddress.getLoopbackAddress(), origin.spec().plainPort())) {
            client.setSoTimeout(40_000);
            send(client, "GET /bytes/%d HTTP/1.1\r\nHost: origin\r\n\r\n".formatted(MUCH));
            client.shutdownOutput();
            assertThat(head(client)).startsWith("HTTP/1.1 200");
            NodeSocket sender = NodeSocket.to(client.getLocalPort(), origin);
            assertThat(countSlowly(client.getInputStream(), sender)).isEqualTo(MUCH);
        }
    }

    @Test
    void requests_ahead_of_the_end_are_all_answered() throws Exception {
        Running origin = wire.lab.origin();
        for (String first : new String[] {"/", "/delay/200", "/bytes/3000000"}) {
            try (Socket client =
                    new Socket(InetAddress.getLoopbackAddress(), origin.spec().plainPort())) {
                client.setSoTimeout(40_000);
                String get = "GET %s HTTP/1.1\r\nHost: origin\r\n\r\n";
                send(client, get.formatted(first) + get.formatted("/") + get.formatted("/"));
                client.shutdownOutput();
                assertThat(rest(client).split("HTTP/1.1 200 OK", -1)).as(first).hasSize(4);
            }
        }
    }
}

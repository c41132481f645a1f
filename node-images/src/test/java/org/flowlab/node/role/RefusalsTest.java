package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.node.role.ProxyWire.LIMITS;
import static org.flowlab.node.role.ProxyWire.head;
import static org.flowlab.node.role.ProxyWire.send;
import static org.flowlab.node.spdy.ScriptedPeer.FIN;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.flowlab.node.role.LoopbackLab.Running;
import org.flowlab.node.spdy.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Requests that the proxy answers itself, one behind the other.
@Timeout(180)
class RefusalsTest {
    private static final String REFUSED = "GET http://nowhere/ HTTP/1.1\r\nHost: o\r\n\r\n";

    private final ProxyWire wire = new ProxyWire();

    @AfterEach
    void stop() throws Exception {
        wire.close();
    }

    /// A client with a small receive buffer in the kernel.
    private SSLSocket deaf(Running proxy, String... protocols) throws Exception {
        Socket tcp = new Socket();
        tcp.setReceiveBufferSize(4_096);
        int port = proxy.spec().tlsPort();
        tcp.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return wire.client(tcp, protocols);
    }

    @Test
    void refusals_without_end_wait_for_their_reader() throws Exception {
        Running proxy = wire.proxy(LIMITS, true);
        SSLSocket client = deaf(proxy);
        String many = REFUSED.repeat(1_000);
        Flood.expectLittleKept(proxy, client, () -> send(client, many));
    }

    @Test
    void refusals_without_end_over_spdy_end_the_session_or_wait() throws Exception {
        Running proxy = wire.proxy(LIMITS, true);
        SSLSocket client = deaf(proxy, "spdy/3.1");
        ScriptedPeer peer = new ScriptedPeer(client);
        AtomicInteger id = new AtomicInteger(1);
        Flood.expectLittleKept(
                proxy,
                client,
                () ->
                        peer.synStream(
                                id.getAndAdd(2),
                                FIN,
                                ScriptedPeer.head("HEAD", "http://nowhere/")));
    }

    @Test
    void a_long_row_of_refusals_is_answered_whole_and_in_order() throws Exception {
        SSLSocket client = wire.client(wire.proxy(LIMITS, true));
        int count = 20_000;
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                send(client, REFUSED.repeat(count));
                                send(client, REFUSED.replace("GET", "OPTIONS"));
                            } catch (IOException e) {
                                // The reader sees it.
                            }
                        });
        var in = new java.io.BufferedInputStream(client.getInputStream());
        for (int i = 0; i <= count; i++) {
            String head = head(in);
            assertThat(head).startsWith("HTTP/1.1 403 ");
            in.skipNBytes(Long.parseLong(head.replaceAll("(?is).*content-length: (\\d+).*", "$1")));
        }
    }
}

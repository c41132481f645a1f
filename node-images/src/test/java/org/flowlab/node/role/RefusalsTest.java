package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.node.role.ProxyWire.LIMITS;
import static org.flowlab.node.role.ProxyWire.head;
import static org.flowlab.node.role.ProxyWire.send;
import static org.flowlab.node.spdy.ScriptedPeer.FIN;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.flowlab.node.spdy.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Requests that the proxy answers itself, one behind the other.
@Timeout(180)
class RefusalsTest {
    private static final String REFUSED = "GET http://nowhere/ HTTP/1.1\r\n\r\n";

    private final ProxyWire wire = new ProxyWire();

    @AfterEach
    void stop() throws Exception {
        wire.close();
    }

    /// A client for which the kernel keeps little.
    private SSLSocket deaf(String... protocols) throws Exception {
        Socket tcp = new Socket();
        tcp.setReceiveBufferSize(4_096);
        int port = wire.proxy(LIMITS, true).spec().tlsPort();
        tcp.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return wire.client(tcp, protocols);
    }

    /// Sends the same over and over, reads nothing, and looks at the memory that the proxy takes
    /// meanwhile.
    private void expectLittleKept(SSLSocket client, Act act) throws Exception {
        long before = PlatformDependent.usedDirectMemory();
        Thread sender =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        while (true) {
                                            act.play();
                                        }
                                    } catch (IOException e) {
                                        // The proxy has had enough.
                                    }
                                });
        long most = 0;
        for (int i = 0; i < 30; i++) {
            Thread.sleep(100);
            most = Math.max(most, PlatformDependent.usedDirectMemory() - before);
        }
        client.close();
        sender.join();
        assertThat(most).isLessThan(4L << 20);
    }

    private interface Act {
        void play() throws IOException;
    }

    @Test
    void refusals_without_end_wait_for_their_reader() throws Exception {
        SSLSocket client = deaf();
        String many = REFUSED.repeat(1_000);
        expectLittleKept(client, () -> send(client, many));
    }

    @Test
    void refusals_without_end_over_spdy_end_the_session_or_wait() throws Exception {
        SSLSocket client = deaf("spdy/3.1");
        ScriptedPeer peer = new ScriptedPeer(client);
        AtomicInteger id = new AtomicInteger(1);
        expectLittleKept(
                client,
                () ->
                        peer.synStream(
                                id.getAndAdd(2),
                                FIN,
                                Map.of(":method", "HEAD", ":path", "http://nowhere/")));
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

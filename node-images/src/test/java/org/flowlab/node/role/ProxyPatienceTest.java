package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.node.role.ProxyWire.LIMITS;
import static org.flowlab.node.role.ProxyWire.head;
import static org.flowlab.node.role.ProxyWire.rest;
import static org.flowlab.node.role.ProxyWire.send;
import static org.flowlab.node.spdy.ScriptedPeer.PING;
import static org.flowlab.node.spdy.ScriptedPeer.RST_STREAM;
import static org.flowlab.node.spdy.ScriptedPeer.SYN_REPLY;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.flowlab.node.role.LoopbackLab.Running;
import org.flowlab.node.spdy.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How long the proxy waits for clients that hold it up: two seconds, by the limits here.
@Timeout(180)
class ProxyPatienceTest {
    private final ProxyWire wire = new ProxyWire();

    @AfterEach
    void stop() throws Exception {
        wire.close();
    }

    @Test
    void a_head_that_trickles_in_is_not_waited_for() throws Exception {
        SSLSocket client = wire.client(wire.proxy(LIMITS, false));
        long begin = System.nanoTime();
        try {
            send(client, "GET http://origin/ HTTP/1.1\r\nHost: o\r\nX: ");
            while (System.nanoTime() - begin < 60_000_000_000L) {
                send(client, "y");
                Thread.sleep(50);
            }
            throw new AssertionError("still open");
        } catch (SocketException e) {
            assertThat(System.nanoTime() - begin).isGreaterThan(1_500_000_000L);
        }
    }

    @Test
    void a_client_that_says_nothing_is_shown_out() throws Exception {
        Running proxy = wire.proxy(LIMITS, false);
        SSLSocket client = wire.client(proxy);
        assertThat(rest(client)).isEmpty();
        try (ScriptedPeer peer = new ScriptedPeer(wire.client(proxy, "spdy/3.1"))) {
            peer.expectEnd();
        }
    }

    @Test
    void streams_whose_bodies_never_come_are_ended_and_make_room() throws Exception {
        AtomicInteger open = new AtomicInteger();
        int port =
                wire.origin(
                        socket -> {
                            open.incrementAndGet();
                            try {
                                rest(socket);
                            } finally {
                                open.decrementAndGet();
                            }
                        });
        try (ScriptedPeer peer =
                new ScriptedPeer(wire.client(wire.proxy(LIMITS, false), "spdy/3.1"))) {
            for (int id = 1; id < 201; id += 2) {
                peer.synStream(id, 0, ScriptedPeer.head("POST", "http://origin:" + port));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(peer.headersOf(peer.next(SYN_REPLY)))
                        .containsEntry(":status", "408 Request Timeout");
            }
            for (int i = 0; i < 100 && open.get() > 0; i++) {
                Thread.sleep(50);
            }
            assertThat(open.get()).as("connections to the origin").isZero();
            // The other direction is still the client's: it ends, or is ended.
            for (int id = 1; id < 201; id += 2) {
                peer.words(RST_STREAM, id, 5);
            }
            peer.synStream(201, 1, ScriptedPeer.head("GET", "http://nowhere/"));
            assertThat(peer.headersOf(peer.next(SYN_REPLY)))
                    .containsEntry(":status", "403 Forbidden");
            peer.words(PING, 1);
            peer.next(PING);
        }
    }

    @Test
    void a_client_that_stops_in_its_body_is_told_that_it_did() throws Exception {
        int port = wire.origin(socket -> rest(socket));
        Running proxy = wire.proxy(LIMITS, false);
        String post = "POST http://origin:%d/ HTTP/1.1\r\nHost: o\r\n".formatted(port);
        for (String rest :
                new String[] {
                    "Content-Length: 5\r\n\r\n",
                    "Content-Length: 5\r\n\r\n123",
                    "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n",
                    "Transfer-Encoding: chunked\r\n\r\n0\r\nTrail",
                    "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n123",
                }) {
            SSLSocket client = wire.client(proxy);
            send(client, post + rest);
            assertThat(head(client))
                    .as(rest)
                    .startsWith("HTTP/1.1 408 Request Timeout")
                    .containsIgnoringCase("Connection: close");
            assertThat(rest(client)).contains("nothing more of the request came in 2000 ms");
        }
    }

    /// The client is not the one that is late.
    @Test
    void a_body_that_its_origin_does_not_ask_for_is_the_origins_timeout() throws Exception {
        int port =
                wire.origin(
                        socket -> {
                            head(socket);
                            Thread.sleep(20_000);
                        });
        Running proxy = wire.proxy(LIMITS, false);
        String post = "POST http://origin:%d/ HTTP/1.1\r\nHost: o\r\n".formatted(port);
        SSLSocket polite = wire.client(proxy);
        send(polite, post + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        SSLSocket eager = wire.client(proxy);
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                send(eager, post + "Content-Length: 100000000\r\n\r\n");
                                send(eager, "y".repeat(100_000_000));
                            } catch (IOException e) {
                                // The proxy has had enough.
                            }
                        });
        assertThat(head(polite)).startsWith("HTTP/1.1 504 ");
        assertThat(head(eager)).startsWith("HTTP/1.1 504 ");
    }

    @Test
    void a_handshake_that_is_not_begun_holds_up_nobody() throws Exception {
        Running proxy = wire.proxy(LIMITS, false);
        int port = wire.origin(socket -> answerOnce(socket));
        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), proxy.spec().tlsPort())) {
            SSLSocket client = wire.client(proxy);
            send(client, "GET http://origin:%d/ HTTP/1.1\r\nHost: o\r\n\r\n".formatted(port));
            assertThat(head(client)).startsWith("HTTP/1.1 200");
            assertThat(silent.isConnected()).isTrue();
        }
    }

    private static void answerOnce(Socket socket) throws Exception {
        head(socket);
        send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }

    @Test
    void hosts_that_are_written_oddly_are_refused_or_found() throws Exception {
        Running proxy = wire.proxy(LIMITS, false);
        int port = wire.origin(socket -> answerOnce(socket));
        String[][] cases = {
            {"http://[::1]/", "40"},
            {"http://[::1]:%d/", "40"},
            {"http://user@origin:%d/", "400"},
            {"http://origin:%d@elsewhere/", "400"},
            {"http://origin:0/", "400"},
            {"http://origin:65536/", "400"},
            {"http://origin:0%d/", "400"},
            {"http://ORIGIN:%d", "200"},
            {"http://127.0.0.1:%d?x", "200"},
            {"http://127.1:%d/", "403"},
            {"http://2130706433:%d/", "403"},
            {"http://localhost:%d/", "403"},
            {"http://:%d/", "400"},
            {"http:///", "400"},
        };
        for (String[] it : cases) {
            try (SSLSocket client = wire.client(proxy)) {
                send(client, "GET " + it[0].formatted(port) + " HTTP/1.1\r\nHost: o\r\n\r\n");
                assertThat(head(client)).as(it[0]).startsWith("HTTP/1.1 " + it[1]);
            }
        }
    }
}

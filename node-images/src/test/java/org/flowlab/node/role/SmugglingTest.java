package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.node.role.ProxyWire.LIMITS;
import static org.flowlab.node.role.ProxyWire.head;
import static org.flowlab.node.role.ProxyWire.rest;
import static org.flowlab.node.role.ProxyWire.send;
import static org.flowlab.node.role.ProxyWire.text;
import static org.flowlab.node.spdy.ScriptedPeer.FIN;
import static org.flowlab.node.spdy.ScriptedPeer.RST_STREAM;
import static org.flowlab.node.spdy.ScriptedPeer.SYN_REPLY;

import io.netty.util.internal.PlatformDependent;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.flowlab.node.role.LoopbackLab.Running;
import org.flowlab.node.spdy.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What one side of the proxy cannot make the other side believe.
@Timeout(180)
class SmugglingTest {
    private final ProxyWire wire = new ProxyWire();
    private final BlockingQueue<String> seen = wire.seen;

    @AfterEach
    void stop() throws Exception {
        wire.close();
    }

    private static Map<String, String> post(int port, String... more) {
        Map<String, String> head = new HashMap<>();
        head.put(":method", "POST");
        head.put(":scheme", "http");
        head.put(":host", "origin:" + port);
        head.put(":path", "/");
        head.put(":version", "HTTP/1.1");
        for (int i = 0; i < more.length; i += 2) {
            head.put(more[i], more[i + 1]);
        }
        return head;
    }

    // ── SPDY's framing against HTTP/1.1's ──

    @Test
    void data_beyond_its_content_length_does_not_become_a_request() throws Exception {
        int port = wire.answering();
        try (ScriptedPeer peer = wire.spdy(wire.proxy(LIMITS, true))) {
            peer.synStream(1, 0, post(port, "content-length", "0"));
            peer.data(1, FIN, "GET /smuggled HTTP/1.1\r\nHost: origin\r\n\r\n".getBytes());
            peer.next(SYN_REPLY);
            peer.synStream(3, FIN, post(port, ":method", "GET", ":path", "/honest"));
            while (peer.next(SYN_REPLY).streamId() != 3) {
                // For stream 1.
            }
        }
        String head = seen.poll(20, TimeUnit.SECONDS);
        while (head != null && !head.startsWith("GET /honest")) {
            assertThat(head).startsWith("POST / ");
            head = seen.poll(20, TimeUnit.SECONDS);
        }
        assertThat(head).as("the honest request").isNotNull();
    }

    @Test
    void data_short_of_its_content_length_does_not_eat_the_next_request() throws Exception {
        int port = wire.answering();
        try (ScriptedPeer peer = wire.spdy(wire.proxy(LIMITS, true))) {
            peer.synStream(1, 0, post(port, "content-length", "30"));
            peer.data(1, FIN, "short".getBytes());
            assertThat(peer.headersOf(peer.next(SYN_REPLY)).get(":status")).isNotNull();
            peer.synStream(3, FIN, post(port, "content-length", "30"));
            assertThat(peer.headersOf(peer.next(SYN_REPLY)))
                    .containsEntry(":status", "400 Bad Request");
            peer.synStream(5, FIN, post(port, ":method", "GET", ":path", "/honest"));
            assertThat(peer.headersOf(peer.next(SYN_REPLY))).containsEntry(":status", "200 OK");
        }
        assertThat(seen).anyMatch(head -> head.startsWith("GET /honest "));
    }

    @Test
    void a_content_length_must_be_one_number() throws Exception {
        int port = wire.answering();
        try (ScriptedPeer peer = wire.spdy(wire.proxy(LIMITS, true))) {
            int id = 1;
            for (String length :
                    new String[] {"x", "-1", "+1", "1\0" + "2", "1, 1", "9".repeat(30)}) {
                peer.synStream(id, 0, post(port, "content-length", length));
                ScriptedPeer.Frame reply = peer.next(SYN_REPLY);
                assertThat(reply.streamId()).isEqualTo(id);
                assertThat(peer.headersOf(reply))
                        .as(length)
                        .containsEntry(":status", "400 Bad Request");
                id += 2;
            }
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void a_header_of_spdy_cannot_hold_a_line_of_http() throws Exception {
        int port = wire.answering();
        String[][] cases = {
            {":path", "/ HTTP/1.1\r\nX: y\r\n\r\nGET /smuggled"},
            {":path", "/a b"},
            {":path", "/a\tb"},
            {":path", "/a\nb"},
            {":host", "origin:" + port + "\r\nX: y"},
            {":host", "user@origin:" + port},
            {":method", "GET / HTTP/1.1\r\nX: y\r\n\r\nGET"},
            {":method", "G ET"},
            {"x", "a\r\nevil: b"},
            {"x", "a\nevil: b"},
            {"x y", "z"},
            {"x:y", "z"},
            {"x\r\nevil", "z"},
            {":path", "/a\0/b"},
            {":method", "GET\0POST"},
            {":host", "origin:" + port + "\0elsewhere"},
        };
        try (ScriptedPeer peer = wire.spdy(wire.proxy(LIMITS, true))) {
            int id = 1;
            for (String[] it : cases) {
                peer.synStream(id, FIN, post(port, it[0], it[1]));
                ScriptedPeer.Frame reply = peer.next(SYN_REPLY);
                assertThat(peer.headersOf(reply))
                        .as(it[0] + " = " + it[1])
                        .containsEntry(":status", "400 Bad Request");
                id += 2;
            }
        }
        assertThat(seen).isEmpty();
    }

    // ── HTTP/1.1 ──

    @Test
    void a_body_whose_end_is_told_twice_goes_nowhere() throws Exception {
        int port = wire.answering();
        Running proxy = wire.proxy(LIMITS, true);
        String chunked = "Transfer-Encoding: chunked\r\n";
        String[] cases = {
            "HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
            "HTTP/1.1\r\nContent-Length: 1, 2\r\n",
            "HTTP/1.1\r\nContent-Length: +1\r\n",
            "HTTP/1.1\r\n" + chunked + "Transfer-Encoding: gzip\r\n",
            "HTTP/1.1\r\nTransfer-Encoding: gzip\r\n" + chunked,
            "HTTP/1.1\r\n" + chunked + chunked,
            "HTTP/1.1\r\nTransfer-Encoding: chunked, identity\r\n",
            "HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n",
            "HTTP/1.1\r\nTransfer-Encoding : chunked\r\n",
            "HTTP/1.1\r\nHost: a\r\nHost: b\r\n",
        };
        for (String it : cases) {
            try (SSLSocket client = wire.client(proxy)) {
                send(client, "POST http://origin:%d/ %s\r\n0\r\n\r\n".formatted(port, it));
                assertThat(head(client)).as(it).startsWith("HTTP/1.1 400 ");
            }
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void a_peer_that_sends_both_a_length_and_chunks_is_disconnected() throws Exception {
        int port = wire.answering();
        Running proxy = wire.proxy(LIMITS, true);
        for (String version : new String[] {"1.1", "1.0"}) {
            try (SSLSocket client = wire.client(proxy)) {
                send(
                        client,
                        "POST http://origin:%d/ HTTP/%s\r\nHost: o\r\nConnection: keep-alive\r\n"
                                        .formatted(port, version)
                                + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "0\r\n\r\nGET http://origin:%d/smuggled HTTP/1.1\r\nHost: o\r\n\r\n"
                                        .formatted(port));
                assertThat(head(client)).as(version).startsWith("HTTP/1.1 400 ");
                assertThat(rest(client)).as(version).doesNotContain("HTTP/1.1 200");
            }
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void a_length_that_is_called_one_of_the_connection_is_passed_on_all_the_same()
            throws Exception {
        String smuggled = "GET /smuggled HTTP/1.1\r\nHost: origin\r\n\r\n";
        int port =
                wire.origin(
                        socket -> {
                            seen.add(head(socket));
                            seen.add(text(socket, smuggled.length()));
                            send(
                                    socket,
                                    "HTTP/1.1 200 OK\r\nConnection: content-length\r\n"
                                            + "Content-Length: 2\r\n\r\nok");
                        });
        SSLSocket client = wire.client(wire.proxy(LIMITS, true));
        send(
                client,
                "POST http://origin:%d/ HTTP/1.1\r\nHost: o\r\nConnection: x, Content-Length\r\n"
                                .formatted(port)
                        + "Content-Length: %d\r\n\r\n".formatted(smuggled.length())
                        + smuggled);
        assertThat(seen.poll(20, TimeUnit.SECONDS))
                .contains("Content-Length: " + smuggled.length());
        assertThat(head(client)).contains("Content-Length: 2");
    }

    // ── origins ──

    @Test
    void an_origin_cannot_switch_protocols_unasked() throws Exception {
        int port =
                wire.origin(
                        socket -> {
                            head(socket);
                            send(
                                    socket,
                                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n"
                                            + "Connection: upgrade\r\n\r\n"
                                            + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                        });
        SSLSocket client = wire.client(wire.proxy(LIMITS, true));
        send(
                client,
                "GET http://origin:%d/ HTTP/1.1\r\nHost: o\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"
                        .formatted(port));
        assertThat(head(client)).startsWith("HTTP/1.1 502 ");
        assertThat(client.getInputStream().readNBytes(20)).asString().startsWith("502");
    }

    @Test
    void interim_responses_keep_their_own_connections_words() throws Exception {
        int port =
                wire.origin(
                        socket -> {
                            head(socket);
                            send(
                                    socket,
                                    "HTTP/1.1 103 Early Hints\r\nConnection: x-mine\r\nX-Mine: 1\r\n"
                                            + "Transfer-Encoding: chunked\r\nLink: </a>\r\n\r\n"
                                            + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                        });
        SSLSocket client = wire.client(wire.proxy(LIMITS, true));
        send(client, "GET http://origin:%d/ HTTP/1.1\r\nHost: o\r\n\r\n".formatted(port));
        assertThat(head(client))
                .isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nvia: 1.1 proxy");
        assertThat(head(client)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void interim_responses_without_end_wait_for_their_reader() throws Exception {
        String hint = "HTTP/1.1 103 Early Hints\r\nLink: <" + "y".repeat(2_000) + ">\r\n\r\n";
        long[] sent = {0};
        int port =
                wire.origin(
                        socket -> {
                            head(socket);
                            socket.setSendBufferSize(65_536);
                            String hints = hint.repeat(30);
                            while (sent[0] < 500_000_000L) {
                                send(socket, hints);
                                sent[0] += hints.length();
                            }
                            seen.add("all sent");
                        });
        long before = PlatformDependent.usedDirectMemory();
        SSLSocket client = wire.client(wire.proxy(LIMITS, true));
        send(client, "GET http://origin:%d/ HTTP/1.1\r\nHost: o\r\n\r\n".formatted(port));
        assertThat(seen.poll(1_200, TimeUnit.MILLISECONDS)).isNull();
        assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(64 << 20);
        assertThat(sent[0]).isLessThan(100_000_000L);
    }

    @Test
    void a_body_cut_off_by_a_reset_is_cut_off_for_the_origin() throws Exception {
        int port =
                wire.origin(
                        socket -> {
                            seen.add(head(socket));
                            try {
                                rest(socket);
                                seen.add("whole");
                            } catch (java.net.SocketException e) {
                                seen.add("reset");
                            }
                        });
        try (ScriptedPeer peer = wire.spdy(wire.proxy(LIMITS, true))) {
            peer.synStream(1, 0, post(port));
            peer.data(1, 0, new byte[1_000]);
            assertThat(seen.poll(20, TimeUnit.SECONDS)).startsWith("POST");
            peer.words(RST_STREAM, 1, 5);
            assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("reset");
        }
    }
}

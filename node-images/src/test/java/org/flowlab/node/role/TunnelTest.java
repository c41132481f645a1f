package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.node.role.ProxyWire.KERNEL_BYTES;
import static org.flowlab.node.role.ProxyWire.LIMITS;
import static org.flowlab.node.role.ProxyWire.head;
import static org.flowlab.node.role.ProxyWire.rest;
import static org.flowlab.node.role.ProxyWire.send;
import static org.flowlab.node.role.ProxyWire.settled;
import static org.flowlab.node.role.ProxyWire.text;
import static org.flowlab.node.spdy.ScriptedPeer.DATA;
import static org.flowlab.node.spdy.ScriptedPeer.FIN;
import static org.flowlab.node.spdy.ScriptedPeer.RST_STREAM;
import static org.flowlab.node.spdy.ScriptedPeer.SYN_REPLY;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.flowlab.node.role.LoopbackLab.Running;
import org.flowlab.node.spdy.ScriptedPeer;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tunnels through the proxy, over HTTP/1.1 and over SPDY.
@Timeout(180)
class TunnelTest {
    private static final byte[] BLOCK = new byte[65_536];

    private final ProxyWire wire = new ProxyWire();
    private final BlockingQueue<String> seen = wire.seen;

    static {
        new Random(1).nextBytes(BLOCK);
    }

    @AfterEach
    void stop() throws Exception {
        wire.close();
    }

    private SSLSocket tunnel(int port) throws Exception {
        SSLSocket client = wire.client(wire.proxy(LIMITS, false));
        connect(client, port);
        return client;
    }

    private static void connect(SSLSocket client, int port) throws IOException {
        send(client, "CONNECT origin:%d HTTP/1.1\r\nHost: origin\r\n\r\n".formatted(port));
        assertThat(head(client)).isEqualTo("HTTP/1.1 200 Connection Established");
    }

    private static Map<String, String> connectTo(int port) {
        String target = "origin:" + port;
        return Map.of(
                ":method", "CONNECT", ":path", target, ":host", target, ":version", "HTTP/1.1");
    }

    private static void open(ScriptedPeer peer, int id, int port) throws Exception {
        peer.synStream(id, 0, connectTo(port));
        ScriptedPeer.Frame reply = peer.next(SYN_REPLY);
        assertThat(reply.streamId()).isEqualTo(id);
        assertThat(reply.fin()).isFalse();
        assertThat(peer.headersOf(reply))
                .containsEntry(":status", "200 Connection Established")
                .containsEntry(":version", "HTTP/1.1");
    }

    // ── HTTP/1.1 ──

    @Test
    void what_comes_along_with_a_connect_is_kept() throws Exception {
        String early = "early\r\n\r\nGET / HTTP/1.1\r\nHost: origin\r\n\r\n\0\1\2";
        int port = wire.origin(socket -> seen.add(text(socket, early.length())));
        SSLSocket client = wire.client(wire.proxy(LIMITS, false));
        send(client, "CONNECT origin:%d HTTP/1.1\r\nHost: origin\r\n\r\n".formatted(port) + early);
        assertThat(wire.next()).isEqualTo(early);
        assertThat(head(client)).isEqualTo("HTTP/1.1 200 Connection Established");
    }

    @Test
    void an_origin_may_speak_first() throws Exception {
        int port =
                wire.origin(
                        socket -> {
                            send(socket, "220 ready");
                            rest(socket);
                        });
        assertThat(text(tunnel(port), 9)).isEqualTo("220 ready");
    }

    @Test
    void a_clients_half_close_reaches_the_origin_which_may_go_on() throws Exception {
        int port =
                wire.origin(
                        socket -> {
                            seen.add(rest(socket));
                            send(socket, "and now the answer");
                        });
        Running proxy = wire.proxy(LIMITS, false);
        Socket tcp = new Socket(InetAddress.getLoopbackAddress(), proxy.spec().tlsPort());
        SSLSocket client = wire.client(tcp);
        connect(client, port);
        send(client, "question");
        tcp.shutdownOutput();
        assertThat(wire.next()).isEqualTo("question");
        assertThat(rest(client)).isEqualTo("and now the answer");
    }

    @Test
    void an_origins_half_close_reaches_the_client_which_may_go_on() throws Exception {
        int port =
                wire.origin(
                        socket -> {
                            send(socket, "bye");
                            socket.shutdownOutput();
                            seen.add(rest(socket));
                        });
        SSLSocket client = tunnel(port);
        assertThat(rest(client)).isEqualTo("bye");
        send(client, "late words");
        client.close();
        assertThat(wire.next()).isEqualTo("late words");
    }

    /// After the proxy's own close_notify, Netty takes the client's next record for one. The socket
    /// stays open here: nothing but the client's real close_notify tells of its end.
    @Test
    void a_client_that_goes_on_after_an_origins_half_close_ends_with_its_close_notify()
            throws Exception {
        int port =
                wire.origin(
                        socket -> {
                            send(socket, "bye");
                            socket.shutdownOutput();
                            seen.add(text(socket, "late words".length()));
                            seen.add("then " + rest(socket));
                        });
        Limits patient = new Limits(10_000, 30_000, 120_000, 120_000, 4_096, 100, 100, 262_144);
        Running proxy = wire.proxy(patient, false);
        Socket tcp =
                new Socket(InetAddress.getLoopbackAddress(), proxy.spec().tlsPort()) {
                    @Override
                    public void shutdownOutput() {
                        // TLS ends, TCP does not.
                    }
                };
        SSLSocket client = wire.client(tcp);
        connect(client, port);
        assertThat(rest(client)).isEqualTo("bye");
        send(client, "late ");
        send(client, "words");
        assertThat(wire.next()).isEqualTo("late words");
        client.shutdownOutput();
        assertThat(wire.next()).isEqualTo("then ");
    }

    @Test
    void a_client_that_vanishes_takes_its_tunnel_along() throws Exception {
        int port =
                wire.origin(
                        socket -> {
                            try {
                                seen.add("end " + rest(socket));
                            } catch (IOException e) {
                                seen.add("reset");
                            }
                        });
        Running proxy = wire.proxy(LIMITS, false);
        Socket tcp = new Socket(InetAddress.getLoopbackAddress(), proxy.spec().tlsPort());
        connect(wire.client(tcp), port);
        tcp.setSoLinger(true, 0);
        tcp.close();
        assertThat(wire.next()).isEqualTo("reset");
    }

    @Test
    void an_idle_tunnel_is_closed() throws Exception {
        int port = wire.origin(socket -> seen.add(rest(socket)));
        SSLSocket client = tunnel(port);
        assertThat(rest(client)).isEmpty();
        assertThat(wire.next()).isEmpty();
    }

    @Test
    void a_hundred_megabytes_go_through_intact_and_back() throws Exception {
        int port =
                wire.origin(socket -> socket.getInputStream().transferTo(socket.getOutputStream()));
        SSLSocket client = tunnel(port);
        MessageDigest sent = MessageDigest.getInstance("SHA-256");
        CompletableFuture<Void> sending =
                CompletableFuture.runAsync(
                        () -> {
                            Random random = new Random(7);
                            byte[] block = new byte[50_000];
                            try {
                                for (int i = 0; i < 2_000; i++) {
                                    random.nextBytes(block);
                                    sent.update(block);
                                    client.getOutputStream().write(block);
                                }
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        MessageDigest got = MessageDigest.getInstance("SHA-256");
        InputStream in = new DigestInputStream(client.getInputStream(), got);
        assertThat(in.readNBytes(100_000_000)).hasSize(100_000_000);
        sending.get();
        assertThat(got.digest()).isEqualTo(sent.digest());
    }

    // ── back pressure ──

    /// An origin that sends as fast as it can, and counts.
    private int pouring(AtomicLong accepted) throws IOException {
        return wire.origin(
                socket -> {
                    while (true) {
                        socket.getOutputStream().write(BLOCK);
                        accepted.addAndGet(BLOCK.length);
                    }
                });
    }

    /// An origin that reads nothing until told.
    private int unreading(CompletableFuture<Void> go, AtomicLong read) throws IOException {
        return wire.origin(
                socket -> {
                    go.get();
                    byte[] block = new byte[65_536];
                    for (int n; (n = socket.getInputStream().read(block)) >= 0; ) {
                        read.addAndGet(n);
                    }
                    seen.add("end");
                });
    }

    @Test
    void a_client_that_reads_nothing_stops_the_origin() throws Exception {
        AtomicLong accepted = new AtomicLong();
        SSLSocket client = tunnel(pouring(accepted));
        long stopped = settled(accepted);
        assertThat(stopped).isBetween(1L, KERNEL_BYTES);
        byte[] block = client.getInputStream().readNBytes(BLOCK.length * 300);
        for (int i = 0; i < block.length; i++) {
            if (block[i] != BLOCK[i % BLOCK.length]) {
                throw new AssertionError("byte " + i);
            }
        }
        assertThat(accepted.get()).isGreaterThan(stopped);
    }

    @Test
    void an_origin_that_reads_nothing_stops_the_client() throws Exception {
        CompletableFuture<Void> go = new CompletableFuture<>();
        AtomicLong read = new AtomicLong();
        SSLSocket client = tunnel(unreading(go, read));
        AtomicLong accepted = new AtomicLong();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                while (accepted.get() < 60L << 20) {
                                    client.getOutputStream().write(BLOCK);
                                    accepted.addAndGet(BLOCK.length);
                                }
                                client.close();
                            } catch (IOException e) {
                                seen.add("lost");
                            }
                        });
        assertThat(settled(accepted)).isBetween(1L, KERNEL_BYTES);
        go.complete(null);
        assertThat(wire.next()).isEqualTo("end");
        assertThat(read.get()).isEqualTo(60L << 20);
    }

    @Test
    void a_spdy_client_that_reads_nothing_stops_the_origin_and_no_other_stream() throws Exception {
        AtomicLong accepted = new AtomicLong();
        int pouring = pouring(accepted);
        int echo =
                wire.origin(socket -> socket.getInputStream().transferTo(socket.getOutputStream()));
        try (ScriptedPeer peer = wire.spdy(wire.proxy(LIMITS, false))) {
            peer.windowUpdate(0, 1 << 20);
            open(peer, 1, pouring);
            assertThat(settled(accepted)).isBetween(1L, KERNEL_BYTES);
            open(peer, 3, echo);
            peer.data(3, 0, "hello".getBytes());
            ScriptedPeer.Frame frame;
            do {
                frame = peer.next(DATA);
            } while (frame.streamId() == 1);
            assertThat(frame.payload()).isEqualTo("hello".getBytes());
            peer.words(RST_STREAM, 1, 5);
        }
    }

    @Test
    void an_origin_that_reads_nothing_stops_a_spdy_client() throws Exception {
        CompletableFuture<Void> go = new CompletableFuture<>();
        AtomicLong read = new AtomicLong();
        int port = unreading(go, read);
        try (ScriptedPeer peer = wire.spdy(wire.proxy(LIMITS, false))) {
            open(peer, 1, port);
            long window = 65_536;
            long sent = 0;
            try {
                while (sent < KERNEL_BYTES) {
                    int n = (int) Math.min(16_384, window);
                    while (n == 0) {
                        ScriptedPeer.Frame update = peer.next(ScriptedPeer.WINDOW_UPDATE, 1_000);
                        window += update.streamId() == 1 ? update.value() : 0;
                        n = (int) Math.min(16_384, window);
                    }
                    peer.data(1, 0, new byte[n]);
                    sent += n;
                    window -= n;
                }
            } catch (java.net.SocketTimeoutException e) {
                // No more room: as it should be.
            }
            assertThat(sent).isBetween(65_536L, KERNEL_BYTES - 1);
            peer.data(1, FIN, new byte[0]);
            go.complete(null);
            assertThat(wire.next()).isEqualTo("end");
            assertThat(read.get()).isEqualTo(sent);
        }
    }

    @Test
    void a_reader_that_stalls_for_long_loses_its_tunnel() throws Exception {
        int port =
                wire.origin(
                        socket -> {
                            try {
                                while (true) {
                                    socket.getOutputStream().write(BLOCK);
                                }
                            } catch (IOException e) {
                                seen.add("cut");
                            }
                        });
        tunnel(port);
        assertThat(wire.next()).isEqualTo("cut");
    }

    // ── SPDY ──

    @Test
    void more_origins_than_allowed_are_unavailable() throws Exception {
        int port = wire.origin(socket -> rest(socket));
        Running proxy =
                wire.proxy(
                        new org.flowlab.node.spec.NodeSpec.Limits(
                                10_000, 30_000, 2_000, 2_000, 4_096, 100, 2, 262_144),
                        false);
        try (ScriptedPeer peer = wire.spdy(proxy)) {
            open(peer, 1, port);
            open(peer, 3, port);
            peer.synStream(5, 0, connectTo(port));
            assertThat(peer.headersOf(peer.next(SYN_REPLY)))
                    .containsEntry(":status", "503 Service Unavailable");
            peer.words(RST_STREAM, 1, 5);
            peer.words(ScriptedPeer.PING, 1);
            peer.next(ScriptedPeer.PING);
            open(peer, 7, port);
        }
    }

    @Test
    void thirty_megabytes_go_through_a_spdy_tunnel_intact_and_back() throws Exception {
        int total = 30_000_000;
        int port =
                wire.origin(socket -> socket.getInputStream().transferTo(socket.getOutputStream()));
        byte[] block = new byte[16_000];
        Random random = new Random(7);
        MessageDigest sent = MessageDigest.getInstance("SHA-256");
        MessageDigest got = MessageDigest.getInstance("SHA-256");
        try (ScriptedPeer peer = wire.spdy(wire.proxy(LIMITS, false))) {
            open(peer, 1, port);
            // As the proxy's SETTINGS say: half of its buffer.
            long streamWindow = LIMITS.bufferBytes() / 2;
            int sentBytes = 0;
            int gotBytes = 0;
            while (gotBytes < total) {
                if (sentBytes < total && streamWindow >= block.length) {
                    random.nextBytes(block);
                    sent.update(block);
                    peer.data(1, 0, block);
                    sentBytes += block.length;
                    streamWindow -= block.length;
                    continue;
                }
                ScriptedPeer.Frame frame = peer.next();
                assertThat(frame).as("a frame before the end").isNotNull();
                if (frame.type() == ScriptedPeer.DATA) {
                    int n = frame.payload().length;
                    got.update(frame.payload());
                    gotBytes += n;
                    peer.words(ScriptedPeer.WINDOW_UPDATE, 0, n);
                    peer.words(ScriptedPeer.WINDOW_UPDATE, 1, n);
                } else if (frame.type() == ScriptedPeer.WINDOW_UPDATE && frame.streamId() == 1) {
                    streamWindow += frame.value();
                }
            }
            assertThat(gotBytes).isEqualTo(sentBytes);
            assertThat(got.digest()).isEqualTo(sent.digest());
        }
    }

    @Test
    void a_spdy_tunnel_relays_half_closes_both_ways() throws Exception {
        int port =
                wire.origin(
                        socket -> {
                            seen.add(rest(socket));
                            send(socket, "answer");
                        });
        try (ScriptedPeer peer = wire.spdy(wire.proxy(LIMITS, false))) {
            peer.synStream(1, 0, connectTo(port));
            peer.data(1, 0, "early ".getBytes());
            peer.next(SYN_REPLY);
            peer.data(1, FIN, "question".getBytes());
            assertThat(wire.next()).isEqualTo("early question");
            assertThat(peer.dataOf(1, 1_000)).isEqualTo("answer".getBytes());
        }
    }

    @Test
    void a_reset_stream_resets_its_origin_and_a_reset_origin_its_stream() throws Exception {
        int port =
                wire.origin(
                        socket -> {
                            try {
                                if (socket.getInputStream().read() == 'x') {
                                    socket.setSoLinger(true, 0);
                                    return;
                                }
                                rest(socket);
                                seen.add("end");
                            } catch (IOException e) {
                                seen.add("reset");
                            }
                        });
        try (ScriptedPeer peer = wire.spdy(wire.proxy(LIMITS, false))) {
            open(peer, 1, port);
            peer.data(1, 0, "a".getBytes());
            peer.words(RST_STREAM, 1, 5);
            assertThat(wire.next()).isEqualTo("reset");
            open(peer, 3, port);
            peer.data(3, 0, "x".getBytes());
            assertThat(peer.next(RST_STREAM).streamId()).isEqualTo(3);
        }
    }

    @Test
    void the_end_of_a_session_resets_all_its_tunnels() throws Exception {
        int port =
                wire.origin(
                        socket -> {
                            try {
                                rest(socket);
                                seen.add("end");
                            } catch (IOException e) {
                                seen.add("reset");
                            }
                        });
        ScriptedPeer peer = wire.spdy(wire.proxy(LIMITS, false));
        for (int id = 1; id < 21; id += 2) {
            open(peer, id, port);
        }
        peer.close();
        for (int i = 0; i < 10; i++) {
            assertThat(wire.next()).isEqualTo("reset");
        }
    }

    @Test
    void requests_and_tunnels_share_a_session() throws Exception {
        int echo =
                wire.origin(socket -> socket.getInputStream().transferTo(socket.getOutputStream()));
        int port =
                wire.origin(
                        socket -> {
                            seen.add(head(socket));
                            send(
                                    socket,
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
                                            + "Connection: keep-alive\r\nX-Spdy-Stream-Id: 9\r\n\r\n"
                                            + "3\r\nabc\r\n0\r\n\r\n");
                        });
        try (ScriptedPeer peer = wire.spdy(wire.proxy(LIMITS, false))) {
            open(peer, 1, echo);
            peer.synStream(
                    3,
                    FIN,
                    Map.of(
                            ":method", "GET",
                            ":scheme", "http",
                            ":host", "origin:" + port,
                            ":path", "/x",
                            ":version", "HTTP/1.1",
                            "connection", "keep-alive",
                            "x-spdy-stream-id", "1",
                            "x-many", "a\0b"));
            String there = wire.next();
            assertThat(there.lines())
                    .containsExactlyInAnyOrder(
                            "GET /x HTTP/1.1",
                            "host: origin:" + port,
                            "connection: close",
                            "x-many: a",
                            "x-many: b",
                            "via: SPDY/3.1 proxy");
            ScriptedPeer.Frame reply = peer.next(SYN_REPLY);
            assertThat(reply.streamId()).isEqualTo(3);
            assertThat(peer.dataOf(3, 10)).isEqualTo("abc".getBytes());
            peer.data(1, FIN, "still here".getBytes());
            assertThat(peer.dataOf(1, 10)).isEqualTo("still here".getBytes());
        }
    }

    @Test
    void refusals_come_as_replies_with_a_reason() throws Exception {
        try (ScriptedPeer peer = wire.spdy(wire.proxy(LIMITS, false))) {
            peer.synStream(1, 0, ScriptedPeer.head("CONNECT", "e.com:443"));
            assertThat(peer.headersOf(peer.next(SYN_REPLY)))
                    .containsEntry(":status", "403 Forbidden");
            assertThat(new String(peer.dataOf(1, 1_000))).contains("not a node of this lab");
            peer.synStream(3, FIN, Map.of(":method", "GET", ":path", "/"));
            assertThat(peer.headersOf(peer.next(SYN_REPLY)))
                    .containsEntry(":status", "400 Bad Request");
            Map<String, String> evil = ScriptedPeer.head("GET", "/");
            evil.put("evil", "a\r\nb: c");
            peer.synStream(5, FIN, evil);
            assertThat(peer.headersOf(peer.next(SYN_REPLY)))
                    .containsEntry(":status", "400 Bad Request");
            peer.synStream(7, FIN, Map.of(":method", "GET", "long", "x".repeat(5_000)));
            assertThat(peer.headersOf(peer.next(SYN_REPLY)))
                    .containsEntry(":status", "431 Request Header Fields Too Large");
        }
    }
}

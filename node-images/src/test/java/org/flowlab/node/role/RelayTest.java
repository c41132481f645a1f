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
import static org.flowlab.node.spdy.ScriptedPeer.PING;
import static org.flowlab.node.spdy.ScriptedPeer.SYN_REPLY;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.flowlab.node.FreePorts;
import org.flowlab.node.spdy.ScriptedPeer;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Requests and responses that the proxy relays: in which order, how much of them it holds, and
/// where it lets go of an origin.
@Timeout(180)
class RelayTest {
    private static final long MOST_MEMORY = 8L << 20;
    private static final byte[] BLOCK = new byte[65_536];
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final ProxyWire wire = new ProxyWire();
    private final BlockingQueue<String> seen = wire.seen;

    @AfterEach
    void stop() throws Exception {
        wire.close();
    }

    private static String get(int port, String path) {
        return "GET http://origin:%d%s HTTP/1.1\r\nHost: o\r\n\r\n".formatted(port, path);
    }

    // ── order ──

    @Test
    void a_request_that_is_answered_early_is_followed_by_the_one_behind_it() throws Exception {
        int early =
                wire.origin(
                        socket -> {
                            head(socket);
                            send(socket, "HTTP/1.1 413 Early\r\nContent-Length: 0\r\n\r\n");
                            rest(socket);
                        });
        int port = wire.answering();
        String post = "POST http://origin:%d/ HTTP/1.1\r\nHost: o\r\nContent-Length: 10\r\n\r\n";
        for (String[] parts : new String[][] {{"12345", "67890"}, {"", "1234567890"}}) {
            SSLSocket client = wire.client(wire.proxy(LIMITS, true));
            send(client, post.formatted(early) + parts[0]);
            assertThat(head(client)).startsWith("HTTP/1.1 413 Early");
            send(client, parts[1] + get(port, "/second") + get(port, "/third"));
            assertThat(head(client)).startsWith("HTTP/1.1 200 OK");
            assertThat(head(client)).startsWith("HTTP/1.1 200 OK");
            assertThat(wire.next()).startsWith("GET /second ");
            assertThat(wire.next()).startsWith("GET /third ");
        }
    }

    /// The proxy's own answers come early too, at once or when it has tried to connect: here all of
    /// the next request is there already.
    @Test
    void a_refused_request_is_followed_by_the_ones_that_came_along_with_it() throws Exception {
        int port = wire.answering();
        SSLSocket client = wire.client(wire.proxy(LIMITS, true));
        String post = "POST http://%s/ HTTP/1.1\r\nHost: o\r\nContent-Length: 5\r\n\r\n12345";
        String forbidden = post.formatted("nowhere");
        String dead = post.formatted("origin:" + FreePorts.next());
        send(
                client,
                forbidden
                        + get(port, "/a")
                        + dead
                        + get(port, "/b")
                        + forbidden
                        + dead
                        + dead
                        + get(port, "/c"));
        for (int status : new int[] {403, 200, 502, 200, 403, 502, 502, 200}) {
            String head = head(client);
            assertThat(head).startsWith("HTTP/1.1 " + status);
            text(
                    client,
                    Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1")));
        }
        assertThat(wire.next()).startsWith("GET /a ");
        assertThat(wire.next()).startsWith("GET /b ");
        assertThat(wire.next()).startsWith("GET /c ");
    }

    // ── back pressure ──

    /// An origin that answers with more than fits anywhere, as fast as it can, and counts.
    private int pouring(AtomicLong accepted) throws IOException {
        return wire.origin(
                socket -> {
                    head(socket);
                    send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
                    while (true) {
                        socket.getOutputStream().write(BLOCK);
                        accepted.addAndGet(BLOCK.length);
                    }
                });
    }

    private static void assertLittleIsHeld(long before, AtomicLong counter) throws Exception {
        assertThat(settled(counter)).isBetween(1L, KERNEL_BYTES);
        assertThat(PlatformDependent.usedDirectMemory() - before)
                .as("memory for buffers")
                .isLessThan(MOST_MEMORY);
    }

    @Test
    void a_client_that_reads_nothing_stops_the_response() throws Exception {
        AtomicLong accepted = new AtomicLong();
        int port = pouring(accepted);
        SSLSocket client = wire.client(wire.proxy(LIMITS, true));
        long before = PlatformDependent.usedDirectMemory();
        send(client, get(port, "/"));
        assertLittleIsHeld(before, accepted);
        assertThat(head(client)).startsWith("HTTP/1.1 200 OK");
    }

    @Test
    void a_spdy_client_that_reads_nothing_stops_the_response_and_no_other() throws Exception {
        AtomicLong accepted = new AtomicLong();
        int port = pouring(accepted);
        int other = wire.answering();
        try (ScriptedPeer peer = wire.spdy(wire.proxy(LIMITS, true))) {
            peer.windowUpdate(0, 1 << 20);
            long before = PlatformDependent.usedDirectMemory();
            peer.synStream(1, FIN, to(port, "GET"));
            assertLittleIsHeld(before, accepted);
            peer.synStream(3, FIN, to(other, "GET"));
            while (peer.next(SYN_REPLY).streamId() != 3) {
                // For stream 1.
            }
        }
    }

    /// An origin that reads nothing of a body until told.
    private int unreading(CompletableFuture<Void> go) throws IOException {
        return wire.origin(
                socket -> {
                    head(socket);
                    go.get(60, TimeUnit.SECONDS);
                    long read = 0;
                    byte[] block = new byte[65_536];
                    while (read < 60_000_000) {
                        read += socket.getInputStream().readNBytes(block, 0, 60_000);
                    }
                    send(socket, OK);
                    seen.add("read " + read);
                });
    }

    @Test
    void an_origin_that_reads_nothing_stops_the_upload() throws Exception {
        CompletableFuture<Void> go = new CompletableFuture<>();
        int port = unreading(go);
        Limits patient = new Limits(10_000, 30_000, 20_000, 20_000, 4_096, 100, 100, 262_144);
        SSLSocket client = wire.client(wire.proxy(patient, true));
        AtomicLong accepted = new AtomicLong();
        long before = PlatformDependent.usedDirectMemory();
        String head =
                "POST http://origin:%d/ HTTP/1.1\r\nHost: o\r\nContent-Length: 60000000\r\n\r\n";
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                send(client, head.formatted(port));
                                for (int i = 0; i < 1_000; i++) {
                                    client.getOutputStream().write(BLOCK, 0, 60_000);
                                    accepted.addAndGet(60_000);
                                }
                            } catch (IOException e) {
                                seen.add("lost");
                            }
                        });
        assertLittleIsHeld(before, accepted);
        go.complete(null);
        assertThat(wire.next()).isEqualTo("read 60000000");
        assertThat(head(client)).startsWith("HTTP/1.1 200 OK");
    }

    // ── origins ──

    @Test
    void an_idle_connection_makes_way_for_one_to_another_origin() throws Exception {
        Limits two = new Limits(10_000, 30_000, 20_000, 20_000, 4_096, 100, 2, 262_144);
        SSLSocket client = wire.client(wire.proxy(two, true));
        int[] ports = {wire.answering(), wire.answering(), wire.answering()};
        for (int port : new int[] {ports[0], ports[1], ports[2], ports[0]}) {
            send(client, get(port, "/"));
            assertThat(head(client)).as("origin " + port).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void a_body_in_a_coding_of_the_connection_is_a_bad_gateway() throws Exception {
        for (String coding : new String[] {"gzip, chunked", "gzip", "chunked, gzip"}) {
            int port =
                    wire.origin(
                            socket -> {
                                head(socket);
                                send(
                                        socket,
                                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: "
                                                + coding
                                                + "\r\n\r\n2\r\nok\r\n0\r\n\r\n");
                            });
            SSLSocket client = wire.client(wire.proxy(LIMITS, true));
            send(client, get(port, "/"));
            assertThat(head(client)).as(coding).startsWith("HTTP/1.1 502 ");
        }
    }

    // ── SPDY ──

    private static Map<String, String> to(int port, String method) {
        return Map.of(
                ":method", method,
                ":scheme", "http",
                ":host", "origin:" + port,
                ":path", "/",
                ":version", "HTTP/1.1");
    }

    @Test
    void headers_without_end_are_not_collected() throws Exception {
        int port =
                wire.origin(
                        socket -> {
                            seen.add(head(socket));
                            rest(socket);
                        });
        String value = "y".repeat(1_000);
        try (ScriptedPeer peer = wire.spdy(wire.proxy(LIMITS, true))) {
            peer.synStream(1, 0, to(port, "POST"));
            wire.next();
            for (int i = 0; i < 6; i++) {
                peer.headers(1, 0, Map.of("a", value));
            }
            ScriptedPeer.Frame reply = peer.next(SYN_REPLY);
            assertThat(peer.headersOf(reply)).containsEntry(":status", "400 Bad Request");
            assertThat(new String(peer.next(DATA).payload())).contains("malformed");
            // The rest goes nowhere.
            for (int i = 0; i < 100; i++) {
                peer.headers(1, 0, Map.of("a", value));
            }
            peer.words(PING, 1);
            peer.next(PING);
        }
    }

    @Test
    void trailers_of_a_request_go_to_its_origin() throws Exception {
        int port =
                wire.origin(
                        socket -> {
                            head(socket);
                            seen.add(head(socket));
                            send(socket, OK);
                        });
        try (ScriptedPeer peer = wire.spdy(wire.proxy(LIMITS, true))) {
            peer.synStream(1, 0, to(port, "POST"));
            peer.data(1, 0, "ok".getBytes());
            peer.headers(1, FIN, Map.of("x-sum", "1"));
            assertThat(wire.next()).isEqualTo("2\r\nok\r\n0\r\nx-sum: 1");
            assertThat(peer.headersOf(peer.next(SYN_REPLY))).containsEntry(":status", "200 OK");
        }
    }
}

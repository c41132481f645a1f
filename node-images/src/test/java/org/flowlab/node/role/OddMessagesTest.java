package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.node.role.ProxyWire.LIMITS;
import static org.flowlab.node.role.ProxyWire.head;
import static org.flowlab.node.role.ProxyWire.rest;
import static org.flowlab.node.role.ProxyWire.send;
import static org.flowlab.node.spdy.ScriptedPeer.FIN;
import static org.flowlab.node.spdy.ScriptedPeer.SYN_REPLY;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.flowlab.node.role.LoopbackLab.Running;
import org.flowlab.node.spdy.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What clients and origins may say that few do: it passes unchanged, or is refused with a reason.
@Timeout(180)
class OddMessagesTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final ProxyWire wire = new ProxyWire();
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private Running proxy;

    @BeforeEach
    void start() throws Exception {
        proxy = wire.proxy(LIMITS, true);
    }

    @AfterEach
    void stop() throws Exception {
        wire.close();
    }

    private int answering(String response) throws Exception {
        return wire.origin(
                socket -> {
                    for (String head = head(socket); !head.isEmpty(); head = head(socket)) {
                        seen.add(head);
                        send(socket, response);
                    }
                });
    }

    private String there() throws InterruptedException {
        String head = seen.poll(20, TimeUnit.SECONDS);
        assertThat(head).as("a request at the origin").isNotNull();
        return head;
    }

    private static Map<String, String> get(int port, String... more) {
        Map<String, String> head =
                new HashMap<>(
                        Map.of(
                                ":method", "GET",
                                ":scheme", "http",
                                ":host", "origin:" + port,
                                ":path", "/",
                                ":version", "HTTP/1.1"));
        for (int i = 0; i < more.length; i += 2) {
            head.put(more[i], more[i + 1]);
        }
        return head;
    }

    private Map<String, String> overSpdy(Map<String, String> head) throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer(wire.client(proxy, "spdy/3.1"))) {
            peer.synStream(1, FIN, head);
            return peer.headersOf(peer.next(SYN_REPLY));
        }
    }

    private String overHttp(String request) throws Exception {
        try (SSLSocket client = wire.client(proxy)) {
            send(client, request);
            return head(client);
        }
    }

    private String answerOf(int port) throws Exception {
        return overHttp("GET http://origin:%d/ HTTP/1.1\r\nHost: o\r\n\r\n".formatted(port));
    }

    // ── requests ──

    /// The decoder takes bytes for characters, the encoder would write those in UTF-8: another
    /// target than was asked for.
    @Test
    void a_target_beyond_ascii_is_refused() throws Exception {
        int port = answering(OK);
        String bytes =
                new String("é".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(
                        overHttp(
                                "GET http://origin:%d/%s HTTP/1.1\r\nHost: o\r\n\r\n"
                                        .formatted(port, bytes)))
                .startsWith("HTTP/1.1 400 ");
        assertThat(overSpdy(get(port, ":path", "/é"))).containsEntry(":status", "400 Bad Request");
        assertThat(seen).isEmpty();
    }

    @Test
    void another_http_than_the_first_is_refused_and_parted_with() throws Exception {
        int port = answering(OK);
        String[] cases = {
            "GET http://origin:%d/ HTTP/2.0\r\n\r\n",
            "GET http://origin:%d/ HTTP/0.9\r\n\r\n",
            "CONNECT origin:%d HTTP/3.0\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        };
        for (String it : cases) {
            try (SSLSocket client = wire.client(proxy)) {
                send(client, it.formatted(port));
                assertThat(head(client))
                        .as(it)
                        .startsWith("HTTP/1.1 505 ")
                        .containsIgnoringCase("connection: close");
                assertThat(rest(client)).doesNotContain("HTTP/1.1 ");
            }
        }
        assertThat(overHttp("GET http://origin:%d/ HTTP/1.7\r\nHost: o\r\n\r\n".formatted(port)))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void via_tells_what_was_received_and_stays() throws Exception {
        int port = answering("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n");
        String answer =
                overHttp(
                        """
                        GET http://origin:%d/ HTTP/1.0\r
                        Via: 1.0 fred, 1.1 p\r
                        Connection: Via\r
                        \r
                        """
                                .formatted(port));
        assertThat(there().lines().map(String::toLowerCase))
                .filteredOn(line -> line.startsWith("via"))
                .containsExactly("via: 1.0 fred, 1.1 p", "via: 1.0 proxy");
        assertThat(answer).containsIgnoringCase("via: 1.0 proxy");
    }

    @Test
    void values_beyond_ascii_stay_byte_for_byte() throws Exception {
        String bytes =
                new String("é€".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        int port = answering(OK.replace("Content-", "X-A: " + bytes + "\r\nContent-"));
        assertThat(overSpdy(get(port, "x-a", "é€"))).containsEntry("x-a", "é€");
        assertThat(there()).contains("x-a: " + bytes);
        assertThat(
                        overHttp(
                                "GET http://origin:%d/ HTTP/1.1\r\nHost: o\r\nx-a: %s\r\n\r\n"
                                        .formatted(port, bytes)))
                .contains("X-A: " + bytes);
        assertThat(there()).contains("x-a: " + bytes);
    }

    @Test
    void folded_lines_and_values_joined_by_nul_are_told_as_http_has_them() throws Exception {
        int port = answering(OK);
        overHttp(
                "GET http://origin:%d/ HTTP/1.1\r\nHost: o\r\nX-A: one\r\n  two\r\n\tthree\r\n\r\n"
                        .formatted(port));
        assertThat(there().lines()).contains("X-A: one two three");
        overSpdy(get(port, "x-a", "one\0two", "x-b", ""));
        assertThat(there().lines()).contains("x-a: one", "x-a: two", "x-b: ");
    }

    // ── responses ──

    @Test
    void an_answer_that_is_none_is_a_bad_gateway() throws Exception {
        String[] cases = {
            "HTTP/1.1 042 Odd", "HTTP/1.1 1000 Odd", "HTTP/2.0 200 OK", "HTTP/0.9 200 OK",
        };
        for (String it : cases) {
            int port = answering(it + "\r\nContent-Length: 0\r\n\r\n");
            assertThat(answerOf(port)).as(it).startsWith("HTTP/1.1 502 ");
            assertThat(overSpdy(get(port))).as(it).containsEntry(":status", "502 Bad Gateway");
        }
        int port = answering("HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n");
        assertThat(answerOf(port)).startsWith("HTTP/1.1 999 Odd");
    }

    @Test
    void a_message_without_a_body_has_no_length() throws Exception {
        int port = answering("HTTP/1.1 204 None\r\nContent-Length: 5\r\n\r\n");
        assertThat(answerOf(port)).startsWith("HTTP/1.1 204 ").doesNotContainIgnoringCase("length");
        assertThat(overSpdy(get(port))).doesNotContainKey("content-length");
        int hinting =
                answering("HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\nX-A: 1\r\n\r\n" + OK);
        assertThat(answerOf(hinting))
                .isEqualTo("HTTP/1.1 103 Early Hints\r\nX-A: 1\r\nvia: 1.1 proxy");
    }

    @Test
    void a_status_without_a_reason_stays_without() throws Exception {
        int port = answering("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n");
        assertThat(overSpdy(get(port))).containsEntry(":status", "200");
    }
}

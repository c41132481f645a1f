package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.node.role.ProxyWire.LIMITS;
import static org.flowlab.node.role.ProxyWire.head;
import static org.flowlab.node.role.ProxyWire.rest;
import static org.flowlab.node.role.ProxyWire.send;
import static org.flowlab.node.role.ProxyWire.text;
import static org.flowlab.node.spdy.ScriptedPeer.DATA;
import static org.flowlab.node.spdy.ScriptedPeer.FIN;
import static org.flowlab.node.spdy.ScriptedPeer.SYN_REPLY;

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

@Timeout(180)
class MaxForwardsTest {
    private final ProxyWire wire = new ProxyWire();
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private Running proxy;
    private int port;

    @BeforeEach
    void start() throws Exception {
        proxy = wire.proxy(LIMITS, true);
        port =
                wire.origin(
                        socket -> {
                            for (String head = head(socket); !head.isEmpty(); ) {
                                seen.add(head);
                                send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                                head = head(socket);
                            }
                        });
    }

    @AfterEach
    void stop() throws Exception {
        wire.close();
    }

    private String request(String method, String... headers) {
        return "%s http://origin:%d/x HTTP/1.1\r\nHost: origin\r\n%s\r\n"
                .formatted(method, port, String.join("", headers));
    }

    @Test
    void one_hop_is_counted() throws Exception {
        String[][] cases = {
            {"OPTIONS", "5", "4"},
            {"TRACE", "1", "0"},
            {"TRACE", "007", "6"},
            {"OPTIONS", "99999999999999999999999", "999999"},
            {"GET", "0", "0"},
            {"POST", "what", "what"},
        };
        SSLSocket client = wire.client(proxy);
        for (String[] it : cases) {
            String field = "Max-Forwards: " + it[1] + "\r\n";
            send(client, request(it[0], field, "Connection: x, Max-Forwards\r\n"));
            assertThat(head(client)).as(it[0] + " " + it[1]).startsWith("HTTP/1.1 200 ");
            String there = seen.poll(20, TimeUnit.SECONDS);
            assertThat(there.lines().map(String::toLowerCase))
                    .as(it[0] + " " + it[1])
                    .filteredOn(line -> line.startsWith("max-forwards"))
                    .containsExactly("max-forwards: " + it[2]);
        }
    }

    @Test
    void at_the_last_hop_the_proxy_answers() throws Exception {
        SSLSocket client = wire.client(proxy);
        send(client, request("OPTIONS", "Max-Forwards: 0\r\n"));
        assertThat(head(client).lines().map(String::toLowerCase))
                .contains("http/1.1 200 ok", "content-length: 0")
                .anyMatch(line -> line.matches("allow: .*connect.*"));
        String trace =
                "TRACE http://nowhere/x?y HTTP/1.1\r\nHost: nowhere\r\nX-One: 1\r\n%s"
                        + "Max-Forwards: 0\r\nX-One: 2\r\n\r\n";
        send(
                client,
                trace.formatted(
                        "Authorization: Basic eA==\r\nProxy-Authorization: Basic eA==\r\n"
                                + "cookie: secret\r\n"));
        String reflected = trace.formatted("");
        assertThat(head(client).lines().map(String::toLowerCase))
                .contains(
                        "http/1.1 200 ok",
                        "content-type: message/http",
                        "content-length: " + reflected.length());
        assertThat(text(client, reflected.length())).isEqualTo(reflected);
        // A body is let go of, and the connection goes on.
        send(client, request("OPTIONS", "Max-Forwards: 0\r\nContent-Length: 4\r\n") + "body");
        assertThat(head(client)).startsWith("HTTP/1.1 200 ");
        send(client, request("GET", "Connection: close\r\n"));
        assertThat(head(client)).startsWith("HTTP/1.1 200 ");
        assertThat(rest(client)).isEmpty();
        assertThat(seen).singleElement().asString().startsWith("GET /x ");
    }

    @Test
    void it_is_the_same_over_spdy() throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer(wire.client(proxy, "spdy/3.1"))) {
            Map<String, String> trace =
                    Map.of(
                            ":method", "TRACE",
                            ":scheme", "http",
                            ":host", "origin:" + port,
                            ":path", "/x",
                            ":version", "HTTP/1.1",
                            "max-forwards", "0");
            peer.synStream(1, FIN, trace);
            assertThat(peer.headersOf(peer.next(SYN_REPLY)))
                    .containsEntry(":status", "200 OK")
                    .containsEntry("content-type", "message/http");
            assertThat(new String(peer.next(DATA).payload()))
                    .startsWith("TRACE http://origin:%d/x HTTP/1.1\r\n".formatted(port))
                    .containsIgnoringCase("\r\nMax-Forwards: 0\r\n")
                    .endsWith("\r\n\r\n");
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void what_is_no_number_is_refused() throws Exception {
        String[] cases = {"x", "-1", "+1", "", "1, 2", "1\r\nMax-Forwards: 1", "0x1"};
        for (String it : cases) {
            try (SSLSocket client = wire.client(proxy)) {
                send(client, request("TRACE", "Max-Forwards: " + it + "\r\n"));
                assertThat(head(client)).as(it).startsWith("HTTP/1.1 400 ");
            }
        }
        assertThat(seen).isEmpty();
    }
}

package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.node.role.ProxyWire.LIMITS;
import static org.flowlab.node.role.ProxyWire.send;
import static org.flowlab.node.spdy.ScriptedPeer.FIN;
import static org.flowlab.node.spdy.ScriptedPeer.SYN_REPLY;

import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.flowlab.node.role.LoopbackLab.Running;
import org.flowlab.node.spdy.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Request targets and Host headers that RFC 9112 §3.2 and SPDY/3.1 §3.2.1 have refused.
@Timeout(180)
class RequestTargetTest {
    private final ProxyWire wire = new ProxyWire();

    @AfterEach
    void stop() throws Exception {
        wire.close();
    }

    private static String answer(Socket socket, String request) throws Exception {
        send(socket, request);
        String head = ProxyWire.head(socket);
        int body =
                Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1").strip());
        return head.lines().findFirst().orElse("") + "\n" + ProxyWire.text(socket, body);
    }

    private static String answerOverSpdy(ScriptedPeer peer, int id, Map<String, String> head)
            throws Exception {
        peer.synStream(id, head.get(":method").equals("CONNECT") ? 0 : FIN, head);
        ScriptedPeer.Frame reply = peer.next(SYN_REPLY);
        assertThat(reply.streamId()).isEqualTo(id);
        return peer.headersOf(reply).get(":status");
    }

    // ── the proxy ──

    @ParameterizedTest
    @ValueSource(
            strings = {"GET http://origin:%d/", "CONNECT origin:%d", "OPTIONS http://origin:%d"})
    void the_proxy_refuses_http_1_1_without_host_whatever_the_target(String line) throws Exception {
        int port = wire.answering();
        SSLSocket client = wire.client(wire.proxy(LIMITS, true));
        assertThat(answer(client, line.formatted(port) + " HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("HTTP/1.1 without a Host header");
        assertThat(wire.seen).isEmpty();
    }

    @Test
    void the_proxy_takes_http_1_0_without_host() throws Exception {
        int port = wire.answering();
        SSLSocket client = wire.client(wire.proxy(LIMITS, true));
        assertThat(answer(client, "GET http://origin:%d/ HTTP/1.0\r\n\r\n".formatted(port)))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a/b", "user@a", "a:b", "http://a", "a,b:c", "%zz", "[::1"})
    void both_servers_refuse_a_host_header_that_is_no_host(String host) throws Exception {
        String headers = " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        SSLSocket client = wire.client(wire.proxy(LIMITS, true));
        assertThat(answer(client, "GET http://origin/" + headers))
                .startsWith("HTTP/1.1 400 ")
                .contains("\"" + host + "\" is not a host");
        try (Socket socket = plain(wire.lab.origin())) {
            assertThat(answer(socket, "GET /" + headers))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("\"" + host + "\" is not a host");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT proxy:%d", "CONNECT 127.0.0.1:%d", "GET http://PROXY:%d/"})
    void the_proxy_connects_to_itself_for_nobody(String line) throws Exception {
        Running proxy = wire.proxy(LIMITS, true);
        String request = line.formatted(proxy.spec().tlsPort()) + " HTTP/1.1\r\nHost: o\r\n\r\n";
        assertThat(answer(wire.client(proxy), request))
                .startsWith("HTTP/1.1 403 ")
                .contains("is this proxy itself");
    }

    @Test
    void the_proxy_refuses_the_same_over_spdy() throws Exception {
        Running proxy = wire.proxy(LIMITS, true);
        String self = "proxy:" + proxy.spec().tlsPort();
        try (ScriptedPeer peer = wire.spdy(proxy)) {
            assertThat(answerOverSpdy(peer, 1, ScriptedPeer.head("CONNECT", self)))
                    .startsWith("403 ");
            int id = 3;
            for (String field : new String[] {":host", ":version", ":path", ":scheme"}) {
                Map<String, String> head = ScriptedPeer.head("GET", "http://origin/");
                head.remove(field);
                assertThat(answerOverSpdy(peer, id, head)).as(field).startsWith("400 ");
                id += 2;
            }
            Map<String, String> odd = ScriptedPeer.head("GET", "http://origin/");
            odd.put(":host", "user@origin");
            assertThat(answerOverSpdy(peer, id, odd)).startsWith("400 ");
        }
    }

    // ── the origin ──

    private static Socket plain(Running origin) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), origin.spec().plainPort());
        socket.setSoTimeout(40_000);
        return socket;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://origin/",
                "ws://origin/",
                "http://user:pw@origin/",
                "http://:80/",
                "http:///",
                "/page#part",
                "origin:80"
            })
    void the_origin_refuses_targets_that_it_cannot_serve(String target) throws Exception {
        Running origin = wire.lab.origin();
        String request = "GET " + target + " HTTP/1.1\r\nHost: origin\r\n\r\n";
        try (Socket socket = plain(origin)) {
            assertThat(answer(socket, request)).startsWith("HTTP/1.1 400 ");
        }
        try (Socket tcp = new Socket(InetAddress.getLoopbackAddress(), origin.spec().tlsPort())) {
            assertThat(answer(wire.client(tcp), request)).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void the_origin_serves_https_over_tls_only() throws Exception {
        Running origin = wire.lab.origin();
        String request = "GET https://origin/ HTTP/1.1\r\nHost: origin\r\n\r\n";
        try (Socket socket = plain(origin)) {
            assertThat(answer(socket, request)).startsWith("HTTP/1.1 421 ");
        }
        try (Socket tcp = new Socket(InetAddress.getLoopbackAddress(), origin.spec().tlsPort())) {
            assertThat(answer(wire.client(tcp), request)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void the_origin_refuses_the_same_over_spdy() throws Exception {
        Running origin = wire.lab.origin();
        Socket tcp = new Socket(InetAddress.getLoopbackAddress(), origin.spec().tlsPort());
        try (ScriptedPeer peer = new ScriptedPeer(wire.client(tcp, "spdy/3.1"))) {
            int id = 1;
            for (String field : new String[] {":host", ":version", ":path", ":scheme"}) {
                Map<String, String> head = ScriptedPeer.head("GET", "/");
                head.remove(field);
                assertThat(answerOverSpdy(peer, id, head)).as(field).startsWith("400 ");
                id += 2;
            }
            Map<String, String> ftp = ScriptedPeer.head("GET", "/");
            ftp.put(":scheme", "ftp");
            assertThat(answerOverSpdy(peer, id, ftp)).startsWith("400 ");
            assertThat(answerOverSpdy(peer, id + 2, ScriptedPeer.head("GET", "ftp://origin/")))
                    .startsWith("400 ");
            assertThat(answerOverSpdy(peer, id + 4, ScriptedPeer.head("GET", "/")))
                    .startsWith("200 ");
        }
    }
}

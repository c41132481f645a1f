package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.node.role.ProxyWire.LIMITS;
import static org.flowlab.node.role.ProxyWire.head;
import static org.flowlab.node.role.ProxyWire.rest;
import static org.flowlab.node.role.ProxyWire.send;
import static org.flowlab.node.role.ProxyWire.text;

import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.flowlab.node.role.LoopbackLab.Running;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the proxy makes of requests over HTTP/1.1, byte by byte.
@Timeout(180)
class ProxyHttp1Test {
    private final ProxyWire wire = new ProxyWire();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() throws Exception {
        wire.close();
    }

    private SSLSocket client(boolean reuse) throws Exception {
        return wire.client(wire.proxy(LIMITS, reuse));
    }

    /// An origin that answers each request on a connection with `response`.
    private int answering(String response) throws Exception {
        return wire.origin(
                socket -> {
                    while (true) {
                        String head = head(socket);
                        if (head.isEmpty()) {
                            return;
                        }
                        requests.add(head);
                        send(socket, response);
                    }
                });
    }

    private String request() throws InterruptedException {
        String head = requests.poll(40, TimeUnit.SECONDS);
        assertThat(head).as("a request at the origin").isNotNull();
        return head;
    }

    private static String get(int port) {
        return "GET http://origin:%d/a?b HTTP/1.1\r\nHost: origin:%d\r\n\r\n".formatted(port, port);
    }

    // ── heads ──

    @Test
    void what_is_of_one_connection_stays_there() throws Exception {
        int port =
                answering(
                        """
                        HTTP/1.1 200 Fine\r
                        Content-Length: 2\r
                        X-Mine: hop\r
                        Connection: x-mine\r
                        Keep-Alive: timeout=5\r
                        Proxy-Authenticate: Basic\r
                        x-spdy-stream-id: 7\r
                        Set-Cookie: a=1\r
                        Set-Cookie: b=2\r
                        \r
                        ok""");
        SSLSocket client = client(false);
        send(
                client,
                """
                GET http://origin:%d/path?query#fragment HTTP/1.1\r
                Host: somewhere.else\r
                Accept: */*\r
                Connection: close, X-Secret\r
                Proxy-Connection: keep-alive\r
                X-Secret: hop\r
                TE: trailers\r
                Upgrade: h2c\r
                X-SPDY-Priority: 1\r
                Proxy-Authorization: Basic eA==\r
                \r
                """
                        .formatted(port));
        String there = request();
        assertThat(there.lines())
                .containsExactlyInAnyOrder(
                        "GET /path?query HTTP/1.1",
                        "host: origin:" + port,
                        "Accept: */*",
                        "connection: close",
                        "via: 1.1 proxy");
        String back = head(client);
        assertThat(back.lines())
                .containsExactlyInAnyOrder(
                        "HTTP/1.1 200 Fine",
                        "Content-Length: 2",
                        "Set-Cookie: a=1",
                        "Set-Cookie: b=2",
                        "connection: close",
                        "via: 1.1 proxy");
        assertThat(rest(client)).isEqualTo("ok");
    }

    @Test
    void a_path_with_a_host_header_is_taken_for_http() throws Exception {
        int port = answering("HTTP/1.1 204 None\r\n\r\n");
        SSLSocket client = client(false);
        send(client, "GET /x HTTP/1.1\r\nHost: origin:%d\r\n\r\n".formatted(port));
        assertThat(head(client)).startsWith("HTTP/1.1 204 ");
        assertThat(request()).startsWith("GET /x HTTP/1.1");
    }

    @Test
    void bad_requests_are_told_why() throws Exception {
        Running proxy = wire.proxy(LIMITS, false);
        String[][] cases = {
            {"GET /x HTTP/1.1\r\n\r\n", "400", "no Host header"},
            {"GET https://origin/ HTTP/1.1\r\nHost: origin\r\n\r\n", "400", "CONNECT"},
            {"GET ftp://origin/ HTTP/1.1\r\nHost: origin\r\n\r\n", "400", "neither"},
            {"GET http://user:pw@origin/ HTTP/1.1\r\nHost: o\r\n\r\n", "400", "host:port"},
            {"GET http://origin:99999/ HTTP/1.1\r\nHost: o\r\n\r\n", "400", "host:port"},
            {"CONNECT origin HTTP/1.1\r\nHost: origin\r\n\r\n", "400", "host:port"},
            {"CONNECT example.com:443 HTTP/1.1\r\nHost: e\r\n\r\n", "403", "not a node"},
            {"GET http://8.8.8.8/ HTTP/1.1\r\nHost: e\r\n\r\n", "403", "not a node"},
            {
                "POST http://origin/ HTTP/1.1\r\nHost: o\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "400",
                ""
            },
            {"nonsense\r\n\r\n", "400", ""},
            {
                "GET http://origin/ HTTP/1.1\r\nHost: o\r\nX: " + "y".repeat(9_000) + "\r\n\r\n",
                "431",
                "4096"
            },
            {
                "GET http://origin/" + "y".repeat(9_000) + " HTTP/1.1\r\nHost: o\r\n\r\n",
                "414",
                "4096"
            },
        };
        for (String[] it : cases) {
            try (SSLSocket client = wire.client(proxy)) {
                send(client, it[0]);
                assertThat(head(client)).as(it[0]).startsWith("HTTP/1.1 " + it[1] + " ");
                client.shutdownOutput();
                assertThat(rest(client)).startsWith(it[1]).contains(it[2]);
            }
        }
    }

    // ── bodies ──

    @Test
    void a_counted_and_a_chunked_body_go_there_and_back() throws Exception {
        int port =
                wire.origin(
                        socket -> {
                            requests.add(head(socket));
                            requests.add(text(socket, 5));
                            send(
                                    socket,
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                            + "3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n");
                            requests.add(head(socket));
                            requests.add(head(socket));
                            send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nxyz");
                        });
        SSLSocket client = client(true);
        send(
                client,
                "POST http://origin:%d/ HTTP/1.1\r\nHost: o\r\nContent-Length: 5\r\n\r\n12345"
                        .formatted(port));
        assertThat(head(client).toLowerCase(Locale.ROOT)).contains("transfer-encoding: chunked");
        assertThat(request()).contains("Content-Length: 5");
        assertThat(request()).isEqualTo("12345");
        assertThat(head(client)).isEqualTo("3\r\nabc\r\n0\r\nX-Sum: 1");
        send(
                client,
                "PUT http://origin:%d/ HTTP/1.1\r\nHost: o\r\nTransfer-Encoding: chunked\r\n\r\n"
                                .formatted(port)
                        + "2\r\nhi\r\n0\r\n\r\n");
        assertThat(request().toLowerCase(Locale.ROOT)).contains("transfer-encoding: chunked");
        assertThat(request()).isEqualTo("2\r\nhi\r\n0");
        assertThat(head(client)).contains("Content-Length: 3");
        assertThat(text(client, 3)).isEqualTo("xyz");
    }

    @Test
    void a_body_that_ends_with_its_connection_is_chunked_for_the_client() throws Exception {
        int port =
                wire.origin(
                        socket -> {
                            head(socket);
                            send(socket, "HTTP/1.0 200 OK\r\n\r\nabc");
                        });
        SSLSocket client = client(true);
        send(client, get(port));
        assertThat(head(client)).contains("transfer-encoding: chunked");
        assertThat(head(client)).isEqualTo("3\r\nabc\r\n0");
    }

    @Test
    void a_client_of_http_1_0_gets_no_chunks() throws Exception {
        int port =
                answering(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        SSLSocket client = client(true);
        send(client, "GET http://origin:%d/ HTTP/1.0\r\n\r\n".formatted(port));
        assertThat(head(client).toLowerCase(Locale.ROOT)).doesNotContain("chunked");
        assertThat(rest(client)).isEqualTo("abc");
    }

    @Test
    void head_204_and_304_have_no_body() throws Exception {
        SSLSocket client = client(true);
        int port = answering("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        send(client, get(port).replace("GET", "HEAD"));
        assertThat(head(client)).contains("Content-Length: 1000");
        send(client, get(answering("HTTP/1.1 304 Same\r\nContent-Length: 1000\r\n\r\n")));
        assertThat(head(client)).startsWith("HTTP/1.1 304");
        send(client, get(answering("HTTP/1.1 204 None\r\n\r\n")));
        assertThat(head(client)).startsWith("HTTP/1.1 204");
    }

    @Test
    void who_waits_for_100_gets_it_before_the_body() throws Exception {
        int port =
                wire.origin(
                        socket -> {
                            requests.add(head(socket));
                            send(socket, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
                            send(socket, "HTTP/1.1 100 Continue\r\n\r\n");
                            requests.add(text(socket, 2));
                            send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                        });
        SSLSocket client = client(true);
        send(
                client,
                "POST http://origin:%d/ HTTP/1.1\r\nHost: o\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
                        .formatted(port));
        assertThat(head(client))
                .isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nvia: 1.1 proxy");
        assertThat(head(client)).isEqualTo("HTTP/1.1 100 Continue\r\nvia: 1.1 proxy");
        assertThat(request()).contains("Expect: 100-continue");
        send(client, "ok");
        assertThat(head(client)).startsWith("HTTP/1.1 200");
        assertThat(request()).isEqualTo("ok");
    }

    @Test
    void pipelined_requests_are_answered_in_order() throws Exception {
        int slow =
                wire.origin(
                        socket -> {
                            head(socket);
                            Thread.sleep(200);
                            send(socket, "HTTP/1.1 200 slow\r\nContent-Length: 0\r\n\r\n");
                        });
        int fast = answering("HTTP/1.1 200 fast\r\nContent-Length: 0\r\n\r\n");
        SSLSocket client = client(false);
        send(client, get(slow) + get(fast).replace("GET", "HEAD") + get(fast));
        assertThat(head(client)).startsWith("HTTP/1.1 200 slow");
        assertThat(head(client)).startsWith("HTTP/1.1 200 fast");
        assertThat(head(client)).startsWith("HTTP/1.1 200 fast");
    }

    // ── origins ──

    @Test
    void connections_to_origins_are_reused_if_so_wished() throws Exception {
        for (boolean reuse : new boolean[] {true, false}) {
            AtomicInteger connections = new AtomicInteger();
            int port =
                    wire.origin(
                            socket -> {
                                connections.incrementAndGet();
                                while (!head(socket).isEmpty()) {
                                    send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                                }
                            });
            SSLSocket client = client(reuse);
            for (int i = 0; i < 3; i++) {
                send(client, get(port));
                assertThat(head(client)).startsWith("HTTP/1.1 200");
            }
            assertThat(connections.get()).isEqualTo(reuse ? 1 : 3);
        }
    }

    @Test
    void a_stale_connection_is_replaced_once_where_that_is_safe() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        int port =
                wire.origin(
                        socket -> {
                            connections.incrementAndGet();
                            head(socket);
                            send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                            head(socket);
                        });
        SSLSocket client = client(true);
        for (int i = 0; i < 3; i++) {
            send(client, get(port));
            assertThat(head(client)).startsWith("HTTP/1.1 200");
        }
        assertThat(connections.get()).isEqualTo(3);
        send(
                client,
                get(port)
                        .replace("GET", "POST")
                        .replace("\r\n\r\n", "\r\nContent-Length: 0\r\n\r\n"));
        assertThat(head(client)).startsWith("HTTP/1.1 502");
    }

    @Test
    void a_connection_too_many_to_keep_ends_without_its_client() throws Exception {
        int clients = 33;
        CountDownLatch all = new CountDownLatch(clients);
        int port =
                wire.origin(
                        socket -> {
                            head(socket);
                            all.countDown();
                            all.await(40, TimeUnit.SECONDS);
                            send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                            head(socket);
                        });
        Running proxy = wire.proxy(LIMITS, true);
        List<SSLSocket> each = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            SSLSocket client = wire.client(proxy);
            each.add(client);
            send(client, get(port));
        }
        for (SSLSocket client : each) {
            assertThat(head(client)).startsWith("HTTP/1.1 200 OK");
        }
        int other = answering("HTTP/1.1 200 again\r\nContent-Length: 0\r\n\r\n");
        for (SSLSocket client : each) {
            send(client, get(other));
            assertThat(head(client)).startsWith("HTTP/1.1 200 again");
        }
    }

    @Test
    void an_origin_that_does_not_accept_is_a_timeout() throws Exception {
        try (FullServer full = new FullServer()) {
            int port = full.address().getPort();
            Running hasty =
                    wire.proxy(
                            new Limits(400, 30_000, 20_000, 20_000, 4_096, 100, 100, 262_144),
                            false);
            SSLSocket client = wire.client(hasty);
            send(client, get(port));
            assertThat(head(client)).startsWith("HTTP/1.1 504");
            SSLSocket other = wire.client(hasty);
            send(other, "CONNECT origin:%d HTTP/1.1\r\nHost: o\r\n\r\n".formatted(port));
            assertThat(head(other)).startsWith("HTTP/1.1 504");
            assertThat(rest(other)).contains("connect to origin:", "timeout");
        }
    }

    @Test
    void an_origin_that_does_not_answer_is_a_timeout() throws Exception {
        int port = wire.origin(socket -> rest(socket));
        SSLSocket client = client(false);
        send(client, get(port));
        assertThat(head(client)).startsWith("HTTP/1.1 504");
        assertThat(rest(client)).contains("nothing came from origin:" + port);
    }

    @Test
    void an_origin_that_closes_or_babbles_is_a_bad_gateway() throws Exception {
        for (String said :
                new String[] {"", "HTTP/1.1 200 O", "SSH-2.0-x\r\n\r\n", "\0\1\2\r\n\r\n"}) {
            int port =
                    wire.origin(
                            socket -> {
                                head(socket);
                                send(socket, said);
                            });
            SSLSocket client = client(false);
            send(client, get(port));
            assertThat(head(client)).as("to <" + said + ">").startsWith("HTTP/1.1 502");
        }
    }

    @Test
    void a_response_that_breaks_off_breaks_off_for_the_client() throws Exception {
        int port =
                wire.origin(
                        socket -> {
                            head(socket);
                            send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
                        });
        SSLSocket client = client(false);
        send(client, get(port));
        assertThat(head(client)).startsWith("HTTP/1.1 200");
        try {
            assertThat(rest(client)).isEqualTo("abc").as("no more");
        } catch (javax.net.ssl.SSLException | SocketException e) {
            return;
        }
        throw new AssertionError("the connection ended as if the response were whole");
    }

    @Test
    void last_words_to_a_proxy_that_closes_get_no_reset() throws Exception {
        Running proxy = wire.proxy(LIMITS, false);
        long elapsedMillis;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.spec().tlsPort())) {
            socket.setSoTimeout(40_000);
            send(socket, "this is not TLS");
            rest(socket);
            long closed = System.nanoTime();
            try {
                send(socket, "one more word");
                Thread.sleep(50);
                send(socket, "and another");
                return;
            } catch (SocketException e) {
                elapsedMillis = (System.nanoTime() - closed) / 1_000_000;
            }
        }
        assertThat(elapsedMillis).as("reset after, a busy machine aside").isGreaterThan(1_000);
    }
}

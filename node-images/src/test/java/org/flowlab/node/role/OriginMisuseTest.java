package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.node.role.LoopbackLab.BOTH;
import static org.flowlab.node.role.LoopbackLab.HTTP;
import static org.flowlab.node.role.LoopbackLab.direct;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.flowlab.node.role.LoopbackLab.Running;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.Event;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.flowlab.node.spec.Route.TlsChoice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class OriginMisuseTest {
    private static final Limits SHORT = new Limits(1_000, 30_000, 500, 500, 1_024, 4, 8, 16_384);
    private static final String END = " HTTP/1.1\r\nHost: origin\r\nConnection: close\r\n\r\n";

    private final LoopbackLab lab = new LoopbackLab();
    private Running origin;

    @BeforeEach
    void start() throws Exception {
        origin = lab.origin(BOTH, SHORT);
    }

    @AfterEach
    void the_origin_still_answers() throws Exception {
        Running client = lab.client();
        var fetch = new Command.Fetch(1, direct(BOTH, TlsChoice.DEFAULT), origin.https("/"));
        // The test's connections count until the origin has seen their end.
        Event answer = client.ask(fetch);
        for (int i = 0; i < 20 && !(answer instanceof Event.Fetched); i++) {
            Thread.sleep(200);
            answer = client.ask(fetch);
        }
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Event.Fetched.class, page -> assertThat(page.status()).isEqualTo(200));
        lab.close();
    }

    private Socket plain() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), origin.spec().plainPort());
        socket.setSoTimeout(40_000);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// All that comes until the peer closes, in good order or not.
    private static String all(Socket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            InputStream in = socket.getInputStream();
            byte[] some = new byte[65_536];
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                text.append(new String(some, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketException e) {
            text.append("<reset>");
        }
        return text.toString();
    }

    private String answer(String request) throws IOException {
        try (Socket socket = plain()) {
            say(socket, request);
            return all(socket);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /                    | 200 OK",
                "GET http://origin/x?y=1  | 200 OK",
                "HEAD /bytes/100000       | 200 OK",
                "GET /bytes/x             | 400 Bad Request",
                "GET /bytes/-1            | 400 Bad Request",
                "GET /delay/99999999999   | 400 Bad Request",
                "GET foo                  | 400 Bad Request",
                "GET http://[             | 400 Bad Request",
                "DELETE /                 | 405 Method Not Allowed",
                "ET /                     | 405 Method Not Allowed",
                "CONNECT origin:443       | 405 Method Not Allowed",
                "GET /echo                | 405 Method Not Allowed",
            })
    void each_request_has_its_answer(String request, String status) throws Exception {
        assertThat(answer(request.strip() + END)).startsWith("HTTP/1.1 " + status + "\r\n");
    }

    @Test
    void what_is_unreadable_behind_a_HEAD_is_answered_with_a_reason() throws Exception {
        try (Socket socket = plain()) {
            say(socket, "HEAD / HTTP/1.1\r\nHost: origin\r\n\r\nGET\r\n\r\n");
            String answers = all(socket);
            String refusal = answers.substring(answers.indexOf("HTTP/1.1 400"));
            assertThat(refusal.substring(refusal.indexOf("\r\n\r\n") + 4)).isNotEmpty();
        }
    }

    @Test
    void a_head_has_no_body() throws Exception {
        String answer = answer("HEAD /bytes/100000" + END);
        assertThat(answer).contains("content-length: 100000").endsWith("\r\n\r\n");
    }

    @Test
    void heads_that_are_broken_are_refused_with_a_reason() throws Exception {
        assertThat(answer("GET / HTTP/1.1\r\n\r\n")).contains(" 400 ", "without a Host header");
        assertThat(answer("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")).contains(" 400 ");
        assertThat(answer("GET /" + "x".repeat(3_000) + END)).contains(" 414 ");
        assertThat(answer("GET / HTTP/1.1\r\nX: " + "x".repeat(3_000) + END)).contains(" 431 ");
        assertThat(answer("\u0016\u0003\u0001garbage\r\n\r\n")).contains(" 400 ");
        assertThat(answer("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n"))
                .contains(" 400 ");
        assertThat(answer("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n"))
                .contains(" 413 ");
    }

    @Test
    void what_is_posted_comes_back() throws Exception {
        assertThat(
                        answer(
                                "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                                        + "Content-Length: 5\r\n\r\nhello"))
                .startsWith("HTTP/1.1 200")
                .endsWith("\r\n\r\nhello");
        assertThat(
                        answer(
                                "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                                        + "Transfer-Encoding: chunked\r\n\r\n"
                                        + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"))
                .endsWith("\r\n\r\nabcde");
        String large = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
        assertThat(
                        answer(
                                "POST /echo HTTP/1.1\r\nHost: a\r\n"
                                        + "Transfer-Encoding: chunked\r\n\r\n"
                                        + large
                                        + large))
                .contains(" 413 ");
    }

    @Test
    void requests_sent_at_once_are_answered_in_order() throws Exception {
        String ask = " HTTP/1.1\r\nHost: origin\r\n\r\n";
        String answers =
                answer("GET /delay/100" + ask + "GET /bytes/70000" + ask + "GET /bytes/3" + END);
        assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(4);
        assertThat(answers.indexOf("doctype")).isLessThan(answers.indexOf("content-length: 70000"));
        assertThat(answers).endsWith("content-length: 3\r\nconnection: close\r\n\r\nabc");
    }

    @Test
    void a_peer_that_ends_its_side_still_gets_its_answer() throws Exception {
        for (String path : List.of("/", "/delay/200", "/bytes/3000000")) {
            try (Socket socket = plain()) {
                say(socket, "GET " + path + " HTTP/1.1\r\nHost: origin\r\n\r\n");
                socket.shutdownOutput();
                assertThat(all(socket)).startsWith("HTTP/1.1 200 OK").doesNotContain("<reset>");
            }
        }
    }

    @Test
    void silent_and_trickling_peers_are_shown_out() throws Exception {
        try (Socket silent = plain();
                Socket trickling = plain()) {
            long start = System.nanoTime();
            assertThat(all(silent)).isEmpty();
            try {
                for (int i = 0; i < 100; i++) {
                    say(trickling, i == 0 ? "GET / HTTP/1.1\r\nX: " : "x");
                    Thread.sleep(20);
                }
            } catch (SocketException e) {
                // It was closed while it trickled: what is wanted.
            }
            assertThat(all(trickling)).doesNotContain("200");
            assertThat(System.nanoTime() - start).isLessThan(30_000_000_000L);
        }
    }

    @Test
    void a_reader_that_stalls_costs_no_memory_and_is_shown_out() throws Exception {
        long before = PlatformDependent.usedDirectMemory();
        List<Socket> stalled = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Socket socket = plain();
            say(socket, "GET /bytes/1000000000" + END);
            stalled.add(socket);
        }
        Thread.sleep(300);
        assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(8 << 20);
        Thread.sleep(1_500);
        for (Socket socket : stalled) {
            assertThat(all(socket).length()).isLessThan(1_000_000_000);
            socket.close();
        }
    }

    @Test
    void small_answers_without_end_wait_for_their_reader() throws Exception {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4_096);
            socket.connect(
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), origin.spec().plainPort()));
            String many = "GET /bytes/16000 HTTP/1.1\r\nHost: o\r\n\r\n".repeat(1_000);
            Flood.expectLittleKept(origin, socket, () -> say(socket, many));
        }
    }

    @Test
    void one_connection_too_many_is_closed_at_once() throws Exception {
        // Nothing is closed for being idle here before the socket's own timeout fails the test.
        Running patient =
                lab.origin(BOTH, new Limits(1_000, 30_000, 170_000, 170_000, 1_024, 4, 8, 16_384));
        int port = patient.spec().plainPort();
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            open.add(new Socket(InetAddress.getLoopbackAddress(), port));
        }
        try (Socket ninth = new Socket(InetAddress.getLoopbackAddress(), port)) {
            ninth.setSoTimeout(40_000);
            assertThat(all(ninth)).isIn("", "<reset>");
        }
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Test
    void garbage_does_no_harm() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 40; i++) {
            byte[] garbage = new byte[random.nextInt(1, 2_000)];
            random.nextBytes(garbage);
            if (i % 4 == 0) {
                // Looks like the start of a Client Hello.
                garbage = concat(new byte[] {22, 3, 1, 0, 100, 1, 0, 0, 96, 3, 3}, garbage);
            }
            int port = i % 2 == 0 ? origin.spec().tlsPort() : origin.spec().plainPort();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(garbage);
                if (i % 3 == 0) {
                    socket.setSoLinger(true, 0);
                }
            } catch (SocketException e) {
                // Closed before all was written.
            }
        }
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    @Test
    void what_is_not_tls_is_noted() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), origin.spec().tlsPort())) {
            socket.setSoTimeout(40_000);
            say(socket, "GET / HTTP/1.1\r\nHost: origin\r\n\r\n");
            all(socket);
        }
        assertThat(origin.notes()).anySatisfy(note -> assertThat(note).contains("speak TLS"));
    }

    @Test
    void a_small_answer_over_tls_leaves_nothing_behind() throws Exception {
        Running client = lab.client();
        for (int i = 0; i < 20; i++) {
            client.fetch(direct(HTTP, TlsChoice.DEFAULT), origin.https("/"));
            client.ask(new Command.CloseAll(i));
        }
        assertThat(origin.notes()).isEmpty();
    }
}

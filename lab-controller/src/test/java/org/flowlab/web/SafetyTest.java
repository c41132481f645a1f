package org.flowlab.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.flowlab.service.LabService;
import org.flowlab.yaml.InputException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages of other origins, clients without the token, and clients that only hold connections.
class SafetyTest {
    private static final String TOKEN = "a token";

    @TempDir static Path folder;
    private static Served open;
    private static Served closed;

    @BeforeAll
    static void start() {
        open = new Served(folder);
        closed =
                new Served(
                        folder,
                        ControllerOptions.loopback(0)
                                .withToken(TOKEN)
                                .withOperatorSecret(Served.SECRET)
                                .withNames(List.of("lab.example", "proxy.example:80")));
    }

    @AfterAll
    static void stop() {
        open.close();
        closed.close();
    }

    private static String raw(Served served, String host, String headers) throws Exception {
        return served.client.raw(
                "GET /api/labs HTTP/1.1\r\nHost: "
                        + host
                        + "\r\nConnection: close\r\n"
                        + headers
                        + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:PORT", "localhost:PORT", "LocalHost:PORT", "[::1]:PORT"})
    void the_controller_s_own_names_are_served(String host) throws Exception {
        assertThat(raw(open, port(open, host), "")).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example:PORT",
                "127.0.0.1",
                "127.0.0.1:1",
                "localhost.evil.example:PORT",
                "lab.example:PORT",
                "127.0.0.1:PORT\r\nHost: evil.example"
            })
    void other_names_are_refused(String host) throws Exception {
        assertThat(raw(open, port(open, host), ""))
                .matches("(?s)HTTP/1.1 40[03].*")
                .contains("application/problem+json");
    }

    @Test
    void names_that_it_was_given_are_served() throws Exception {
        String token = "Authorization: Bearer " + TOKEN + "\r\n";
        assertThat(raw(closed, port(closed, "lab.example:PORT"), token)).startsWith("HTTP/1.1 200");
        assertThat(raw(closed, "proxy.example:80", token)).startsWith("HTTP/1.1 200");
    }

    private static String port(Served served, String host) {
        return host.replace("PORT", Integer.toString(served.controller.port()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: https://127.0.0.1:PORT",
                "Origin: http://127.0.0.1:1",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document"
            })
    void a_page_of_another_origin_is_refused(String header) throws Exception {
        assertThat(raw(open, port(open, "127.0.0.1:PORT"), port(open, header) + "\r\n"))
                .startsWith("HTTP/1.1 403")
                .contains("a page of another origin");
    }

    @Test
    void its_own_pages_are_served_and_links_to_them_can_be_followed() throws Exception {
        String own = "Origin: http://127.0.0.1:PORT\r\nSec-Fetch-Site: same-origin\r\n";
        assertThat(raw(open, port(open, "127.0.0.1:PORT"), port(open, own)))
                .startsWith("HTTP/1.1 200");
        String link =
                "GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nConnection: close\r\n"
                        + "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n"
                        + "Sec-Fetch-Dest: document\r\n\r\n";
        assertThat(open.client.raw(port(open, link))).startsWith("HTTP/1.1 200");
    }

    @Test
    void every_answer_tells_browsers_to_be_strict() throws Exception {
        for (String path : List.of("/", "/api/labs", "/api/labs/none", "/nothing")) {
            HttpResponse<String> response = open.client.get(path);
            assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
                    .startsWith("default-src 'none'; script-src 'self'");
            assertThat(response.headers().map())
                    .containsEntry("X-Content-Type-Options", List.of("nosniff"))
                    .containsEntry("Referrer-Policy", List.of("no-referrer"))
                    .containsEntry("Cross-Origin-Resource-Policy", List.of("same-origin"))
                    .containsEntry("Cache-Control", List.of("no-store"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/labs",
                "/api/events",
                "/api/runs/x/capture",
                "/metrics",
                "/api//labs",
                "/else"
            })
    void with_a_token_only_those_who_have_it_are_served(String path) throws Exception {
        HttpResponse<String> without = closed.client.get(path);
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(without.body()).contains("this controller wants a token");
        HttpResponse<String> wrong =
                closed.client.send(
                        closed.client.request(path).header("Authorization", "Bearer a tokem"));
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).contains("the token is wrong");
    }

    @Test
    void the_token_or_the_operator_s_secret_is_enough() throws Exception {
        HttpRequest.Builder token =
                closed.client.request("/metrics").header("Authorization", "bearer " + TOKEN);
        assertThat(closed.client.send(token).body()).contains("flowlab_labs");
        HttpRequest.Builder operator =
                closed.client.request("/api/labs").header(Guard.OPERATOR, Served.SECRET);
        assertThat(closed.client.send(operator).statusCode()).isEqualTo(200);
        assertThat(closed.client.get("/").body()).contains("Send the token");
        assertThat(closed.client.get("/health").statusCode()).isNotEqualTo(401);
    }

    @Test
    void an_address_that_others_reach_needs_a_token() {
        try (LabService service = new LabService(folder, Clock.systemUTC())) {
            ControllerOptions all = ControllerOptions.loopback(0).withHost("0.0.0.0");
            assertThatThrownBy(() -> Controller.start(all, service))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("LAB_TOKEN");
            assertThatThrownBy(() -> Controller.start(all.withToken(" "), service))
                    .isInstanceOf(InputException.class);
            ControllerOptions taken = ControllerOptions.loopback(open.controller.port());
            assertThatThrownBy(() -> Controller.start(taken, service))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("listen on 127.0.0.1:");
        }
    }

    @Test
    void a_thousand_half_open_connections_do_not_stop_others() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 1_000; i++) {
                Socket socket = open.client.socket();
                sockets.add(socket);
                socket.getOutputStream()
                        .write(
                                (i % 2 == 0
                                                ? "POST /api/labs HTTP/1.1\r\nHost: 127.0.0.1:"
                                                        + open.controller.port()
                                                        + "\r\nContent-Length: 100\r\n\r\n{"
                                                : "GET / HT")
                                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            }
            long begin = System.nanoTime();
            assertThat(open.client.get("/api/labs").statusCode()).isEqualTo(200);
            assertThat(System.nanoTime() - begin).isLessThan(10_000_000_000L);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}

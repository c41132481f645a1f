package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the commands say if no controller answers them.
class NoControllerTest {
    @TempDir private Path folder;

    private Screen screen(String url) {
        return new Screen(new Access(url, "", files()));
    }

    private RuntimeFiles files() {
        return new RuntimeFiles(List.of(folder.resolve("flowlab")));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "labs",
                "inspect a",
                "change a b delay=1ms",
                "cut a b",
                "heal a b",
                "exec a b -- true",
                "flow direct --lab a",
                "destroy a b"
            })
    void without_one_each_says_so_and_how_to_start_one(String command) throws IOException {
        int port = freePort();
        Screen screen = screen("http://127.0.0.1:" + port);
        assertThat(screen.lab(command.split(" "))).isEqualTo(Exit.MACHINE);
        assertThat(screen.err())
                .isEqualTo(
                        "flowlab: no controller answers at http://127.0.0.1:%d.\nStart one: ./lab serve --port %d &\n"
                                .formatted(port, port));
        assertThat(screen.out()).isEmpty();
    }

    @Test
    void one_at_another_address_is_named() throws IOException {
        String other = "http://127.0.0.1:9";
        files().write(9, new RuntimeFiles.Running(ProcessHandle.current().pid(), other, "secret"));
        Screen screen = screen("http://127.0.0.1:" + freePort());
        assertThat(screen.lab("labs")).isEqualTo(Exit.MACHINE);
        assertThat(screen.err())
                .endsWith("One of yours is at another address: LAB_URL=" + other + "\n");
    }

    @Test
    void another_web_server_is_not_taken_for_one() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    byte[] page = "<h1>hello</h1>".getBytes(StandardCharsets.UTF_8);
                    boolean found = exchange.getRequestMethod().equals("GET");
                    exchange.sendResponseHeaders(found ? 200 : 404, page.length);
                    exchange.getResponseBody().write(page);
                    exchange.close();
                });
        server.start();
        try {
            Screen screen = screen("http://127.0.0.1:" + server.getAddress().getPort());
            for (String command : List.of("labs", "destroy a")) {
                assertThat(screen.lab(command.split(" "))).isEqualTo(Exit.MACHINE);
                assertThat(screen.err()).startsWith("flowlab: another program listens at http://");
            }
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_server_that_speaks_no_http_is_not_taken_for_one() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> greet(socket));
            Screen screen = screen("http://127.0.0.1:" + socket.getLocalPort());
            assertThat(screen.lab("labs")).isEqualTo(Exit.MACHINE);
            assertThat(screen.err()).startsWith("flowlab: another program listens at http://");
        }
    }

    private static void greet(ServerSocket socket) {
        try (Socket client = socket.accept()) {
            client.getOutputStream().write("220 mail ready\r\n".getBytes(StandardCharsets.UTF_8));
            client.getOutputStream().flush();
            client.getInputStream().readNBytes(1);
        } catch (IOException e) {
            // the test is over
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8080", "ftp://127.0.0.1", "http://a/b", "http://a b"})
    void an_address_that_is_none_is_bad_input(String url) {
        Screen screen = screen(url);
        assertThat(screen.lab("labs")).isEqualTo(Exit.INPUT);
        assertThat(screen.err())
                .startsWith("LAB_URL: \"" + url + "\" is no address")
                .hasLineCount(1);
    }
}

package org.flowlab.lab.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flowlab.lab.runtime.RemoteNode;
import org.flowlab.sys.UnsupportedMachineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said where Docker cannot be used. Needs no daemon.
class DockerWordsTest {
    @TempDir private Path folder;

    private DockerHost host(String dockerHost) {
        return new DockerHost(Map.of("DOCKER_HOST", dockerHost), RemoteNode.Patience.usual());
    }

    private void assertSaid(DockerHost host, String... words) {
        assertThatThrownBy(() -> host.place("lab", List.of("client")))
                .isInstanceOf(UnsupportedMachineException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void a_daemon_that_is_not_there() {
        Path socket = folder.resolve("docker.sock");
        assertSaid(
                host("unix://" + socket),
                "connect to the Docker daemon",
                socket + " does not exist: install Docker if there is none, and start it",
                "--host jvm");
    }

    @Test
    void a_daemon_that_ended_and_left_its_socket() throws Exception {
        Path socket = folder.resolve("docker.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(Files.exists(socket)).isTrue();
        assertSaid(host("unix://" + socket), "nothing listens at " + socket, "start Docker");
    }

    @Test
    void a_socket_that_this_user_may_not_open() throws Exception {
        Path socket = Files.createFile(folder.resolve("docker.sock"));
        assertThat(DockerWords.unreachable(socket, new SocketException("Permission denied")))
                .hasMessageContainingAll("this user may not open " + socket, "usermod -aG docker");
    }

    @Test
    void a_daemon_of_another_machine() {
        assertSaid(host("tcp://198.18.0.1:2375"), "DOCKER_HOST is tcp://198.18.0.1:2375", "unset");
    }

    @Test
    void a_daemon_that_is_too_old() throws Exception {
        try (Answering daemon =
                new Answering(
                        folder.resolve("docker.sock"),
                        "{\"Version\":\"17.05.0-ce\",\"ApiVersion\":\"1.29\"}")) {
            assertSaid(
                    host("unix://" + daemon.socket()),
                    "Docker 17.05.0-ce speaks its API in version 1.29",
                    "needs 1.41 (Docker 20.10) or newer: update Docker");
        }
    }

    @Test
    void a_daemon_that_says_nothing_sensible() throws Exception {
        try (Answering daemon = new Answering(folder.resolve("docker.sock"), "<html>")) {
            assertSaid(
                    host("unix://" + daemon.socket()), "the Docker daemon does not answer", "log");
        }
    }

    @Test
    void versions_are_compared_as_numbers() {
        assertThat(Daemon.isOlder("1.9", "1.41")).isTrue();
        assertThat(Daemon.isOlder("1.40", "1.41")).isTrue();
        assertThat(Daemon.isOlder("1.41", "1.41")).isFalse();
        assertThat(Daemon.isOlder("1.100", "1.41")).isFalse();
        assertThat(Daemon.isOlder("2.0", "1.41")).isFalse();
        assertThat(Daemon.isOlder("null", "1.41")).isTrue();
    }

    @Test
    void a_memory_that_is_no_number() {
        assertThatThrownBy(() -> NodeImage.of(Map.of("LAB_NODE_MEMORY", "1g")))
                .isInstanceOf(UnsupportedMachineException.class)
                .hasMessageContaining("1g is not a number of MiB");
        assertThat(NodeImage.of(Map.of("LAB_NODE_MEMORY", "64")).memoryMib()).isEqualTo(64);
    }

    /// A server that gives every request the same answer.
    private static final class Answering implements AutoCloseable {
        private final Path socket;
        private final ServerSocketChannel server;

        Answering(Path socket, String body) throws Exception {
            this.socket = socket;
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofPlatform().daemon().start(() -> serve(body));
        }

        Path socket() {
            return socket;
        }

        private void serve(String body) {
            String answer =
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                            + body.length()
                            + "\r\nConnection: close\r\n\r\n"
                            + body;
            try {
                while (true) {
                    try (SocketChannel client = server.accept()) {
                        if (client.read(ByteBuffer.allocate(1 << 12)) > 0) {
                            client.write(
                                    ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
                        }
                    }
                }
            } catch (java.io.IOException e) {
                // The test has ended.
            }
        }

        @Override
        public void close() throws Exception {
            server.close();
        }
    }
}

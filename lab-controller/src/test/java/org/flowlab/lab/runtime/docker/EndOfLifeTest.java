package org.flowlab.lab.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flowlab.lab.runtime.HostedNode;
import org.flowlab.lab.runtime.HostedNodeListener;
import org.flowlab.lab.runtime.Place;
import org.flowlab.node.spec.Event;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.node.tls.Authority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What becomes of containers when their program, their controller or their daemon ends.
@Tag("docker")
class EndOfLifeTest {
    private static final Duration NOTHING_RUNS_AFTER = Duration.ofSeconds(10);

    private final String lab = "test-" + UUID.randomUUID();
    private DockerClient client;

    @BeforeEach
    void connect() {
        Dockers.host();
        client = Dockers.daemon().client();
    }

    @AfterEach
    void nothing_is_left() {
        assertThat(Dockers.of(client, lab)).isEmpty();
    }

    @Test
    void a_node_that_is_killed_says_so_with_its_status() throws Exception {
        Ended ended = new Ended();
        try (Place place = Dockers.host().place(lab, List.of("client")).getFirst();
                HostedNode _ = place.start(client("client"), ended)) {
            ended.awaitReady();
            kill();
            assertThat(ended.how()).startsWith("was ended by SIGKILL (status 137)");
        }
    }

    @Test
    void a_node_that_is_closed_is_gone_and_its_end_is_no_news() throws Exception {
        Ended ended = new Ended();
        Place place = Dockers.host().place(lab, List.of("client")).getFirst();
        try (place) {
            HostedNode node = place.start(client("client"), ended);
            ended.awaitReady();
            node.close();
        }
        assertThat(Dockers.of(client, lab)).isEmpty();
        assertThat(ended.isKnown()).isFalse();
    }

    @Test
    void nothing_runs_10_s_after_the_controller_was_killed() throws Exception {
        Process controller =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                AbandonedLab.class.getName(),
                                lab)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader said =
                new BufferedReader(
                        new InputStreamReader(
                                controller.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(said.readLine()).isEqualTo("placed 2");
            assertThat(Dockers.of(client, lab)).hasSize(2);
        } finally {
            controller.destroyForcibly().waitFor();
        }
        assertNothingIsLeftSoon();
    }

    @Test
    void nothing_runs_10_s_after_the_controller_and_the_daemon_were_killed() throws Exception {
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "flowlab-"); // a short path
        try (RelayedDaemon daemon = new RelayedDaemon(folder)) {
            DockerHost host = Dockers.host(Map.of("DOCKER_HOST", daemon.dockerHost()));
            List<Place> places = host.place(lab, List.of("started", "waiting"));
            Ended ended = new Ended();
            places.getFirst().start(client("started"), ended);
            ended.awaitReady();
            daemon.cutOff();
            assertThat(ended.how()).contains("the Docker daemon at", "ended or was restarted");
            assertNothingIsLeftSoon();
            places.forEach(Place::close);
        } finally {
            delete(folder);
        }
    }

    private void assertNothingIsLeftSoon() throws InterruptedException {
        long begun = System.nanoTime();
        Dockers.await("the containers are gone", () -> Dockers.of(client, lab).isEmpty());
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(NOTHING_RUNS_AFTER);
    }

    private void kill() {
        for (Container container : Dockers.of(client, lab)) {
            client.killContainerCmd(container.getId()).exec();
        }
    }

    private static NodeSpec client(String name) {
        return new NodeSpec(
                name,
                NodeSpec.Role.CLIENT,
                List.of(),
                InetAddress.getLoopbackAddress().getHostAddress(),
                0,
                0,
                Authority.create().forClient(),
                Map.of(),
                false,
                null);
    }

    private static void delete(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /// What a node said of its start and its end.
    private static final class Ended implements HostedNodeListener {
        private final CompletableFuture<Event> first = new CompletableFuture<>();
        private final CompletableFuture<String> end = new CompletableFuture<>();

        @Override
        public void said(Event event) {
            first.complete(event);
        }

        @Override
        public void ended(String how) {
            end.complete(how);
        }

        void awaitReady() throws Exception {
            assertThat(first.get(30, TimeUnit.SECONDS)).isInstanceOf(Event.Ready.class);
        }

        String how() throws Exception {
            return end.get(30, TimeUnit.SECONDS);
        }

        boolean isKnown() {
            return end.isDone();
        }
    }
}

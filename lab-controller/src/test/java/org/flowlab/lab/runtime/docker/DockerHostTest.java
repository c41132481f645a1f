package org.flowlab.lab.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HostConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.flowlab.lab.runtime.Place;
import org.flowlab.sys.UnsupportedMachineException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Places in containers of this machine's daemon.
@Tag("docker")
class DockerHostTest {
    private final String lab = "test-" + UUID.randomUUID();
    private DockerClient client;

    @BeforeEach
    void connect() {
        client = Dockers.daemon().client();
    }

    @AfterEach
    void nothing_is_left() {
        assertThat(Dockers.of(client, lab)).isEmpty();
    }

    @Test
    void a_node_has_no_network_no_capabilities_and_no_more_than_it_needs() {
        Place place = Dockers.host().place(lab, List.of("proxy")).getFirst();
        try (place) {
            InspectContainerResponse made = inspect("proxy");
            HostConfig may = made.getHostConfig();
            assertThat(may.getNetworkMode()).isEqualTo("none");
            assertThat(may.getCapDrop()).containsExactly(Capability.ALL);
            assertThat(may.getCapAdd()).isNullOrEmpty();
            assertThat(may.getPrivileged()).isFalse();
            assertThat(may.getReadonlyRootfs()).isTrue();
            assertThat(may.getSecurityOpts()).contains("no-new-privileges");
            assertThat(may.getMemory()).isEqualTo(512L << 20).isEqualTo(may.getMemorySwap());
            assertThat(may.getPidsLimit()).isPositive();
            assertThat(may.getBinds()).isNullOrEmpty();
            assertThat(may.getAutoRemove()).isTrue();
            assertThat(made.getConfig().getUser()).isEqualTo("10001:10001");
            assertThat(made.getConfig().getLabels())
                    .containsEntry("org.flowlab.lab", lab)
                    .containsEntry("org.flowlab.node", "proxy")
                    .containsKey("org.flowlab.controller");
        }
    }

    @Test
    void its_namespace_is_the_containers_and_has_no_links() throws Exception {
        try (Place place = Dockers.host().place(lab, List.of("client")).getFirst()) {
            List<String> links =
                    place.namespace()
                            .call(
                                    () ->
                                            Files.readAllLines(Path.of("/proc/thread-self/net/dev"))
                                                    .stream()
                                                    .filter(line -> line.contains(":"))
                                                    .map(line -> line.split(":", 2)[0].strip())
                                                    .toList());
            // The kernel makes some of its own in each namespace.
            assertThat(links).contains("lo").noneMatch(link -> link.matches("(eth|docker|v).*"));
            assertThat(place.namespace().identity())
                    .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString());
        }
    }

    @Test
    void forty_are_placed_at_once() {
        List<String> nodes = IntStream.range(0, 40).mapToObj(i -> "node-" + i).toList();
        List<Place> places = Dockers.host().place(lab, nodes);
        try {
            assertThat(places)
                    .extracting(place -> place.namespace().identity())
                    .hasSize(40)
                    .doesNotHaveDuplicates();
        } finally {
            places.parallelStream().forEach(Place::close);
        }
    }

    @Test
    void a_missing_image_is_named_with_the_command_that_builds_it() {
        DockerHost host = Dockers.host(Map.of("LAB_NODE_IMAGE", "flowlab-node:none"));
        assertThatThrownBy(() -> host.place(lab, List.of("client", "proxy")))
                .isInstanceOf(UnsupportedMachineException.class)
                .hasMessageContaining("there is no image flowlab-node:none")
                .hasMessageContaining(
                        "docker build -t flowlab-node:none -f node-images/Dockerfile .");
    }

    @Test
    void a_node_that_needs_more_memory_than_it_may_use_says_so() {
        DockerHost host = Dockers.host(Map.of("LAB_NODE_MEMORY", "12"));
        assertThatThrownBy(() -> host.place(lab, List.of("client")))
                .isInstanceOf(UnsupportedMachineException.class)
                .hasMessageContaining("node \"client\"")
                .hasMessageContaining("out of memory")
                .hasMessageContaining("LAB_NODE_MEMORY");
    }

    @Test
    void containers_of_another_controller_are_left_alone() throws Exception {
        try (Place one = Dockers.host().place(lab, List.of("client")).getFirst()) {
            String others = lab + "-2";
            Dockers.host().place(others, List.of("client")).getFirst().close();
            assertThat(Dockers.of(client, others)).isEmpty();
            assertThat(Dockers.of(client, lab))
                    .extracting(Container::getState)
                    .containsExactly("running");
            assertThat(one.namespace().identity()).startsWith("net:");
        }
    }

    private InspectContainerResponse inspect(String node) {
        Container found =
                Dockers.of(client, lab).stream()
                        .filter(container -> node.equals(container.getLabels().get(Labels.NODE)))
                        .findFirst()
                        .orElseThrow();
        return client.inspectContainerCmd(found.getId()).exec();
    }
}

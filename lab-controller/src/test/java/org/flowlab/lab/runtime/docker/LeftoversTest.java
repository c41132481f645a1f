package org.flowlab.lab.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HostConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a starting controller removes.
@Tag("docker")
class LeftoversTest {
    /// Tests of other processes may use the same daemon.
    private static final String MARK = "org.flowlab.test-" + UUID.randomUUID();

    private final String lab = "test-" + UUID.randomUUID();
    private DockerClient client;

    @BeforeEach
    void connect() {
        Dockers.host();
        client = Dockers.daemon().client();
    }

    @AfterEach
    void remove() {
        marked().forEach(c -> ContainerFactory.remove(client, c.getId()));
    }

    @Test
    void it_removes_what_is_labelled_and_does_not_run_and_nothing_else() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        String own = ControllerId.ofThisProcess().toString();
        String ended = own.replaceFirst("\\.\\d+\\.\\d+\\.", "." + dead.pid() + ".1.");
        create("of-an-ended-controller", Map.of(Labels.LAB, lab, Labels.CONTROLLER, ended));
        create("of-nobody", Map.of(Labels.LAB, lab));
        create("of-one-that-lives", Map.of(Labels.LAB, lab, Labels.CONTROLLER, own));
        create("of-one-elsewhere", Map.of(Labels.LAB, lab, Labels.CONTROLLER, "x-1.1.1.a"));
        create("of-someone-else", Map.of());
        String running = create("running", Map.of(Labels.LAB, lab, Labels.CONTROLLER, ended));
        client.startContainerCmd(running).exec();

        Leftovers.remove(client);

        assertThat(marked())
                .extracting(c -> c.getLabels().get(MARK))
                .containsExactlyInAnyOrder(
                        "of-nobody",
                        "of-one-that-lives",
                        "of-one-elsewhere",
                        "of-someone-else",
                        "running");
    }

    private String create(String what, Map<String, String> labels) {
        Map<String, String> all = new HashMap<>(labels);
        all.put(MARK, what);
        return client.createContainerCmd(NodeImage.of(System.getenv()).name())
                .withLabels(all)
                .withStdinOpen(true)
                .withHostConfig(HostConfig.newHostConfig().withNetworkMode("none"))
                .exec()
                .getId();
    }

    private List<Container> marked() {
        return client.listContainersCmd().withShowAll(true).withLabelFilter(List.of(MARK)).exec();
    }
}

package org.flowlab.lab.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.flowlab.lab.runtime.Place;
import org.flowlab.lab.runtime.RemoteNode;
import org.flowlab.sys.UnsupportedMachineException;
import org.junit.jupiter.api.Assumptions;

/// What tests share that need a Docker daemon and the nodes' image.
public final class Dockers {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Dockers() {}

    /// A host that uses this machine's daemon. The test is skipped if there is none, or no image.
    public static DockerHost host() {
        return host(Map.of());
    }

    /// @param more variables of its environment
    static DockerHost host(Map<String, String> more) {
        Daemon daemon = daemon();
        Map<String, String> environment = new HashMap<>(System.getenv());
        String image = NodeImage.of(environment).name();
        try {
            daemon.client().inspectImageCmd(image).exec();
        } catch (NotFoundException e) {
            Assumptions.abort("skipped: there is no image " + image);
        }
        environment.putAll(more);
        return new DockerHost(environment, RemoteNode.Patience.usual());
    }

    /// Places a node with other variables of the environment.
    public static void place(Map<String, String> environment) {
        new DockerHost(environment, RemoteNode.Patience.usual())
                .place("test", List.of("client"))
                .forEach(Place::close);
    }

    /// This machine's daemon; the test is skipped if there is none.
    static Daemon daemon() {
        try {
            return Daemon.connect(DockerSocket.of(System.getenv()), ControllerId.ofThisProcess());
        } catch (UnsupportedMachineException e) {
            return Assumptions.abort("skipped: " + e.getMessage());
        }
    }

    /// The containers of a lab, in whatever state they are.
    static List<Container> of(DockerClient client, String lab) {
        return client.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(Labels.LAB + "=" + lab))
                .exec();
    }

    /// Kills the containers of a node.
    public static void kill(String lab, String node) {
        DockerClient client = daemon().client();
        of(client, lab).stream()
                .filter(container -> node.equals(container.getLabels().get(Labels.NODE)))
                .forEach(container -> client.killContainerCmd(container.getId()).exec());
    }

    /// Waits until something is so.
    public static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
            }
            Thread.sleep(10);
        }
    }
}

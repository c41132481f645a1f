package org.flowlab.lab.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Containers that earlier controllers left behind: those with the lab's labels that do not run.
/// Running ones belong to a controller, or end by themselves when their lease is over.
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final List<String> NOT_RUNNING = List.of("created", "exited", "dead");

    /// Another controller may be about to start what it created less than this ago.
    private static final Duration ABOUT_TO_START = Duration.ofMinutes(2);

    private Leftovers() {}

    /// Removes them. Containers of controllers that live are left alone.
    static void remove(DockerClient client) {
        List<Container> found;
        try {
            found =
                    client.listContainersCmd()
                            .withShowAll(true)
                            .withLabelFilter(List.of(Labels.LAB))
                            .withStatusFilter(NOT_RUNNING)
                            .exec();
        } catch (RuntimeException e) {
            LOG.warn("look for containers that earlier controllers left: {}", e.toString());
            return;
        }
        found.stream()
                .filter(container -> isLeft(container, Instant.now()))
                .forEach(container -> remove(client, container));
    }

    private static boolean isLeft(Container container, Instant now) {
        Map<String, String> labels = container.getLabels();
        String controller = labels == null ? null : labels.get(Labels.CONTROLLER);
        if (controller == null) {
            return false; // somebody else's
        }
        return switch (ControllerId.stateOf(controller)) {
            case ENDED -> true;
            case LIVES -> false;
            case UNKNOWN ->
                    Instant.ofEpochSecond(container.getCreated())
                            .isBefore(now.minus(ABOUT_TO_START));
        };
    }

    private static void remove(DockerClient client, Container container) {
        ContainerFactory.remove(client, container.getId());
        LOG.info(
                "removed container {}, which an earlier controller left",
                String.join(",", container.getNames()));
    }
}

package org.flowlab.lab.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes a lab's containers: created, attached to, started. Thread-safe.
final class ContainerFactory {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerFactory.class);
    private static final int RANDOM_DIGITS = 8;

    private final Daemon daemon;
    private final String lab;
    private final NodeImage image;

    ContainerFactory(Daemon daemon, String lab, NodeImage image) {
        this.daemon = daemon;
        this.lab = lab;
        this.image = image;
    }

    /// Starts the container of a client, proxy or origin, whose program then waits.
    ///
    /// @throws org.flowlab.sys.UnsupportedMachineException if the daemon refuses
    NodeContainer node(String node) {
        return start(
                node,
                image.name(),
                true,
                command(node, image.name())
                        .withHostConfig(ContainerOrder.ofNode(image.memoryMib()))
                        .withUser(ContainerOrder.USER));
    }

    private CreateContainerCmd command(String node, String image) {
        String random = UUID.randomUUID().toString().substring(0, RANDOM_DIGITS);
        return daemon.client()
                .createContainerCmd(image)
                .withName(
                        String.join("-", "flowlab", lab, node, random).replaceAll("[^\\w.-]", "_"))
                .withLabels(Labels.of(lab, node, daemon.controller()))
                .withHostName(node)
                .withStdinOpen(true)
                .withStdInOnce(true);
    }

    private NodeContainer start(
            String node, String image, boolean own, CreateContainerCmd command) {
        String id = create(node, image, own, command);
        try {
            NodeContainer container = new NodeContainer(daemon, node, id);
            try {
                daemon.client().startContainerCmd(id).exec();
            } catch (RuntimeException e) {
                container.close();
                throw e;
            }
            return container;
        } catch (DockerException e) {
            throw DockerWords.refused("start the container of node \"" + node + "\"", e);
        } catch (IOException | RuntimeException e) {
            remove(daemon.client(), id);
            throw DockerWords.lost("start the container of node \"" + node + "\"", e);
        }
    }

    private static String create(
            String node, String image, boolean own, CreateContainerCmd command) {
        try (command) {
            return command.exec().getId();
        } catch (NotFoundException e) {
            throw DockerWords.noImage(node, image, own);
        } catch (DockerException e) {
            throw DockerWords.refused("create the container of node \"" + node + "\"", e);
        } catch (RuntimeException e) {
            throw DockerWords.lost("create the container of node \"" + node + "\"", e);
        }
    }

    /// Removes a container, in whatever state it is. Failures are logged only.
    static void remove(DockerClient client, String id) {
        try {
            client.removeContainerCmd(id).withForce(true).exec();
        } catch (NotFoundException | ConflictException _) {
            // It is gone, or about to be.
        } catch (RuntimeException e) {
            LOG.warn("remove container {}: {}", id, e.toString());
        }
    }
}

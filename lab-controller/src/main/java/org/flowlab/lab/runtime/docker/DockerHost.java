package org.flowlab.lab.runtime.docker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flowlab.lab.runtime.NodeHost;
import org.flowlab.lab.runtime.Place;
import org.flowlab.lab.runtime.RemoteNode;
import org.flowlab.sys.Namespace;
import org.flowlab.sys.UnsupportedMachineException;
import org.jspecify.annotations.Nullable;

/// Runs each node in a container of the machine's Docker daemon. Containers have no network but the
/// links that the lab puts into their namespaces, and are removed when they end: when they are
/// closed, when this process ends in whatever way, or when the daemon does.
///
/// The daemon is looked for at the first use, and again after it was lost.
public final class DockerHost implements NodeHost {
    private final Map<String, String> environment;
    private final RemoteNode.Patience patience;
    private final ControllerId controller = ControllerId.ofThisProcess();
    private @Nullable Daemon daemon;

    public DockerHost() {
        this(System.getenv(), RemoteNode.Patience.usual());
    }

    /// @param environment the variables `DOCKER_HOST`, `LAB_NODE_IMAGE` and `LAB_PROC`, which is
    ///   where the machine's /proc is mounted
    DockerHost(Map<String, String> environment, RemoteNode.Patience patience) {
        this.environment = Map.copyOf(environment);
        this.patience = patience;
    }

    @Override
    public List<Place> place(String lab, List<String> nodes) {
        ContainerFactory factory =
                new ContainerFactory(daemon(), lab, NodeImage.of(environment));
        List<Future<Place>> begun = new ArrayList<>();
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofPlatform().daemon().name("docker-", 0).factory())) {
            nodes.forEach(node -> begun.add(threads.submit(() -> place(factory, node))));
        } // waits for all
        return all(begun);
    }

    private Place place(ContainerFactory factory, String node) {
        NodeContainer container = factory.node(node);
        try {
            Path proc = Path.of(environment.getOrDefault("LAB_PROC", "/proc"));
            Namespace namespace =
                    ContainerNamespace.open(daemon().client(), node, container.id(), proc);
            return new DockerPlace(container, namespace, patience);
        } catch (RuntimeException e) {
            container.close();
            throw e;
        }
    }

    /// The places, if all were made; else none is left.
    private static List<Place> all(List<Future<Place>> made) {
        List<Place> places = new ArrayList<>();
        RuntimeException failure = null;
        for (Future<Place> one : made) {
            try {
                places.add(one.get());
            } catch (ExecutionException e) {
                failure = failure == null ? unwrapped(e) : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure = new IllegalStateException("interrupted while containers start", e);
            }
        }
        if (failure != null) {
            places.forEach(Place::close);
            throw failure;
        }
        return places;
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        return e.getCause() instanceof RuntimeException cause
                ? cause
                : new IllegalStateException(e.getCause());
    }

    /// The daemon, which answered when it was first asked for.
    ///
    /// @throws UnsupportedMachineException if there is none that the lab can use
    private synchronized Daemon daemon() {
        Daemon known = daemon;
        if (known == null || known.isLost()) {
            known = Daemon.connect(DockerSocket.of(environment), controller);
            Leftovers.remove(known.client());
            daemon = known;
        }
        return known;
    }
}

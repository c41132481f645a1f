package org.flowlab.lab.runtime.docker;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
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
    /// More would start no sooner, and each would wait longer for its program.
    private static final int MOST_AT_ONCE = 8;

    /// For a program to start, while many others do.
    private static final Duration HELLO_PATIENCE = Duration.ofSeconds(60);

    private final Map<String, String> environment;
    private final RemoteNode.Patience patience;
    private final ControllerId controller = ControllerId.ofThisProcess();
    private @Nullable Daemon daemon;

    private static final class OfThisProcess {
        static final DockerHost HOST = new DockerHost(System.getenv(), RemoteNode.Patience.usual());
    }

    /// The one that all labs of this process share: with it, a connection for the daemon's events.
    public static DockerHost ofThisProcess() {
        return OfThisProcess.HOST;
    }

    /// @param environment the variables `DOCKER_HOST`, `LAB_NODE_IMAGE` and `LAB_PROC`, which is
    ///   where the machine's /proc is mounted
    DockerHost(Map<String, String> environment, RemoteNode.Patience patience) {
        this.environment = Map.copyOf(environment);
        this.patience = patience;
    }

    @Override
    public List<Place> place(String lab, List<String> nodes) {
        ContainerFactory factory = new ContainerFactory(daemon(), lab, NodeImage.of(environment));
        List<Future<Place>> begun = new ArrayList<>();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(
                        Math.clamp(nodes.size(), 1, MOST_AT_ONCE),
                        Thread.ofPlatform().daemon().name("docker-", 0).factory())) {
            AtomicBoolean failed = new AtomicBoolean();
            nodes.forEach(node -> begun.add(threads.submit(() -> place(factory, node, failed))));
        } // waits for all
        return all(begun);
    }

    /// @param failed whether another place of the same lab could not be made
    private Place place(ContainerFactory factory, String node, AtomicBoolean failed) {
        if (failed.get()) {
            throw new CancellationException();
        }
        try {
            NodeContainer container = factory.node(node);
            try {
                return new DockerPlace(container, namespace(container), patience);
            } catch (RuntimeException e) {
                closeAll(List.of(container), e);
                throw e;
            }
        } catch (RuntimeException e) {
            failed.set(true);
            throw e;
        }
    }

    /// Opens the namespace of a container whose program waits.
    private Namespace namespace(NodeContainer container) {
        String node = container.node();
        try {
            Path proc = Path.of(environment.getOrDefault("LAB_PROC", "/proc"));
            Namespace namespace =
                    ContainerNamespace.open(daemon().client(), node, container.id(), proc);
            try {
                if (container.awaitOutput(HELLO_PATIENCE)) {
                    container.beginWaiting();
                    return namespace;
                }
                throw new ContainerNamespace.EndedException();
            } catch (IOException | RuntimeException e) {
                namespace.close();
                throw e;
            }
        } catch (ContainerNamespace.EndedException e) {
            throw DockerWords.endedEarly(node, container.endWords());
        } catch (AsynchronousCloseException e) {
            throw DockerWords.silent(node, NodeImage.of(environment).name(), HELLO_PATIENCE);
        } catch (IOException e) {
            throw DockerWords.lost("start the container of node \"" + node + "\"", e);
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
                failure =
                        failure == null || failure instanceof CancellationException
                                ? unwrapped(e)
                                : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure = new IllegalStateException("interrupted while containers start", e);
            }
        }
        if (failure != null) {
            closeAll(places, failure);
            throw failure;
        }
        return places;
    }

    /// Closes all, even if one fails; failures are added to `cause`.
    private static void closeAll(List<? extends AutoCloseable> all, RuntimeException cause) {
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (Exception e) {
                cause.addSuppressed(e);
            }
        }
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

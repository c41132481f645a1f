package org.flowlab.lab.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A Docker daemon that answers, and the stream of its events. Thread-safe.
///
/// @param client for everything but streams
/// @param endings how the containers with the label of `controller` end
record Daemon(DockerSocket socket, DockerClient client, Endings endings, ControllerId controller) {
    /// Docker 20.10, the oldest that was tried.
    static final String OLDEST_API = "1.41";

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(60);
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);
    private static final long STREAM_PATIENCE_SECONDS = 10;

    /// Connects to the daemon at `socket`.
    ///
    /// @throws org.flowlab.sys.UnsupportedMachineException if none answers, or it is too old
    static Daemon connect(DockerSocket socket, ControllerId controller) {
        LOG.debug("connect to {}", socket.path()); // logging is set up before there are threads
        DockerClient client = client(socket);
        requireApi(client);
        Endings endings =
                new Endings(
                        "was left alone: the Docker daemon at "
                                + socket.path()
                                + " ended or was restarted, and with it the connection to the"
                                + " container");
        try {
            boolean begun =
                    client(socket, Duration.ZERO)
                            .eventsCmd()
                            .withEventFilter(Endings.EVENTS)
                            .withLabelFilter(Labels.CONTROLLER + "=" + controller)
                            .exec(endings)
                            .awaitStarted(STREAM_PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!begun) {
                throw DockerWords.lost(
                        "listen to the Docker daemon's events",
                        new IOException("nothing for " + STREAM_PATIENCE_SECONDS + " s"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DockerWords.lost("listen to the Docker daemon's events", e);
        }
        return new Daemon(socket, client, endings, controller);
    }

    /// A client of a daemon that accepts connections.
    ///
    /// @throws org.flowlab.sys.UnsupportedMachineException if none does
    static DockerClient client(DockerSocket socket) {
        try {
            socket.connect().close(); // says more clearly than the client why it fails
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return client(socket, ANSWER_PATIENCE);
    }

    private static DockerClient client(DockerSocket socket, Duration answerPatience) {
        DockerClientConfig config =
                DefaultDockerClientConfig.createDefaultConfigBuilder()
                        .withDockerHost(socket.uri().toString())
                        .withDockerTlsVerify(false)
                        .build();
        ZerodepDockerHttpClient.Builder http =
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(socket.uri())
                        .connectionTimeout(CONNECT_PATIENCE);
        if (!answerPatience.isZero()) {
            http.responseTimeout(answerPatience);
        }
        return DockerClientImpl.getInstance(config, http.build());
    }

    /// @return the newest version of its API that the daemon speaks
    /// @throws org.flowlab.sys.UnsupportedMachineException if that is too old
    static String requireApi(DockerClient client) {
        Version version;
        try {
            version = client.versionCmd().exec();
        } catch (RuntimeException e) {
            throw DockerWords.lost("ask the Docker daemon for its version", e);
        }
        String api = String.valueOf(version.getApiVersion());
        if (isOlder(api, OLDEST_API)) {
            throw DockerWords.tooOld(String.valueOf(version.getVersion()), api, OLDEST_API);
        }
        return api;
    }

    /// Whether API version `one` is older than `other`: numbers with a point between them.
    static boolean isOlder(String one, String other) {
        List<Integer> a = numbers(one);
        List<Integer> b = numbers(other);
        int major = Integer.compare(a.getFirst(), b.getFirst());
        return major != 0 ? major < 0 : a.getLast() < b.getLast();
    }

    private static List<Integer> numbers(String version) {
        return version.matches("\\d{1,4}\\.\\d{1,4}")
                ? List.of(version.split("\\.", 2)).stream().map(Integer::valueOf).toList()
                : List.of(0, 0);
    }

    /// Whether it ended, or the connection to it. Containers of this daemon are then lost.
    boolean isLost() {
        return endings.isOver();
    }
}

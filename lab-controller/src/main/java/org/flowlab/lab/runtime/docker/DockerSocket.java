package org.flowlab.lab.runtime.docker;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The Unix-domain socket at which a Docker daemon of this machine listens.
record DockerSocket(Path path) {
    private static final String VARIABLE = "DOCKER_HOST";
    private static final String UNIX = "unix://";
    private static final Path DEFAULT = Path.of("/var/run/docker.sock");

    /// The socket that the variables name, as for the docker(1) command: `DOCKER_HOST`, or else the
    /// machine's daemon, or else the user's own rootless one.
    ///
    /// @throws org.flowlab.sys.UnsupportedMachineException if `DOCKER_HOST` names no such socket
    static DockerSocket of(Map<String, String> environment) {
        String host = environment.getOrDefault(VARIABLE, "");
        if (host.startsWith(UNIX)) {
            return new DockerSocket(Path.of(host.substring(UNIX.length())));
        }
        if (!host.isEmpty()) {
            throw DockerWords.notASocket(host);
        }
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        Path rootless = Path.of(runtime, "docker.sock");
        boolean own = !runtime.isEmpty() && !Files.exists(DEFAULT) && Files.exists(rootless);
        return new DockerSocket(own ? rootless : DEFAULT);
    }

    URI uri() {
        return URI.create(UNIX + path);
    }

    /// Opens a connection to the daemon.
    ///
    /// @throws org.flowlab.sys.UnsupportedMachineException if no daemon accepts it
    SocketChannel connect() {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(path));
            return channel;
        } catch (IOException e) {
            if (channel != null) {
                close(channel, e);
            }
            throw DockerWords.unreachable(path, e);
        }
    }

    private static void close(SocketChannel channel, IOException cause) {
        try {
            channel.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}

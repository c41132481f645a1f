package org.flowlab.lab.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flowlab.sys.Namespace;
import org.flowlab.sys.libc.SysException;

/// Opens the network namespace of a container through its first process.
final class ContainerNamespace {
    private ContainerNamespace() {}

    /// The daemon is asked again after the file was opened: as it still names the same process, the
    /// number was not another process's meanwhile. That holds in every PID namespace, and where
    /// `proc` is the machine's, mounted into a container.
    ///
    /// @param proc the machine's /proc
    /// @throws org.flowlab.sys.UnsupportedMachineException if the daemon is another machine's
    /// @throws EndedException if the container ended
    static Namespace open(DockerClient client, String node, String id, Path proc) {
        long pid = pid(client, node, id);
        Path process = proc.resolve(Long.toString(pid));
        if (!belongsTo(process, id)) {
            pid(client, node, id); // if it ended just now, that is the reason
            throw DockerWords.anotherMachine(node, pid);
        }
        Namespace namespace;
        try {
            namespace = Namespace.open(node, process.resolve("ns/net"));
        } catch (SysException e) {
            pid(client, node, id);
            throw DockerWords.closedNamespace(node, e);
        }
        try {
            if (pid(client, node, id) == pid) {
                return namespace;
            }
            throw new EndedException();
        } catch (RuntimeException e) {
            namespace.close();
            throw e;
        }
    }

    /// Control groups are named after the container. Without any, as in some rootless set-ups, the
    /// process only has to be there.
    private static boolean belongsTo(Path process, String id) {
        try {
            String groups = Files.readString(process.resolve("cgroup"));
            return groups.contains(id) || groups.lines().allMatch(line -> line.endsWith(":/"));
        } catch (IOException e) {
            return false;
        }
    }

    private static long pid(DockerClient client, String node, String id) {
        InspectContainerResponse.ContainerState state;
        try {
            state = client.inspectContainerCmd(id).exec().getState();
        } catch (NotFoundException e) {
            throw new EndedException();
        } catch (RuntimeException e) {
            throw DockerWords.lost("find the process of node \"" + node + "\"", e);
        }
        Long pid = state.getPidLong();
        if (pid == null || pid == 0 || !Boolean.TRUE.equals(state.getRunning())) {
            throw new EndedException();
        }
        return pid;
    }

    /// The container ended before its namespace was open.
    static final class EndedException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}

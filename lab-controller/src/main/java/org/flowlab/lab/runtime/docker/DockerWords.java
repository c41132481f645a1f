package org.flowlab.lab.runtime.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.flowlab.sys.UnsupportedMachineException;
import org.flowlab.sys.libc.Errno;
import org.flowlab.sys.libc.SysException;

/// Words for what Docker lacks on this machine, and what to do about it. Errors and `./lab doctor`
/// use the same.
final class DockerWords {
    private static final String CONNECT = "connect to the Docker daemon";
    private static final String NODES = "run nodes in containers";
    private static final String OTHERWISE =
            ", or run nodes without containers (--host jvm or --host process)";

    private DockerWords() {}

    static UnsupportedMachineException notASocket(String dockerHost) {
        return new UnsupportedMachineException(
                CONNECT,
                "DOCKER_HOST is "
                        + dockerHost
                        + ", but the lab enters the network namespaces of its containers and so"
                        + " needs the daemon of this machine: unset DOCKER_HOST, or set it to"
                        + " unix:///var/run/docker.sock"
                        + OTHERWISE);
    }

    /// @param refused why the connection failed
    static UnsupportedMachineException unreachable(Path socket, IOException refused) {
        String said = String.valueOf(refused.getMessage());
        String why =
                said.contains("Permission denied")
                        ? "this user may not open "
                                + socket
                                + ": run as root, or add the user to the group that owns it, which"
                                + " is as good as root ('sudo usermod -aG docker $USER', then log"
                                + " in again)"
                        : !Files.exists(socket)
                                ? socket
                                        + " does not exist: install Docker if there is none, and"
                                        + " start it ('sudo systemctl start docker')"
                                : said.contains("Connection refused")
                                        ? "nothing listens at "
                                                + socket
                                                + ": start Docker ('sudo systemctl start docker')"
                                        : socket + ": " + said;
        return with(new UnsupportedMachineException(CONNECT, why + OTHERWISE), refused);
    }

    /// @param cause what the connection failed with after it was open
    static UnsupportedMachineException lost(String attempted, Throwable cause) {
        return with(
                new UnsupportedMachineException(
                        attempted,
                        "the Docker daemon does not answer ("
                                + root(cause)
                                + "): see 'docker info', and the daemon's log ('journalctl -u"
                                + " docker')"),
                cause);
    }

    static UnsupportedMachineException tooOld(String version, String api, String needed) {
        return new UnsupportedMachineException(
                CONNECT,
                "Docker "
                        + version
                        + " speaks its API in version "
                        + api
                        + ", and the lab needs "
                        + needed
                        + " (Docker 20.10) or newer: update Docker"
                        + OTHERWISE);
    }

    static UnsupportedMachineException noImage(String node, String image, boolean own) {
        String where = "run node \"" + node + "\" in a container";
        return new UnsupportedMachineException(
                where,
                own
                        ? "there is no image "
                                + image
                                + ": build it in Flowlab's folder with 'docker build -t "
                                + image
                                + " -f node-images/Dockerfile .'"
                        : "there is no image "
                                + image
                                + " on this machine: get it with 'docker pull "
                                + image
                                + "', or build it with 'docker build -t "
                                + image
                                + " FOLDER'");
    }

    static UnsupportedMachineException anotherMachine(String node, long pid) {
        return new UnsupportedMachineException(
                "open the network namespace of node \"" + node + "\"",
                "process "
                        + pid
                        + " of its container is not there: the Docker daemon runs in another"
                        + " machine, as Docker Desktop's does, or in another PID namespace. Run"
                        + " the lab where the daemon runs; in a container, mount /proc of the"
                        + " machine and set LAB_PROC to the place"
                        + OTHERWISE);
    }

    static UnsupportedMachineException closedNamespace(String node, SysException refused) {
        return with(
                new UnsupportedMachineException(
                        "open the network namespace of node \"" + node + "\"",
                        Errno.name(refused.errno())
                                + ": this process may not look into processes of other users."
                                + " Run as root; a controller in a container needs --cap-add"
                                + " SYS_PTRACE and --cap-add SYS_ADMIN"),
                refused);
    }

    static UnsupportedMachineException rootless() {
        return new UnsupportedMachineException(
                NODES,
                "Docker runs rootless, so that its containers' namespaces belong to a user namespace"
                        + " of its own: run the lab as root, or use the machine's daemon"
                        + OTHERWISE);
    }

    static UnsupportedMachineException virtualMachine(String system) {
        return new UnsupportedMachineException(
                NODES,
                system
                        + " runs containers in a virtual machine, whose namespaces the lab cannot"
                        + " enter: run the lab in that machine, or install Docker Engine"
                        + OTHERWISE);
    }

    static UnsupportedMachineException notRoot() {
        return new UnsupportedMachineException(
                NODES,
                "the lab enters containers' network namespaces, which only the machine's root may:"
                        + " run it as root ('sudo ./lab ...')"
                        + OTHERWISE);
    }

    static UnsupportedMachineException notANumber(String variable, String found) {
        return new UnsupportedMachineException(
                "read the variable " + variable, found + " is not a number of MiB, such as 512");
    }

    /// @param how it ended, as a sentence without a subject
    static UnsupportedMachineException endedEarly(String node, String how) {
        return new UnsupportedMachineException(
                "start the container of node \"" + node + "\"",
                "it " + how + ", before its links were there");
    }

    static UnsupportedMachineException silent(String node, String image, Duration patience) {
        return new UnsupportedMachineException(
                "start the container of node \"" + node + "\"",
                "its program said nothing within "
                        + patience.toSeconds()
                        + " s: the image "
                        + image
                        + " is no node of Flowlab's, or the machine has too much to do");
    }

    static UnsupportedMachineException refused(String attempted, Throwable answer) {
        return with(
                new UnsupportedMachineException(
                        attempted, "the Docker daemon says: " + root(answer)),
                answer);
    }

    private static String root(Throwable e) {
        Throwable innermost = e;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        return message == null ? innermost.toString() : message.strip();
    }

    private static UnsupportedMachineException with(
            UnsupportedMachineException e, Throwable cause) {
        e.initCause(cause);
        return e;
    }
}

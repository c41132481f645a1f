package org.flowlab.lab.doctor;

import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flowlab.lab.runtime.docker.DockerReport;
import org.flowlab.sys.AwakeCores;
import org.flowlab.sys.NodeSetup;
import org.flowlab.sys.Wiring;
import org.flowlab.sys.libc.SysException;

/// Looks at the machine, by trying what a lab does where that leaves nothing behind.
public final class Doctor {
    private static final long GIB = 1L << 30;
    private static final int PREFIX = 24;
    private static final int MTU = 1500;
    private static final long MAC = 0x02_00_00_00_00_01L;

    private final Map<String, String> environment;
    private final Path folder;

    /// What was found.
    ///
    /// @param hosts the ways to run nodes
    public record Report(List<Check> checks, List<HostCheck> hosts) {
        public Report {
            checks = List.copyOf(checks);
            hosts = List.copyOf(hosts);
        }
    }

    /// @param folder where results are going to be written
    public Doctor(Map<String, String> environment, Path folder) {
        this.environment = Map.copyOf(environment);
        this.folder = folder;
    }

    public Report examine() {
        Optional<String> noNamespaces = tryNamespaces();
        DockerReport docker = DockerReport.of(environment);
        return new Report(
                List.of(
                        new Check(
                                "network namespaces",
                                noNamespaces.isEmpty(),
                                noNamespaces.orElse("made one with a link in it, and removed it")),
                        userNamespaces(),
                        new Check(
                                "Docker",
                                docker.problems().isEmpty(),
                                String.join(
                                        "; ",
                                        docker.facts().isEmpty()
                                                ? docker.problems()
                                                : List.of(String.join(", ", docker.facts())))),
                        lockedMemory(),
                        cores(),
                        disk()),
                List.of(
                        new HostCheck("jvm", noNamespaces.stream().toList()),
                        new HostCheck("process", noNamespaces.stream().toList()),
                        new HostCheck(
                                "docker",
                                java.util.stream.Stream.concat(
                                                noNamespaces.stream(), docker.problems().stream())
                                        .toList())));
    }

    /// Makes a node with a link, as each lab does.
    private static Optional<String> tryNamespaces() {
        try {
            Inet4Address address = (Inet4Address) Inet4Address.getByName("198.18.0.1");
            NodeSetup.Interface link =
                    new NodeSetup.Interface("eth0", MAC, address, PREFIX, MTU, Map.of());
            Wiring.up(List.of(new NodeSetup("doctor", false, List.of(link), List.of()))).close();
            return Optional.empty();
        } catch (SysException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new IllegalStateException(e); // an address is no name to look up
        }
    }

    private static Check userNamespaces() {
        String most = read("/proc/sys/user/max_user_namespaces").orElse("0");
        String clone = read("/proc/sys/kernel/unprivileged_userns_clone").orElse("1");
        String restricted =
                read("/proc/sys/kernel/apparmor_restrict_unprivileged_userns").orElse("0");
        String closed =
                most.equals("0")
                        ? "user.max_user_namespaces is 0: as root run 'sysctl -w"
                                + " user.max_user_namespaces=15000'"
                        : clone.equals("0")
                                ? "kernel.unprivileged_userns_clone is 0: as root run 'sysctl -w"
                                        + " kernel.unprivileged_userns_clone=1'"
                                : restricted.equals("1")
                                        ? "AppArmor restricts them: as root run 'sysctl -w"
                                                + " kernel.apparmor_restrict_unprivileged_userns=0'"
                                        : "";
        return new Check(
                "user namespaces",
                closed.isEmpty(),
                closed.isEmpty()
                        ? "ordinary users may make them, and so run labs without root"
                        : "ordinary users cannot make them, and so need root: " + closed);
    }

    private static Check lockedMemory() {
        String limit =
                read("/proc/self/limits")
                        .orElse("")
                        .lines()
                        .filter(line -> line.startsWith("Max locked memory"))
                        .map(line -> line.split("\\s{2,}", -1)[1])
                        .findFirst()
                        .orElse("unknown");
        return new Check(
                "locked memory", true, "limit " + limit + " bytes; the lab itself locks none");
    }

    private static Check cores() {
        try (AwakeCores cores = AwakeCores.ask()) {
            return new Check(
                    "idle cores",
                    cores.granted(),
                    cores.granted()
                            ? "can be kept awake while it measures"
                            : "cannot be kept awake, which makes times longer and less even: "
                                    + cores.refusal());
        }
    }

    private Check disk() {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            String size = "%.1f GiB are free in %s".formatted((double) free / GIB, folder);
            return new Check(
                    "free disk",
                    free >= GIB,
                    free >= GIB
                            ? size
                            : size + ": captures need more; make room, or use --out elsewhere");
        } catch (IOException e) {
            return new Check("free disk", false, folder + " cannot be looked at: " + e);
        }
    }

    private static Optional<String> read(String file) {
        try {
            return Optional.of(Files.readString(Path.of(file)).strip());
        } catch (IOException e) {
            return Optional.empty(); // this kernel has no such setting
        }
    }
}

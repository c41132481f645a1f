package org.flowlab.lab.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Info;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flowlab.sys.UnsupportedMachineException;

/// What this machine's Docker is, and why nodes cannot run in its containers.
///
/// @param facts of the daemon, for people; empty if none was reached
/// @param problems what is in the way, each with its remedy; empty if nodes can run
public record DockerReport(List<String> facts, List<String> problems) {
    /// The first line of /proc/self/uid_map outside of any user namespace.
    private static final String ALL_USERS = "0 0 4294967295";

    public DockerReport {
        facts = List.copyOf(facts);
        problems = List.copyOf(problems);
    }

    /// Asks the daemon. Changes nothing.
    ///
    /// @param environment as for [DockerHost]
    public static DockerReport of(Map<String, String> environment) {
        List<String> facts = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        try {
            DockerSocket socket = DockerSocket.of(environment);
            DockerClient client = Daemon.client(socket);
            String api = Daemon.requireApi(client);
            Info info = client.infoCmd().exec();
            addFacts(info, api, facts);
            addObstacles(info, problems);
            NodeImage image = NodeImage.of(environment);
            if (isMissing(client, image)) {
                problems.add(message(DockerWords.noImage("client", image.name(), true)));
            }
        } catch (UnsupportedMachineException e) {
            problems.add(message(e));
        }
        return new DockerReport(facts, problems);
    }

    private static void addFacts(Info info, String api, List<String> facts) {
        facts.add("Docker " + info.getServerVersion());
        facts.add("API " + api);
        facts.add("control groups v" + info.getCGroupVersion());
        facts.add(isRootless(info) ? "rootless" : "not rootless");
        facts.add(has(info, "name=userns") ? "users remapped" : "users not remapped");
        facts.add(String.valueOf(info.getOperatingSystem()));
    }

    private static void addObstacles(Info info, List<String> problems) {
        String system = String.valueOf(info.getOperatingSystem());
        if (system.contains("Docker Desktop")) {
            problems.add(message(DockerWords.virtualMachine(system)));
        } else if (!isMachinesRoot()) {
            problems.add(
                    message(isRootless(info) ? DockerWords.rootless() : DockerWords.notRoot()));
        }
    }

    private static boolean isRootless(Info info) {
        return has(info, "name=rootless");
    }

    private static boolean has(Info info, String option) {
        List<String> options = info.getSecurityOptions();
        return options != null && options.stream().anyMatch(o -> o.startsWith(option));
    }

    private static boolean isMissing(DockerClient client, NodeImage image) {
        try {
            client.inspectImageCmd(image.name()).exec();
            return false;
        } catch (NotFoundException e) {
            return true;
        }
    }

    private static boolean isMachinesRoot() {
        try {
            String map = Files.readString(Path.of("/proc/self/uid_map"));
            return map.strip().replaceAll("\\s+", " ").equals(ALL_USERS)
                    && Files.readAllLines(Path.of("/proc/self/status")).stream()
                            .anyMatch(line -> line.matches("Uid:\\s+\\d+\\s+0\\s.*"));
        } catch (IOException e) {
            return false;
        }
    }

    private static String message(UnsupportedMachineException e) {
        return String.valueOf(e.getMessage());
    }
}

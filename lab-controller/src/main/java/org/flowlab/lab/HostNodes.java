package org.flowlab.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.flowlab.lab.program.HostNode;
import org.flowlab.lab.program.HostProcess;
import org.flowlab.sys.Wiring;
import org.flowlab.topology.Plan;

/// The `host` nodes of a lab, on which programs of the user's run: started, waited for and asked
/// how they fare. Thread-safe once all were [started][#start].
final class HostNodes {
    private final Plan plan;
    private final Path folder;
    private final Identities identities;
    private final Wiring wiring;
    private final Teardown down;
    private final Map<String, HostNode> hosts = new LinkedHashMap<>();

    /// Who was waited for in vain to listen, and what was said of it.
    private final Map<String, String> deaf = new ConcurrentHashMap<>();

    /// @param folder for a folder of each
    /// @param down is told of each, to end what runs on it
    HostNodes(Plan plan, Path folder, Identities identities, Wiring wiring, Teardown down) {
        this.plan = plan;
        this.folder = folder;
        this.identities = identities;
        this.wiring = wiring;
        this.down = down;
    }

    /// Prepares a node, and starts its command unless that plays a client, which waits for [#run].
    void start(Plan.PlannedNode planned) {
        HostNode host =
                down.keep(
                        new HostNode(
                                planned.name(),
                                planned.exec(),
                                planned.environment(),
                                planned.hosts(),
                                identities.host(planned),
                                folder.resolve(planned.name()),
                                wiring.namespace(planned.name())));
        hosts.put(planned.name(), host);
        if (planned.role() != Plan.Kind.CLIENT) {
            run(host, Map.of());
        }
    }

    /// Starts the command of the host called `name`, with more variables for this time.
    ///
    /// @throws NodeFailure where it cannot be started
    HostProcess run(String name, Map<String, String> environment) {
        return run(host(name), environment);
    }

    private static HostProcess run(HostNode host, Map<String, String> environment) {
        try {
            return host.start(environment);
        } catch (IOException e) {
            throw new NodeFailure(host.name(), String.valueOf(e.getMessage()));
        }
    }

    HostNode host(String name) {
        HostNode host = hosts.get(name);
        if (host == null) {
            throw new IllegalArgumentException(
                    "no host \"" + name + "\" in topology " + plan.name());
        }
        return host;
    }

    /// What became of programs that should still run, or failed; empty where all is well.
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (HostNode host : hosts.values()) {
            HostProcess process = host.process();
            Integer exit = process == null ? null : process.exit();
            Plan.Kind role = plan.node(host.name()).role();
            boolean server = role == Plan.Kind.PROXY || role == Plan.Kind.ORIGIN;
            if (process != null
                    && exit != null
                    && role != Plan.Kind.CLIENT
                    && (server || exit != 0)) {
                problems.add("node \"" + host.name() + "\": " + process.told());
            }
        }
        return problems;
    }

    /// Waits until the node called `name`, where it is one of these, accepts connections.
    ///
    /// @throws NodeFailure where it ended, or does not listen in time; who was waited for in vain
    ///   once is not waited for again
    void awaitListening(String name, int port, Duration patience) {
        HostNode host = hosts.get(name);
        if (host == null) {
            return;
        }
        String listener = name + ":" + port;
        try {
            host.awaitListening(port, deaf.containsKey(listener) ? Duration.ZERO : patience);
        } catch (IOException e) {
            String said = String.valueOf(e.getMessage());
            String before = deaf.putIfAbsent(listener, said);
            throw new NodeFailure(name, before == null ? said : before);
        }
    }

    /// The TLS secrets that their programs logged since the last call.
    List<String> newKeys() {
        return hosts.values().stream().flatMap(host -> host.newKeys().stream()).toList();
    }
}

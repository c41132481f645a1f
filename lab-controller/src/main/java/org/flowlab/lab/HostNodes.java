package org.flowlab.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.flowlab.lab.program.HostNode;
import org.flowlab.lab.program.HostProcess;
import org.flowlab.lab.program.Program;
import org.flowlab.sys.Folder;
import org.flowlab.sys.Wiring;
import org.flowlab.topology.Plan;
import org.jspecify.annotations.Nullable;

/// The `host` nodes of a lab, on which users' programs run: starts them, waits until they listen,
/// and reports those that ended. Thread-safe once all were [prepared][#prepare].
final class HostNodes {
    private final Plan plan;
    private final Path folder;
    private final Identities identities;
    private final Wiring wiring;
    private final Teardown down;

    /// Null before the first host.
    private @Nullable Folder results;

    private final Map<String, HostNode> hosts = new LinkedHashMap<>();

    /// The names of hosts without a role that were not started yet.
    private final Set<String> bystanders = new ConcurrentSkipListSet<>();

    /// The servers, as `node:port`, that did not listen in time, with the error. They are not
    /// waited for again.
    private final Map<String, String> deaf = new ConcurrentHashMap<>();

    private final NodeNews news;

    /// @param folder in which each gets a folder
    /// @param down closes each
    HostNodes(
            Plan plan,
            Path folder,
            Identities identities,
            Wiring wiring,
            Teardown down,
            NodeNews news) {
        this.news = news;
        this.plan = plan;
        this.folder = folder;
        this.identities = identities;
        this.wiring = wiring;
        this.down = down;
    }

    /// Prepares a node, and starts its command if that plays a proxy or an origin. A command that
    /// plays a client waits for [#run], one without a role for [#startBystanders].
    void prepare(Plan.PlannedNode planned) {
        HostNode host =
                down.keep(
                        new HostNode(
                                new Program(
                                        planned.name(),
                                        planned.exec(),
                                        planned.environment(),
                                        planned.hosts(),
                                        identities.host(planned),
                                        planned.outputLimit()),
                                results(),
                                wiring.namespace(planned.name())));
        hosts.put(planned.name(), host);
        try {
            host.requireProgram(); // else one that starts later would fail in the middle of a run
        } catch (IOException e) {
            throw new NodeFailure(host.name(), String.valueOf(e.getMessage()));
        }
        if (planned.role() == Plan.Kind.HOST) {
            bystanders.add(planned.name());
        } else if (planned.role() != Plan.Kind.CLIENT) {
            run(host, Map.of());
        }
    }

    private Folder results() {
        if (results == null) {
            try {
                Files.createDirectories(folder);
                results = down.keep(Folder.open(folder));
            } catch (IOException e) {
                throw new UncheckedIOException("make the folder " + folder, e);
            }
        }
        return results;
    }

    /// Starts the hosts without a role that were not started yet.
    ///
    /// @return whether there was one
    /// @throws NodeFailure if a command cannot be started
    boolean startBystanders() {
        return startBystanders(bystanders);
    }

    /// Starts those of the hosts called `names` that have no role and were not started yet.
    ///
    /// @return whether there was one
    /// @throws NodeFailure if a command cannot be started
    boolean startBystanders(Set<String> names) {
        boolean any = false;
        for (String name : names) {
            if (bystanders.remove(name)) {
                run(host(name), Map.of());
                any = true;
            }
        }
        return any;
    }

    /// Starts the command of the host called `name`, with more variables for this start.
    ///
    /// @throws NodeFailure if it cannot be started
    HostProcess run(String name, Map<String, String> environment) {
        return run(host(name), environment);
    }

    private HostProcess run(HostNode host, Map<String, String> environment) {
        try {
            HostProcess started = host.start(environment);
            if (plan.node(host.name()).role() != Plan.Kind.CLIENT) {
                started.whenEnded(() -> news.ended(host.name(), started.told()));
            }
            return started;
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

    /// Describes the programs that failed, and the servers that ended; empty if there are none.
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
                boolean toldBefore =
                        deaf.keySet().stream().anyMatch(l -> l.startsWith(host.name() + ":"));
                String told = server && !toldBefore ? host.serverTold(process) : process.told();
                problems.add("node \"" + host.name() + "\": " + told);
            }
        }
        return problems;
    }

    /// Waits until the host called `name` accepts connections; returns at once for other nodes.
    ///
    /// @throws NodeFailure if the program ended or does not listen in time. After one timeout,
    ///   later calls for that port do not wait.
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

    /// The TLS secrets that the programs logged since the last call.
    List<String> newKeys() {
        return hosts.values().stream().flatMap(host -> host.newKeys().stream()).toList();
    }
}

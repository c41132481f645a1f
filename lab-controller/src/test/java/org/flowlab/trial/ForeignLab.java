package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flowlab.dissect.Dissector;
import org.flowlab.dissect.Message;
import org.flowlab.fabric.WireFrame;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Parties;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.lab.Recording;
import org.flowlab.lab.program.HostProcess;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.Event;
import org.flowlab.observe.FrameFeed;
import org.flowlab.store.CaptureWriter;
import org.flowlab.topology.Topologies;
import org.flowlab.topology.Topology;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.Assumptions;

/// A lab in which `client`, `proxy` or `origin` is a program that is not ours.
final class ForeignLab implements AutoCloseable {
    private static final Parties PARTIES = new Parties("client", "proxy", "origin");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Lab lab;
    private final Path folder;

    /// @param folder for what the programs leave behind
    ForeignLab(Topology topology, Path folder) {
        this.lab = Lab.deploy(topology.plan(), LabOptions.inJvm(new Seed(1), folder));
        this.folder = folder;
    }

    static ForeignLab shipped(String name, Path folder) {
        Path file = ShippedFiles.folder("topologies").resolve(name + ".yaml");
        return new ForeignLab(Topologies.load(file), folder);
    }

    /// Skips the test where a shipped program's libraries were not fetched.
    static void assumeInstalled(String program) {
        Path folder = ShippedFiles.folder("topologies").resolve("programs").resolve(program);
        Assumptions.assumeTrue(
                Files.isDirectory(folder.resolve("node_modules")),
                "skipped: npm ci --prefix topologies/programs/" + program + " was not run");
    }

    TrialResult run(String flow, Map<String, String> manner) {
        Trial trial = Trials.of(lab.plan(), Catalogue.flow(flow), Manner.of(manner), PARTIES);
        return new TrialRunner(lab).run(trial);
    }

    TrialResult conforming(String flow, Map<String, String> manner) throws Exception {
        TrialResult result = run(flow, manner);
        assertThat(result.conforms())
                .as(
                        "%s %s: %s %s\n%s",
                        flow, manner, result.failure(), result.run().problemWords(), outputs())
                .isTrue();
        return result;
    }

    /// Has our client fetch.
    Event.Fetched fetch(String flow, Map<String, String> manner, String url) {
        Trial trial = Trials.of(lab.plan(), Catalogue.flow(flow), Manner.of(manner), PARTIES);
        String proxy = trial.parties().proxy();
        if (proxy != null) {
            lab.awaitListening(proxy, lab.plan().node(proxy).tlsPort());
        }
        lab.awaitListening("origin", url.startsWith("http:") ? 80 : 443);
        return (Event.Fetched)
                lab.node("client").ask(id -> new Command.Fetch(id, trial.route(), url), PATIENCE);
    }

    /// Runs the client's command once, and waits for its end.
    void runClient(Map<String, String> environment) throws Exception {
        lab.awaitListening("proxy", 443);
        lab.awaitListening("origin", 443);
        try (HostProcess process = lab.startHost("client", environment)) {
            assertThat(process.await(PATIENCE)).as(outputs()).isTrue();
            assertThat(process.exit()).as(outputs()).isZero();
        }
    }

    /// What the wire carried so far, read; kept in `capture` too, for others to read.
    List<Message> carried(Path capture) throws Exception {
        lab.awaitSilence(PATIENCE, Set.of());
        Recording.Recorded recorded = lab.recording().take();
        List<WireFrame> frames = recorded.frames();
        List<String> keys = lab.collectKeys();
        try (CaptureWriter writer = CaptureWriter.to(capture)) {
            writer.write(lab.plan(), frames, recorded.gaps(), keys, "carried");
        }
        List<Message> messages = new ArrayList<>();
        Dissector dissector = new Dissector(messages::add);
        keys.forEach(dissector::key);
        new FrameFeed(lab.plan()).feed(frames, dissector);
        dissector.finish();
        return messages;
    }

    /// What the programs printed.
    String outputs() throws Exception {
        StringBuilder all = new StringBuilder();
        for (String node : new String[] {"client", "proxy", "origin"}) {
            Path output = folder.resolve(node).resolve("output.log");
            if (Files.exists(output)) {
                all.append(node).append(":\n").append(Files.readString(output));
            }
        }
        return all.toString();
    }

    @Override
    public void close() {
        lab.close();
    }
}

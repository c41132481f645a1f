package org.flowlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.flowlab.lab.Labs;
import org.flowlab.lab.runtime.HostedNode;
import org.flowlab.lab.runtime.HostedNodeListener;
import org.flowlab.lab.runtime.Place;
import org.flowlab.lab.runtime.jvm.JvmHost;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.Event;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.sys.Namespace;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// A run in which every trial fails, each with another message.
@Tag("netns")
class ManyProblemsTest {
    private static final int TRIALS = 1_005;

    private final AtomicInteger failures = new AtomicInteger();

    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
    }

    @Test
    void run_json_tells_of_a_thousand_problems_and_of_50_while_the_run_goes_on(@TempDir Path folder)
            throws Exception {
        Experiment experiment =
                ExperimentFile.parse(
                        Path.of("test.yaml"),
                        """
                        name: failing
                        topology:
                          nodes:
                            client: {kind: client}
                            origin: {kind: origin}
                          links:
                            - {endpoints: ["client:eth0", "origin:eth0"]}
                        flows: direct
                        trials: %d
                        fidelity: 10s
                        """
                                .formatted(TRIALS)
                                .getBytes(StandardCharsets.UTF_8));
        RunOptions options =
                new RunOptions(
                        folder,
                        experiment.trials(),
                        experiment.seed(),
                        this::place,
                        "jvm",
                        RunOptions.Capture.NONE,
                        false);
        List<JsonNode> midway = new ArrayList<>();
        RunListener late =
                (_, done, total) -> {
                    if (done == total) {
                        midway.add(runJson(folder));
                    }
                };
        RunReport report = new ExperimentRunner(experiment, options, late).run();

        assertThat(report.failed()).isEqualTo(TRIALS);
        assertThat(report.problems()).hasSize(1_000).allMatch(it -> it.startsWith("direct: "));
        assertThat(midway.getFirst().get("status").asString()).isEqualTo("interrupted");
        assertThat(midway.getFirst().get("problems")).hasSize(50);
        JsonNode run = runJson(folder);
        assertThat(run.get("trials_not_conforming").asInt()).isEqualTo(TRIALS);
        assertThat(run.get("problems")).hasSize(1_000);
    }

    private static JsonNode runJson(Path folder) {
        try {
            return new ObjectMapper().readTree(Files.readString(folder.resolve("run.json")));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Places whose client never gets an answer.
    private List<Place> place(String lab, List<String> nodes) {
        return new JvmHost().place(lab, nodes).stream().<Place>map(Failing::new).toList();
    }

    private final class Failing implements Place {
        private final Place place;

        Failing(Place place) {
            this.place = place;
        }

        @Override
        public Namespace namespace() {
            return place.namespace();
        }

        @Override
        public HostedNode start(NodeSpec spec, HostedNodeListener listener) {
            HostedNode node = place.start(spec, listener);
            return spec.role() == NodeSpec.Role.CLIENT ? failing(node, listener) : node;
        }

        @Override
        public void close() {
            place.close();
        }
    }

    private HostedNode failing(HostedNode node, HostedNodeListener listener) {
        return new HostedNode() {
            @Override
            public void command(Command command) {
                if (command instanceof Command.Fetch fetch) {
                    int number = failures.incrementAndGet();
                    listener.said(new Event.Failed(fetch.id(), "failure " + number));
                } else {
                    node.command(command);
                }
            }

            @Override
            public void close() {
                node.close();
            }
        };
    }
}

package org.flowlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flowlab.topology.BadInputs;
import org.flowlab.topology.BadInputs.BadInput;
import org.flowlab.topology.Topology;
import org.flowlab.trial.ShippedFiles;
import org.flowlab.yaml.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BadExperimentTest {
    @TempDir Path folder;

    static List<BadInput> inputs() throws IOException {
        return BadInputs.read(BadExperimentTest.class, "bad-experiments.txt");
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void a_wrong_experiment_is_told_with_place_found_and_allowed(BadInput input) {
        InputException e =
                catchThrowableOfType(
                        InputException.class,
                        () ->
                                ExperimentFile.parse(
                                        ShippedFiles.folder("experiments").resolve("bad.yaml"),
                                        input.yaml().getBytes(StandardCharsets.UTF_8)));
        assertThat(e).isNotNull();
        assertThat(e.getMessage().replaceAll("(?m)^\\S*(?=experiments/bad.yaml)", ""))
                .isEqualTo(input.problems());
    }

    @Test
    @Timeout(30)
    void far_too_many_values_are_told_of_at_once() {
        String values =
                IntStream.rangeClosed(1, 150_000)
                        .mapToObj(i -> i + "us")
                        .collect(Collectors.joining(", "));
        String yaml =
                "topology: ../topologies/three-tier.yaml\nmatrix:\n  client-proxy.delay: ["
                        + values
                        + "]\n";
        InputException e =
                catchThrowableOfType(
                        InputException.class,
                        () ->
                                ExperimentFile.parse(
                                        ShippedFiles.folder("experiments").resolve("bad.yaml"),
                                        yaml.getBytes(StandardCharsets.UTF_8)));
        assertThat(e)
                .hasMessageEndingWith(
                        "bad.yaml:3:3: matrix: has more than 10000 combinations of values");
    }

    @Test
    void a_mistake_in_the_topology_file_is_told_with_that_files_place() throws IOException {
        Files.writeString(folder.resolve("t.yaml"), "topology: {nodes: {a: {kind: cleint}}}\n");
        Path file = Files.writeString(folder.resolve("e.yaml"), "topology: t.yaml\n");
        InputException e =
                catchThrowableOfType(InputException.class, () -> ExperimentFile.load(file));
        assertThat(e.problems()).hasSize(3);
        assertThat(e.problems().get(0))
                .endsWith(
                        "e.yaml:1:11: topology: the topology has problems, which are listed below");
        assertThat(e.problems().get(1)).contains("t.yaml:1:11: topology: links is missing");
        assertThat(e.problems().get(2))
                .contains("t.yaml:1:30: kind: \"cleint\" is not known here; did you mean client?");
    }

    @Test
    void a_link_to_nothing_is_not_said_to_be_meant_for_itself() throws IOException {
        Path file = folder.resolve("e.yaml");
        Files.createSymbolicLink(folder.resolve("loop.yaml"), Path.of("loop.yaml"));
        Files.writeString(file, "topology: loop.yaml\n");
        assertThatThrownBy(() -> ExperimentFile.load(file))
                .hasMessage(
                        file
                                + ":1:11: topology: 'loop.yaml' is a symbolic link to a file that does not exist");
    }

    @Test
    @Timeout(30)
    void factors_without_number_are_told_of_at_once() {
        StringBuilder yaml =
                new StringBuilder("topology: ../topologies/three-tier.yaml\nmatrix:\n");
        for (int i = 0; i < 90_000; i++) {
            yaml.append("  l").append(i).append(".delay: 1ms\n");
        }
        assertThatThrownBy(
                        () ->
                                ExperimentFile.parse(
                                        ShippedFiles.folder("experiments").resolve("bad.yaml"),
                                        yaml.toString().getBytes(StandardCharsets.UTF_8)))
                .hasMessageEndingWith("bad.yaml:3:3: matrix: has 90000 factors; at most 100");
    }

    /// The most cells, over many links.
    @Test
    @Timeout(30)
    void ten_thousand_cells_over_thousands_of_links_are_read_at_once() {
        StringBuilder yaml = new StringBuilder("topology:\n  nodes:\n");
        yaml.append("    client: {kind: client}\n    origin: {kind: origin}\n  links:\n");
        for (int i = 0; i < 9_000; i++) {
            yaml.append(
                    "  - {endpoints: [\"client:c%d\", \"origin:o%d\"], name: l%d}\n"
                            .formatted(i, i, i));
        }
        String hundred =
                IntStream.range(0, 100).mapToObj(i -> i + "ms").collect(Collectors.joining(", "));
        yaml.append("flows: direct\nmatrix:\n  l0.delay: [").append(hundred);
        yaml.append("]\n  l1.delay: [").append(hundred).append("]\n");
        Experiment experiment =
                ExperimentFile.parse(
                        folder.resolve("e.yaml"), yaml.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(experiment.cells()).hasSize(10_000);
        Topology last = experiment.cells().getLast().topology();
        assertThat(last.links()).hasSize(9_000);
        assertThat(last.links().subList(0, 3))
                .extracting(l -> l.forward().delay().toMillis())
                .containsExactly(99L, 99L, 0L);
    }
}

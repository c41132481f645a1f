package org.flowlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.flowlab.topology.yaml.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BadExperimentTest {
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
                .hasMessageEndingWith("bad.yaml:3:3: matrix: has more than 10000 combinations");
    }

    @Test
    void a_mistake_in_the_topology_file_is_told_with_that_files_place(@TempDir Path folder)
            throws IOException {
        Files.writeString(folder.resolve("t.yaml"), "topology: {nodes: {a: {kind: cleint}}}\n");
        Path file = Files.writeString(folder.resolve("e.yaml"), "topology: t.yaml\n");
        InputException e =
                catchThrowableOfType(InputException.class, () -> ExperimentFile.load(file));
        assertThat(e.problems()).hasSize(3);
        assertThat(e.problems().get(0))
                .endsWith("e.yaml:1:11: topology: the topology is wrong, as told below");
        assertThat(e.problems().get(1)).contains("t.yaml:1:11: topology: links is missing");
        assertThat(e.problems().get(2))
                .contains("t.yaml:1:30: kind: \"cleint\" is not known here; did you mean client?");
    }
}

package org.flowlab.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flowlab.trial.ShippedFiles;
import org.flowlab.view.ExperimentItem;
import org.flowlab.view.TopologyItem;
import org.flowlab.yaml.InputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibraryTest {
    private static final String PAIR =
            """
            topology:
              nodes:
                client: {kind: client}
                origin: {kind: origin}
              links:
                - {endpoints: ["client:eth0", "origin:eth0"], tc: {delay: 1ms}}
            """;
    private static final String PROGRAM =
            PAIR.replace(
                    "origin: {kind: origin}", "origin: {kind: host, role: origin, exec: [id]}");

    @TempDir Path folder;
    private Library library;

    @BeforeEach
    void make() throws IOException {
        Path topologies = Files.createDirectory(folder.resolve("topologies"));
        Path experiments = Files.createDirectory(folder.resolve("experiments"));
        Files.writeString(topologies.resolve("pair.yaml"), PAIR);
        Files.writeString(topologies.resolve("program.yml"), PROGRAM);
        Files.writeString(topologies.resolve("bad.yaml"), "topology: {nodes: 3}\n");
        Files.writeString(topologies.resolve("notes.txt"), "no topology");
        Files.createDirectory(topologies.resolve("folder.yaml"));
        Files.writeString(folder.resolve("secret.yaml"), PAIR);
        Files.writeString(
                experiments.resolve("one.yaml"),
                "topology: ../topologies/pair.yaml\nflows: [direct]\ntrials: 3\n");
        library = new Library(topologies, experiments);
    }

    private static byte[] bytes(String yaml) {
        return yaml.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void the_list_has_all_yaml_files_and_what_is_wrong_with_the_bad_ones() {
        assertThat(library.topologies())
                .extracting(TopologyItem::of)
                .satisfiesExactly(
                        bad -> {
                            assertThat(bad.name()).isEqualTo("bad");
                            assertThat(bad.problems()).isNotEmpty();
                        },
                        pair -> {
                            assertThat(pair.file()).isEqualTo("pair.yaml");
                            assertThat(pair.nodes()).isEqualTo(2);
                            assertThat(pair.links()).isOne();
                            assertThat(pair.programs()).isFalse();
                            assertThat(pair.problems()).isEmpty();
                        },
                        program -> {
                            assertThat(program.name()).isEqualTo("program");
                            assertThat(program.programs()).isTrue();
                        });
    }

    @Test
    void experiments_are_listed_with_what_they_do() {
        ExperimentItem one = ExperimentItem.of(library.experiments().getFirst());
        assertThat(one.name()).isEqualTo("one");
        assertThat(one.experiment())
                .satisfies(
                        it -> {
                            assertThat(it.topology()).isEqualTo("pair");
                            assertThat(it.flows()).hasSize(1);
                            assertThat(it.trials()).isEqualTo(3);
                            assertThat(it.cells()).isOne();
                        });
        assertThat(library.experiment("one").trials()).isEqualTo(3);
        assertThat(library.experimentText("one")).contains("trials: 3");
    }

    @Test
    void the_files_that_come_with_the_lab_can_all_be_read() {
        Library shipped =
                new Library(ShippedFiles.folder("topologies"), ShippedFiles.folder("experiments"));
        assertThat(shipped.topologies())
                .hasSizeGreaterThan(10)
                .allSatisfy(item -> assertThat(item.problems()).isEmpty());
        assertThat(shipped.experiments())
                .hasSizeGreaterThan(5)
                .allSatisfy(item -> assertThat(item.problems()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "../topologies/pair",
                "pair.yaml",
                "",
                ".",
                "..",
                "folder",
                "notes",
                "/etc/passwd",
                "pair\0"
            })
    void a_name_that_is_not_in_the_list_opens_nothing(String name) {
        assertThatThrownBy(() -> library.topologyText(name)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> library.topology(name)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void a_misspelt_name_is_answered_with_the_one_that_was_meant() {
        assertThat(library.topologyText("pair")).isEqualTo(PAIR);
        assertThatThrownBy(() -> library.topology("pairs"))
                .hasMessage(
                        "there is no topology \"pairs\"; did you mean pair? allowed: bad, pair,"
                                + " program");
    }

    @Test
    void all_problems_of_a_text_are_listed_with_their_places() {
        String bad = PAIR.replace("1ms", "1 parsec").replace("kind: client", "kind: cleint");
        assertThatThrownBy(() -> library.topologyOf(bytes(bad), false))
                .isInstanceOfSatisfying(
                        InputException.class,
                        e ->
                                assertThat(e.problems())
                                        .hasSize(2)
                                        .allMatch(p -> p.matches("topology.yaml:\\d+:\\d+: .*")));
    }

    @Test
    void a_text_with_programs_is_for_the_operator_only() {
        assertThatThrownBy(() -> library.topologyOf(bytes(PROGRAM), false))
                .isInstanceOf(OperatorOnlyException.class)
                .hasMessageContainingAll("kind: host", "origin", "./lab deploy FILE");
        assertThat(library.topologyOf(bytes(PROGRAM), true).nodes()).hasSize(2);
        String experiment = PROGRAM + "flows: [direct]\n";
        assertThatThrownBy(() -> library.experimentOf(bytes(experiment), false))
                .isInstanceOf(OperatorOnlyException.class);
        assertThat(library.experimentOf(bytes(experiment), true).cells()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pair",
                "pair.yaml",
                "topologies/pair.yaml",
                "../topologies/pair.yaml",
                "program"
            })
    void an_experiment_as_text_may_name_a_topology_of_the_list(String name) {
        byte[] yaml = bytes("topology: " + name + "\nflows: [direct]\n");
        assertThat(library.experimentOf(yaml, false).topology().nodes()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret.yaml",
                "../../topologies/pair.yaml",
                "/etc/passwd",
                "pair/../pair",
                "topologies/../secret",
                "file:pair",
                "\"pair\\0\""
            })
    void an_experiment_as_text_opens_no_other_file(String name) {
        byte[] yaml = bytes("topology: " + name + "\nflows: [direct]\n");
        assertThatThrownBy(() -> library.experimentOf(yaml, true))
                .isInstanceOf(InputException.class);
    }

    @Test
    void a_topology_that_is_not_listed_is_refused_with_its_place() {
        byte[] yaml = bytes("topology: ../secret.yaml\nflows: [direct]\n");
        assertThatThrownBy(() -> library.experimentOf(yaml, true))
                .hasMessageContaining("experiment.yaml:1:11: ")
                .hasMessageContaining("is none of the controller's topologies")
                .hasMessageContaining("allowed: bad, pair, program");
    }
}

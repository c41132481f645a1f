package org.flowlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.flowlab.topology.Topologies;
import org.flowlab.trial.ShippedFiles;
import org.flowlab.unit.ByteCount;
import org.flowlab.yaml.YamlFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// The keys that say which trials count.
class VerdictKeysTest {
    @SuppressWarnings("unused") // by FieldSource
    static final List<String> ONLY_EXPERIMENTS = Topologies.ONLY_EXPERIMENTS;

    private static Experiment read(String more) {
        String yaml = "topology: ../topologies/three-tier.yaml\n" + more;
        return ExperimentFile.parse(
                ShippedFiles.folder("experiments").resolve("e.yaml"),
                yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void an_experiment_says_which_status_and_how_late_a_wire_it_takes() {
        Experiment experiment =
                read("expect: 404\nfidelity: 1500us\nretries: 0\nmax-disturbed: 5%\n");
        assertThat(experiment.expectStatus()).hasValue(404);
        assertThat(experiment.fidelity()).contains(Duration.ofNanos(1_500_000));
        assertThat(experiment.retries()).isZero();
        assertThat(experiment.maxDisturbed()).isEqualTo(0.05);
    }

    @Test
    void any_success_and_three_retries_are_the_default() {
        Experiment experiment = read("");
        assertThat(experiment.expectStatus()).isEmpty();
        assertThat(experiment.fidelity()).isEmpty();
        assertThat(experiment.retries()).isEqualTo(3);
        assertThat(experiment.maxDisturbed()).isEqualTo(0.2);
    }

    @Test
    void a_capture_may_have_a_largest_size() {
        assertThat(read("").maxCapture()).isEmpty();
        assertThat(read("max-capture: 1.5gb\n").maxCapture()).contains(new ByteCount(3L << 29));
        assertThatThrownBy(() -> read("max-capture: 1kb\n"))
                .hasMessageContaining("max-capture: '1kb' is out of range: 1mb to 1024gb");
    }

    /// Beside an inline topology nothing else tells the two kinds of file apart.
    @ParameterizedTest
    @FieldSource("ONLY_EXPERIMENTS")
    void each_key_of_an_experiment_makes_a_file_one(String key) {
        byte[] yaml = ("topology: {nodes: {}}\n" + key + ": 1\n").getBytes(StandardCharsets.UTF_8);
        assertThat(Topologies.isExperiment(YamlFile.parse("f", yaml).root())).isTrue();
    }

    @Test
    void the_keys_that_make_a_file_an_experiment_are_those_that_a_topology_lacks() {
        assertThat(Topologies.ONLY_EXPERIMENTS)
                .doesNotContain("name", "topology")
                .containsExactlyElementsOf(
                        ExperimentFile.KEYS.subList(2, ExperimentFile.KEYS.size()));
    }
}

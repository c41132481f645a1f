package org.flowlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.flowlab.lab.runtime.jvm.JvmHost;
import org.flowlab.store.Machine;
import org.flowlab.trial.ShippedFiles;
import org.junit.jupiter.api.Test;

final class RunDescriptionTest {
    private final Experiment experiment =
            ExperimentFile.load(ShippedFiles.folder("experiments").resolve("six-flows.yaml"));
    private final RunOptions options =
            new RunOptions(
                    Path.of("out"), 1, 1, new JvmHost(), "jvm", RunOptions.Capture.NONE, false);
    private final RunDescription description =
            new RunDescription(experiment, options, 6, true, Instant.EPOCH);
    private final RunReport report =
            new ExperimentRunner(experiment, options, (_, _, _) -> {}).report();

    @Test
    void a_run_that_is_killed_has_said_before_that_it_is_interrupted() {
        assertThat(description.constant())
                .containsEntry("status", "interrupted")
                .doesNotContainKey("end");
        assertThat(RunDescription.changing(report))
                .containsEntry("trials_done", 0L)
                .containsEntry("theory_is_mean_in_cells", java.util.Set.of());
    }

    @Test
    void it_says_what_kernel_settings_the_nodes_have() {
        assertThat(Machine.facts().get("node_settings"))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, String.class))
                .containsEntry("net.ipv4.tcp_congestion_control", "cubic")
                .containsEntry("net.ipv4.tcp_rmem", "4096 131072 6291456");
    }

    @Test
    void a_run_that_breaks_says_why() {
        assertThat(description.broken(report, new IllegalStateException("why"), Instant.EPOCH))
                .containsEntry("status", "failed")
                .containsEntry("failure", "java.lang.IllegalStateException: why")
                .containsEntry("fidelity", List.of());
    }

    @Test
    void a_run_that_ends_is_complete() {
        assertThat(description.ended(report, Instant.EPOCH))
                .containsEntry("status", "complete")
                .containsEntry("fidelity", List.of());
    }

    @Test
    void the_page_on_results_names_all_that_it_says() throws Exception {
        String page = Files.readString(ShippedFiles.folder("docs").resolve("results.md"));
        assertThat(description.broken(report, new IllegalStateException(), Instant.EPOCH).keySet())
                .allSatisfy(key -> assertThat(page).contains("`" + key + "`"));
    }
}

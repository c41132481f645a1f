package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flowlab.experiment.ShippedFiles;
import org.flowlab.lab.Labs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said where files cannot be written, and what is kept.
@Tag("netns")
class NoRoomTest {
    @TempDir private Path folder;

    @BeforeEach
    void mayMount() {
        Labs.assume();
        Labs.assumeProgram("unshare");
    }

    /// The lab, with a small file system of its own mounted on `where`, and what it left behind.
    private LabCommand.Ended lab(
            String where, int kilobytes, Map<String, String> environment, String... arguments)
            throws Exception {
        String script =
                "mkdir -p %1$s; mount -t tmpfs -o size=%2$dk tmpfs %1$s && \"$@\"; s=$?; cat %1$s/r/run.json; exit $s"
                        .formatted(where, kilobytes);
        List<String> before =
                new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", script, "sh", "env"));
        environment.forEach((name, value) -> before.add(name + "=" + value));
        return LabCommand.await(folder, LabCommand.start(folder, before, arguments));
    }

    @Test
    void where_the_library_for_tls_cannot_be_unpacked_the_folder_is_named() throws Exception {
        String small = folder + "/small";
        LabCommand.Ended ended =
                lab(
                        small,
                        64,
                        Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + small),
                        "flow",
                        "direct");
        assertThat(ended.status()).as(ended.all()).isEqualTo(Exit.MACHINE);
        assertThat(ended.err())
                .contains(
                        "flowlab: the library for TLS cannot be unpacked into " + small,
                        ": No space left on device",
                        "TMPDIR")
                .doesNotContain("\tat ");
    }

    @Test
    void where_results_have_no_room_the_trials_before_are_told_and_so_is_that() throws Exception {
        String experiment = ShippedFiles.folder("experiments").resolve("six-flows.yaml").toString();
        LabCommand.Ended ended =
                lab(
                        "small",
                        100,
                        Map.of(),
                        "run",
                        experiment,
                        "--capture",
                        "all",
                        "--out",
                        "small/r");
        assertThat(ended.status()).as(ended.all()).isEqualTo(Exit.TRIAL);
        assertThat(ended.err())
                .contains("flowlab: the results from here on could not be kept: write small/r/")
                .contains("No space left on device")
                .doesNotContain("\tat ");
        assertThat(ended.out())
                .contains("https-proxy.http  ", "conforms to its flow", "results: small/r")
                .containsPattern("\"problems\" : \\[ \"the results from here on could not be kept");
    }
}

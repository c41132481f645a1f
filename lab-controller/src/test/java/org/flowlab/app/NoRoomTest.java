package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.flowlab.lab.Labs;
import org.flowlab.trial.ShippedFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

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
    ///
    /// @param size as for tmpfs(5)
    private LabCommand.Ended lab(
            String where, String size, Map<String, String> environment, String... arguments)
            throws Exception {
        return lab("", where, size, environment, arguments);
    }

    /// @param meanwhile a shell command in the background, or nothing
    private LabCommand.Ended lab(
            String meanwhile,
            String where,
            String size,
            Map<String, String> environment,
            String... arguments)
            throws Exception {
        String script =
                "mkdir -p %1$s; mount -t tmpfs -o %2$s tmpfs %1$s || exit; %3$s\"$@\"; s=$?; find %1$s -type f -printf 'left: %%p\n'; cat %1$s/r/run.json; exit $s"
                        .formatted(where, size, meanwhile);
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
                        "size=64k",
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
    void a_capture_without_room_is_reported_beside_the_flow_and_no_part_of_it_is_left()
            throws Exception {
        LabCommand.Ended ended =
                lab("small", "size=4k", Map.of(), "flow", "direct", "--capture", "small/x.pcapng");
        assertThat(ended.status()).as(ended.all()).isEqualTo(Exit.TRIAL);
        assertThat(ended.err())
                .contains(
                        "flowlab: --capture: the capture is not kept: write small/x.pcapng:"
                                + " No space left on device. Make room there");
        assertThat(ended.out()).contains("conforms").doesNotContain("left: ");
    }

    @Test
    void a_run_whose_results_will_not_fit_is_not_begun() throws Exception {
        LabCommand.Ended ended = run("size=100k", "--trials", "1000");
        assertThat(ended.status()).as(ended.all()).isEqualTo(Exit.MACHINE);
        assertThat(ended.err())
                .contains("flowlab: the results do not fit: 17.6mb are expected, and 100kb are")
                .doesNotContain("\tat ");
        assertThat(ended.out()).doesNotContain("left: ");
    }

    /// Six trials are expected to fit; the disk is filled after the first.
    @Test
    void if_the_disk_fills_up_the_earlier_trials_and_the_reason_are_printed() throws Exception {
        String fill = "(until grep -q '^1,' small/r/trials.csv; do sleep 0.01; done; ";
        fill += "head -c 350k /dev/zero >small/fill) 2>/dev/null & ";
        LabCommand.Ended ended = lab(fill, "small", "size=400k", Map.of(), sixFlows());
        assertThat(ended.status()).as(ended.all()).isEqualTo(Exit.TRIAL);
        assertThat(ended.err())
                .contains(
                        "flowlab: the results of further trials could not be written: no room for another"
                                + " trial in small/r: it may need ")
                .doesNotContain("\tat ");
        assertThat(ended.out())
                .contains("https-proxy.http  ", "conforms to its flow", "results: small/r")
                .containsPattern(
                        "\"problems\" : \\[ \"the results of further trials could not be written");
    }

    /// There is room for the folder and no file.
    @Test
    void if_run_json_cannot_be_made_no_trial_is_kept_and_the_reason_is_printed() throws Exception {
        LabCommand.Ended ended = run("nr_inodes=2");
        assertThat(ended.status()).as(ended.all()).isEqualTo(Exit.TRIAL);
        assertThat(ended.err())
                .contains(
                        "flowlab: the results of further trials could not be written: small/r/run.json:"
                                + " No space left on device")
                .doesNotContain("\tat ");
        assertThat(ended.out()).doesNotContain("left: ", "results: small/r");
    }

    /// The standard output has the JSON and, behind it, what [#lab] adds; nothing else.
    @Test
    void json_names_the_results_where_there_are_some_and_null_where_not() throws Exception {
        JsonNode none = json(run("nr_inodes=2", "--json"));
        assertThat(none.has("results")).isTrue();
        assertThat(none.get("results").isNull()).isTrue();
        assertThat(none.get("trials").asInt()).isZero();
        JsonNode some = json(run("nr_inodes=5", "--json"));
        assertThat(some.get("results").asString()).isEqualTo("small/r");
        assertThat(some.get("trials").asInt()).isEqualTo(6);
    }

    private static JsonNode json(LabCommand.Ended ended) {
        assertThat(ended.status()).as(ended.all()).isEqualTo(Exit.TRIAL);
        return new ObjectMapper()
                .readTree(ended.out().substring(0, ended.out().indexOf("\n}\n") + 3));
    }

    /// There is room for the run's three files, and no draft of another.
    @Test
    void if_run_json_cannot_be_replaced_it_stays_and_the_reason_is_printed() throws Exception {
        LabCommand.Ended ended = run("nr_inodes=5");
        assertThat(ended.status()).as(ended.all()).isEqualTo(Exit.TRIAL);
        assertThat(ended.err())
                .contains(
                        "flowlab: all trials are written, but the final run.json is not:"
                                + " write small/r/run.json: ",
                        "No space left on device")
                .doesNotContain("\tat ");
        assertThat(ended.out())
                .contains("every one of 6 trials conforms")
                .contains("\"status\" : \"interrupted\"", "\"trials_done\" : 6")
                .contains("left: small/r/trials.csv", "left: small/r/steps.csv")
                .doesNotContain(".tmp");
    }

    /// The shipped experiment, but that a busy machine disturbs no trial.
    private String[] sixFlows(String... more) throws Exception {
        Path shipped = ShippedFiles.folder("experiments").resolve("six-flows.yaml");
        String topologies = ShippedFiles.folder("topologies").toString();
        Path experiment = folder.resolve("six-flows.yaml");
        Files.writeString(
                experiment,
                Files.readString(shipped)
                                .replaceFirst(
                                        "topology: [.][.]/topologies/([^ ]*)",
                                        Matcher.quoteReplacement("topology: '" + topologies)
                                                + "/$1'")
                        + "fidelity: 10s\n");
        List<String> arguments =
                new ArrayList<>(
                        List.of("run", experiment.toString(), "--capture", "none", "--out"));
        arguments.add("small/r");
        arguments.addAll(List.of(more).contains("--trials") ? List.of() : List.of("--trials", "1"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private LabCommand.Ended run(String size, String... more) throws Exception {
        return lab("small", size, Map.of(), sixFlows(more));
    }
}

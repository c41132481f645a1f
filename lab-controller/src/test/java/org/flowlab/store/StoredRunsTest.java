package org.flowlab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.flowlab.dissect.Content;
import org.flowlab.fabric.WireFrame;
import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.lab.Labs;
import org.flowlab.topology.Plan;
import org.flowlab.wire.ethernet.MacAddress;
import org.flowlab.wire.ip.Ipv4Address;
import org.flowlab.wire.tcp.TcpFlags;
import org.flowlab.wire.tcp.TcpFrame;
import org.flowlab.wire.tcp.TcpHeader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Folders made by hand, with what a run leaves only in unusual moments.
class StoredRunsTest {
    private static final String HEADER =
            "trial,cell,flow,reuse,tls,attempt,outcome,conforms,total_ns,proxy_ns,tunnel_ns,origin_ns,"
                    + "theory_ns,late_p50_ns,late_p99_ns,late_max_ns,late_on_path_ns,pause_ns,delay\n";

    @TempDir Path results;
    private StoredRuns runs;

    @BeforeEach
    void open() {
        runs = new StoredRuns(results);
    }

    private Path folder(String id) throws IOException {
        return Files.createDirectories(results.resolve(id));
    }

    private Path run(String id, String json) throws IOException {
        Path folder = folder(id);
        Files.writeString(folder.resolve("run.json"), json);
        return folder;
    }

    private static String row(long trial) {
        return trial + ",1,direct,cold,1.3,1,ok,true,100,,,100,90,1,2,3,4,5,\"a \"\"b\"\", c\"\n";
    }

    @Test
    void the_list_has_the_newest_first_and_says_what_is_wrong_with_a_folder() throws Exception {
        run("old", "{\"status\":\"complete\",\"start\":\"2026-01-01T00:00:00Z\",\"matrix\":{}}");
        run("new", "{\"status\":\"failed\",\"start\":\"2026-03-01T00:00:00Z\",\"x\":[{}]}");
        Path none = folder("none");
        Files.setLastModifiedTime(none, FileTime.from(Instant.parse("2026-02-01T00:00:00Z")));
        run("half", "{\"status\":\"complete\",");
        run("list", "[1]");
        Files.createDirectory(folder("odd").resolve("run.json"));
        Files.writeString(results.resolve("file"), "");
        Files.createSymbolicLink(results.resolve("link"), Path.of("/etc"));

        List<StoredRuns.Item> list = runs.list();
        assertThat(
                        list.stream()
                                .map(StoredRuns.Item::id)
                                .filter(List.of("old", "none", "new")::contains))
                .containsExactly("new", "none", "old");
        assertThat(list).extracting(StoredRuns.Item::id).doesNotContain("file", "link");
        assertThat(problem("old")).isEmpty();
        assertThat(problem("none")).startsWith("there is no run.json");
        assertThat(problem("half")).startsWith("run.json cannot be read");
        assertThat(problem("list")).isEqualTo("run.json is no JSON object");
        assertThat(problem("odd")).isEqualTo("run.json is not a regular file");
        assertThat(runs.item("new").orElseThrow().scalars())
                .isEqualTo(Map.of("status", "failed", "start", "2026-03-01T00:00:00Z"));
    }

    @Test
    void the_files_of_a_labs_programs_are_no_run() throws Exception {
        Files.createDirectory(folder("programs").resolve("guest"));
        Files.createDirectory(run("kept", "{}").resolve("guest"));
        folder("starts");
        assertThat(runs.ids()).containsExactlyInAnyOrder("kept", "starts");
    }

    private String problem(String id) {
        return runs.item(id).orElseThrow().problem();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"..", ".", "", "../results", "run/", "run/.", "/etc", "run\0", ".hidden"})
    void a_name_that_is_not_in_the_list_is_no_run(String id) throws Exception {
        run("run", "{}");
        run(".hidden", "{}");
        assertThat(runs.run(id)).isEmpty();
        assertThat(runs.item(id)).isEmpty();
        assertThat(runs.run("run")).isPresent();
    }

    @Test
    void a_results_folder_that_does_not_exist_is_empty() {
        assertThat(new StoredRuns(results.resolve("nowhere")).list()).isEmpty();
    }

    @Test
    void rows_are_read_up_to_a_line_that_is_being_written() throws Exception {
        Path csv = run("run", "{}").resolve("trials.csv");
        StoredRun run = runs.run("run").orElseThrow();
        assertThat(run.trials(1, 10).total()).isZero();
        Files.writeString(csv, "trial,ce");
        assertThat(run.trials(1, 10).rows()).isEmpty();
        Files.writeString(csv, HEADER + row(1) + row(2) + "3,1,dir");
        assertThat(run.trials(1, 10).total()).isEqualTo(2);
        assertThat(run.trial(3)).isEmpty();
        Files.writeString(csv, row(3).substring("3,1,dir".length()), StandardOpenOption.APPEND);
        assertThat(run.trials(2, 10).rows())
                .extracting(r -> r.get("trial"))
                .containsExactly("2", "3");
        assertThat(run.trial(3).orElseThrow()).containsEntry("delay", "a \"b\", c");
        assertThat(StoredRun.isFactor("delay")).isTrue();
        assertThat(StoredRun.isFactor("total_ns")).isFalse();
    }

    @Test
    void a_page_of_a_long_file_is_found_through_the_index() throws Exception {
        Path csv = run("run", "{}").resolve("trials.csv");
        int count = 200_000;
        StringBuilder rows = new StringBuilder(HEADER);
        for (int n = 1; n <= count; n++) {
            rows.append(row(n));
        }
        Files.writeString(csv, rows);
        StoredRun run = runs.run("run").orElseThrow();
        assertThat(run.trials(1, 1).total()).isEqualTo(count);
        long before = System.nanoTime();
        for (int n = 1; n <= count - 2; n += 10_007) {
            assertThat(run.trials(n, 3).rows())
                    .extracting(r -> r.get("trial"))
                    .containsExactly("" + n, "" + (n + 1), "" + (n + 2));
        }
        // reading the 12 MB anew each time would take many times longer
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
        assertThat(run.trials(count, 10).rows()).hasSize(1);
        assertThat(run.trials(count + 1, 10).rows()).isEmpty();
    }

    @Test
    void a_file_that_was_replaced_is_read_anew() throws Exception {
        Path csv = run("run", "{}").resolve("trials.csv");
        Files.writeString(csv, HEADER + row(1) + row(2) + row(3));
        StoredRun run = runs.run("run").orElseThrow();
        assertThat(run.trials(1, 10).total()).isEqualTo(3);
        Files.writeString(csv, HEADER + row(1));
        assertThat(run.trials(1, 10).rows()).hasSize(1);
    }

    @Test
    void a_damaged_file_is_reported_with_its_name() throws Exception {
        Path folder = run("run", "{}");
        StoredRun run = runs.run("run").orElseThrow();
        Files.writeString(folder.resolve("trials.csv"), HEADER + "x,1\n");
        assertThatThrownBy(() -> run.trials(1, 1))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("trials.csv: the line at byte")
                .hasMessageEndingWith("begins with no trial's number");
        Files.writeString(folder.resolve("trials.csv"), HEADER + "1,1\n");
        assertThatThrownBy(() -> run.trials(1, 1)).hasMessageContaining("trial 1 has 2 fields");
        Files.writeString(folder.resolve("steps.csv"), "trial\n1\n3\n2\n");
        assertThatThrownBy(() -> run.steps(1)).hasMessageEndingWith("trial 2 stands after 3");
        Files.writeString(folder.resolve("capture.pcapng"), "this is no capture at all");
        assertThatThrownBy(() -> run.messages(1, 1, 10))
                .hasMessageContaining("capture.pcapng: ")
                .hasMessageContaining("no capture that the lab wrote");
        assertThat(run.nodesByAddress()).isEmpty();
    }

    @Test
    void steps_of_a_trial_are_those_with_its_number() throws Exception {
        Path folder = run("run", "{}");
        Files.writeString(
                folder.resolve("steps.csv"), "trial,name\n1,a\n1,\"b\nc\"\n2,d\n4,e\n4,f\n5,g");
        StoredRun run = runs.run("run").orElseThrow();
        assertThat(run.steps(1)).extracting(r -> r.get("name")).containsExactly("a", "b\nc");
        assertThat(run.steps(3)).isEmpty();
        assertThat(run.steps(4)).extracting(r -> r.get("name")).containsExactly("e", "f");
        assertThat(run.steps(5)).isEmpty();
    }

    /// A SYN from the client to the proxy, as it is on their link.
    private static byte[] syn(Plan plan, int port) {
        TcpHeader header = new TcpHeader(port, 443, 1, 0, TcpFlags.SYN, 65_000, 0, List.of());
        byte[] frame =
                TcpFrame.of(
                        address(plan, "client"),
                        address(plan, "proxy"),
                        port,
                        header,
                        new byte[0],
                        0,
                        0);
        new MacAddress(plan.node("proxy").interfaces().getFirst().mac()).emit(frame, 0);
        return frame;
    }

    private static Ipv4Address address(Plan plan, String node) {
        return new Ipv4Address(
                ByteBuffer.wrap(plan.node(node).interfaces().getFirst().address().getAddress())
                        .getInt());
    }

    private static List<WireFrame> frames(Plan plan, int port, int count) {
        List<WireFrame> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long at = System.nanoTime();
            frames.add(
                    new WireFrame(
                            0,
                            true,
                            i,
                            at,
                            at + 1_000_000,
                            Verdict.DELIVERED,
                            syn(plan, port + i)));
        }
        return frames;
    }

    @Test
    void messages_of_a_trial_come_from_its_own_frames() throws Exception {
        Plan plan = Labs.triangle("{delay: 1ms}").plan();
        Path folder = run("run", "{}");
        StoredRun run = runs.run("run").orElseThrow();
        assertThat(run.capture()).isEmpty();
        assertThat(run.messages(1, 1, 10)).isEmpty();
        try (CaptureWriter writer = CaptureWriter.to(folder.resolve("capture.pcapng"))) {
            for (int trial = 1; trial <= 300; trial++) {
                if (trial % 10 != 0) { // some trials are not captured
                    writer.write(
                            plan,
                            frames(plan, 1_000 + 10 * trial, 1 + trial % 3),
                            List.of(),
                            trial % 2 == 0 ? List.of("CLIENT_RANDOM aa bb") : List.of(),
                            TrialComment.of(trial, "direct", trial % 4 == 0 ? 400_000 : 0));
                }
                if (trial % 50 == 1) {
                    check(run, trial); // while it is being written
                }
            }
        }
        for (int trial = 1; trial <= 300; trial++) {
            check(run, trial);
        }
        assertThat(run.messages(301, 1, 10)).isEmpty();
        assertThat(run.capture()).contains(folder.resolve("capture.pcapng"));
    }

    private static void check(StoredRun run, int trial) {
        if (trial % 10 == 0) {
            assertThat(run.messages(trial, 1, 10)).isEmpty();
            return;
        }
        TrialMessages messages = run.messages(trial, 1, 10).orElseThrow();
        assertThat(messages.total()).as("trial %d", trial).isEqualTo(1 + trial % 3);
        assertThat(messages.messages())
                .extracting(m -> m.conversation().client().replaceFirst(".*:", ""))
                .contains("" + (1_000 + 10 * trial));
        assertThat(messages.messages().getFirst().content()).isInstanceOf(Content.Syn.class);
        assertThat(messages.messages().getFirst().passage().sentNanos() - messages.beginNanos())
                .isEqualTo(trial % 4 == 0 ? -400_000 : 0);
        if (messages.total() > 1) {
            TrialMessages second = run.messages(trial, 2, 1).orElseThrow();
            assertThat(second.messages()).hasSize(1);
            assertThat(second.total()).isEqualTo(messages.total());
            assertThat(second.messages().getFirst().conversation().client())
                    .isEqualTo(messages.messages().get(1).conversation().client());
        }
    }

    @Test
    void a_capture_that_breaks_off_in_a_trial_gives_all_before() throws Exception {
        Plan plan = Labs.triangle("{delay: 1ms}").plan();
        Path folder = run("run", "{}");
        Path file = folder.resolve("capture.pcapng");
        try (CaptureWriter writer = CaptureWriter.to(file)) {
            for (int trial = 1; trial <= 3; trial++) {
                writer.write(
                        plan,
                        frames(plan, 1_000 + 10 * trial, 2),
                        List.of(),
                        List.of("CLIENT_RANDOM aa bb"),
                        TrialComment.of(trial, "direct", 0));
            }
        }
        byte[] whole = Files.readAllBytes(file);
        StoredRun run = runs.run("run").orElseThrow();
        for (int length = 0; length < whole.length; length += 4) {
            Files.write(file, Arrays.copyOf(whole, length));
            long found = 0;
            for (int trial = 1; trial <= 3; trial++) {
                found += run.messages(trial, 1, 10).map(TrialMessages::total).orElse(0L);
            }
            assertThat(found).isBetween(0L, 6L);
        }
        Files.write(file, whole);
        assertThat(run.messages(3, 1, 10).orElseThrow().total()).isEqualTo(2);
    }

    @Test
    void a_capture_that_is_a_link_to_another_file_is_not_read() throws Exception {
        Path secret = Files.writeString(results.resolve("secret"), "x");
        Path folder = run("run", "{}");
        Files.createSymbolicLink(folder.resolve("capture.pcapng"), secret);
        Files.createSymbolicLink(folder.resolve("trials.csv"), secret);
        StoredRun run = runs.run("run").orElseThrow();
        assertThat(run.capture()).isEmpty();
        assertThat(run.trials(1, 1).rows()).isEmpty();
    }
}

package org.flowlab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.flowlab.wire.pcapng.PcapngWriter;
import org.flowlab.wire.pcapng.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultsFolderTest {
    @TempDir private Path folder;

    private static TrialRow row() {
        return new TrialRow(
                1,
                2,
                "direct",
                "cold",
                "1.3",
                1,
                "ok",
                true,
                OptionalLong.of(40),
                OptionalLong.of(0),
                OptionalLong.of(0),
                OptionalLong.of(40),
                OptionalLong.empty(),
                new TrialRow.Late(10, 20, 30, 40, 50),
                Map.of("client-origin.delay", "5ms"),
                List.of(
                        new TrialRow.StepRow(
                                1,
                                "SYN",
                                "SYN",
                                "origin",
                                "client",
                                "origin",
                                OptionalLong.of(0),
                                OptionalLong.of(10),
                                1)),
                List.of());
    }

    @Test
    void files_have_the_columns_that_are_public() throws IOException {
        try (ResultsFolder results = ResultsFolder.at(folder, List.of("client-origin.delay"))) {
            results.begin(Map.of("status", "interrupted"), Map.of("trials_done", 0));
            results.begin(Map.of("status", "interrupted"), Map.of("trials_done", 1)); // is done
            results.add(row());
            assertThat(folder.resolve("trials.csv"))
                    .hasContent(
                            """
                            trial,cell,flow,reuse,tls,attempt,outcome,conforms,total_ns,proxy_ns,tunnel_ns,\
                            origin_ns,theory_ns,late_p50_ns,late_p99_ns,late_max_ns,late_on_path_ns,pause_ns,\
                            client-origin.delay
                            1,2,direct,cold,1.3,1,ok,true,40,0,0,40,,10,20,30,40,50,5ms
                            """);
            assertThat(folder.resolve("steps.csv"))
                    .hasContent(
                            """
                            trial,flow,step,name,wire,phase,from,to,sent_ns,arrived_ns,transmissions
                            1,direct,1,SYN,SYN,origin,client,origin,0,10,1
                            """);
        }
    }

    @Test
    void a_factor_that_has_a_column_gets_no_second_one() throws IOException {
        try (ResultsFolder results =
                ResultsFolder.at(folder, List.of("reuse", "client-origin.delay", "tls"))) {
            results.begin(Map.of("status", "interrupted"), Map.of("trials_done", 0));
            results.add(row());
            assertThat(folder.resolve("trials.csv"))
                    .hasContent(
                            """
                            trial,cell,flow,reuse,tls,attempt,outcome,conforms,total_ns,proxy_ns,tunnel_ns,\
                            origin_ns,theory_ns,late_p50_ns,late_p99_ns,late_max_ns,late_on_path_ns,pause_ns,\
                            client-origin.delay
                            1,2,direct,cold,1.3,1,ok,true,40,0,0,40,,10,20,30,40,50,5ms
                            """);
        }
    }

    @Test
    void a_run_that_measured_nothing_leaves_nothing_and_its_folder_can_be_used_again()
            throws IOException {
        for (int i = 0; i < 2; i++) {
            try (ResultsFolder results = ResultsFolder.at(folder.resolve("a/b"), List.of());
                    CaptureWriter _ = CaptureWriter.to(folder.resolve("a/b/capture.pcapng"))) {
                results.finish(Map.of("status", "failed"));
            }
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void a_folder_that_cannot_be_made_is_refused_at_once() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        for (Path no : List.of(file, file.resolve("in"))) {
            assertThatThrownBy(() -> ResultsFolder.at(no, List.of()))
                    .isInstanceOf(NotDirectoryException.class)
                    .hasMessage(file.toString());
        }
    }

    @Test
    void a_folder_that_holds_a_run_is_not_written_to() throws IOException {
        try (ResultsFolder results = ResultsFolder.at(folder, List.of())) {
            results.begin(Map.of("status", "interrupted"), Map.of("trials_done", 0));
            results.finish(Map.of("status", "complete"));
        }
        assertThatThrownBy(() -> ResultsFolder.at(folder, List.of()))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(folder + ": holds the results of a run; choose another folder");
    }

    @Test
    void a_folder_that_holds_a_file_which_the_run_would_write_is_refused_at_once()
            throws IOException {
        for (String name : List.of("trials.csv", "steps.csv", "capture.pcapng")) {
            Path mine = Files.writeString(folder.resolve(name), "mine");
            assertThatThrownBy(() -> ResultsFolder.at(folder, List.of()))
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessage(
                            folder + ": holds a file called " + name + "; choose another folder");
            Files.delete(mine);
        }
        ResultsFolder.at(folder, List.of()).close();
    }

    @Test
    void a_capture_may_be_read_by_whoever_may_read_its_siblings() throws IOException {
        Path sibling = Files.writeString(folder.resolve("sibling"), "");
        Path capture = folder.resolve("capture.pcapng");
        new PcapngWriter(capture, new Section("", "", "", "")).close();
        assertThat(Files.getPosixFilePermissions(capture))
                .isEqualTo(Files.getPosixFilePermissions(sibling));
    }
}

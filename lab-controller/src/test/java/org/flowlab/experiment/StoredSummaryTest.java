package org.flowlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flowlab.store.StoredRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredSummaryTest {
    private static final String HEAD =
            "trial,cell,flow,reuse,tls,attempt,outcome,conforms,total_ns,proxy_ns,tunnel_ns,"
                    + "origin_ns,theory_ns,late_p50_ns,late_p99_ns,late_max_ns,late_on_path_ns,"
                    + "pause_ns,delay\n";

    @TempDir Path results;

    private List<StoredSummary.Cell> cells(String... rows) throws Exception {
        Path folder = Files.createDirectory(results.resolve("one"));
        Files.writeString(folder.resolve("run.json"), "{\"status\": \"interrupted\"}");
        Files.writeString(
                folder.resolve("trials.csv"),
                HEAD + Stream.of(rows).map(r -> r + "\n").collect(Collectors.joining()));
        return StoredSummary.of(
                new StoredRuns(results).run("one").orElseThrow(),
                Map.of("theory_is_mean_in_cells", List.of(2L)));
    }

    @Test
    void the_times_of_each_flow_in_each_cell_come_from_the_trials_that_count() throws Exception {
        List<StoredSummary.Cell> cells =
                cells(
                        "1,1,direct,cold,1.2,1,ok,true,110,0,0,80,100,1,5,9,4,0,1ms",
                        "2,1,direct,cold,1.2,1,disturbed,true,990,0,0,80,100,1,5,9,4,0,1ms",
                        "3,1,direct,cold,1.2,2,ok,true,130,0,0,90,100,1,7,9,6,0,1ms",
                        "4,1,direct,cold,1.2,1,failed,false,,0,0,,100,1,5,9,4,0,1ms",
                        "5,2,direct,cold,1.2,1,ok,true,220,0,0,80,200,1,5,9,4,0,2ms");
        assertThat(cells).extracting(StoredSummary.Cell::cell).containsExactly(1, 2);
        assertThat(cells.getFirst().factors()).isEqualTo(Map.of("delay", "1ms"));
        FlowSummary flow = cells.getFirst().flows().getFirst();
        assertThat(List.of(flow.trials(), flow.good(), flow.disturbed())).containsExactly(3, 2, 1);
        assertThat(Objects.requireNonNull(flow.total()).median()).isEqualTo(120);
        assertThat(Objects.requireNonNull(flow.excess()).median()).isEqualTo(20);
        assertThat(Objects.requireNonNull(flow.hosts()).median()).isEqualTo(15);
        assertThat(Objects.requireNonNull(flow.late()).median()).isEqualTo(5);
        assertThat(flow.proxy()).isNull();
        assertThat(flow.theoryNanos()).isEqualTo(100);
        assertThat(flow.theoryIsBound()).isTrue();
        assertThat(cells.getLast().flows().getFirst().theoryIsBound()).isFalse();
    }

    @Test
    void a_run_without_trials_has_no_cells() throws Exception {
        assertThat(cells()).isEmpty();
    }
}

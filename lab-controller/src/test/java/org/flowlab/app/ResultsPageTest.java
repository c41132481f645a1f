package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flowlab.bench.Spread;
import org.flowlab.store.Machine;
import org.flowlab.store.ResultsFolder;
import org.flowlab.trial.Fidelity;
import org.flowlab.trial.ShippedFiles;
import org.flowlab.view.BenchView;
import org.flowlab.view.FlowViews;
import org.flowlab.view.RunView;
import org.flowlab.view.TrialView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `docs/results.md` names all that programs may read.
class ResultsPageTest {
    private static String page() throws Exception {
        return Files.readString(ShippedFiles.folder("docs").resolve("results.md"));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                TrialView.class,
                TrialView.PhaseView.class,
                TrialView.StepView.class,
                RunView.class,
                RunView.CellView.class,
                RunView.FlowView.class,
                RunView.Spread.class,
                Fidelity.class,
                Fidelity.Direction.class,
                FlowViews.FlowView.class,
                FlowViews.ScriptView.class,
                FlowViews.StepView.class,
                BenchView.class,
                BenchView.PartView.class,
                BenchView.FindingView.class,
                BenchView.TargetView.class,
                Spread.class
            })
    void every_key_of_json_is_told(Class<?> type) throws Exception {
        String page = page();
        for (RecordComponent component : type.getRecordComponents()) {
            assertThat(page).contains("`" + component.getName() + "`");
        }
    }

    @Test
    void every_column_and_what_the_machine_is_told_by_have_their_words(@TempDir Path folder)
            throws Exception {
        String page = page();
        try (ResultsFolder results = ResultsFolder.at(folder, List.of())) {
            results.begin(Map.of("status", ""), Map.of("problems", List.of()));
        }
        for (String file : List.of("trials.csv", "steps.csv")) {
            for (String column : Files.readAllLines(folder.resolve(file)).getFirst().split(",")) {
                assertThat(page).contains("`" + column + "`");
            }
        }
        assertThat(Machine.facts().keySet())
                .allSatisfy(key -> assertThat(page).contains("`" + key));
    }
}

package org.flowlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.flowlab.lab.runtime.jvm.JvmHost;
import org.flowlab.store.DiskRoom;
import org.flowlab.store.NoRoomException;
import org.flowlab.trial.ShippedFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastTest {
    @TempDir private Path folder;

    private static Experiment experiment(String more) {
        String yaml = "topology: ../topologies/three-tier.yaml\n" + more;
        return ExperimentFile.parse(
                ShippedFiles.folder("experiments").resolve("e.yaml"),
                yaml.getBytes(StandardCharsets.UTF_8));
    }

    private Forecast forecast(String more, RunOptions.Capture capture) {
        return forecast(more, capture, 60);
    }

    private Forecast forecast(String more, RunOptions.Capture capture, int trials) {
        RunOptions options = new RunOptions(folder, 10, 1, new JvmHost(), "jvm", capture, false);
        return Forecast.of(experiment(more), options, trials);
    }

    @Test
    void captures_are_forecast_from_the_trials_that_are_captured() {
        Forecast all = forecast("", RunOptions.Capture.ALL);
        assertThat(all.captured()).isEqualTo(60);
        assertThat(all.captureBytes()).isEqualTo(60 * DiskRoom.CAPTURED_TRIAL_BYTES);
        assertThat(all.words(folder))
                .startsWith("capture: about 960kb expected, 16.0kb for each of 60 trials; ");
        assertThat(forecast("", RunOptions.Capture.FIRST).captured()).isEqualTo(6);
        assertThat(forecast("", RunOptions.Capture.NONE).captureBytes()).isZero();
        assertThat(forecast("max-capture: 1mb", RunOptions.Capture.ALL, 600).captureBytes())
                .isEqualTo(1 << 20);
    }

    @Test
    void a_run_whose_forecast_does_not_fit_is_refused_with_what_to_do() {
        assertThatThrownBy(() -> new Forecast(1, 1, Long.MAX_VALUE / 2).check(folder))
                .isInstanceOf(NoRoomException.class)
                .hasMessageContaining("the results do not fit: ")
                .hasMessageContaining("free where " + folder)
                .hasMessageContaining("max-capture");
    }
}

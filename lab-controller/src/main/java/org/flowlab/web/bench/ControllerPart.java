package org.flowlab.web.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.flowlab.bench.Part;
import org.flowlab.service.LiveLab;

/// The part of the bench that measures the controller. All figures are ratios within one run, so
/// that the machine's speed cancels out.
public final class ControllerPart implements Part {
    private static final int LABS = 100;

    @Override
    public String name() {
        return "controller";
    }

    @Override
    public String title() {
        return LABS + " labs up: their list, and clients that watch them; labs that come and go";
    }

    @Override
    public Duration most() {
        return Duration.ofMinutes(15);
    }

    @Override
    public void measure(Run run) throws Exception {
        Path folder = Files.createTempDirectory("flowlab-bench");
        try {
            try (BenchController controller = BenchController.start(folder)) {
                RoundsBench.measure(run, controller);
            }
            try (BenchController controller = BenchController.start(folder)) {
                List<LiveLab> labs = controller.deploy(LABS, run.seed());
                ListBench.measure(run, controller);
                WatchBench.measure(run, controller, labs);
            }
        } finally {
            Files.deleteIfExists(folder);
        }
    }
}

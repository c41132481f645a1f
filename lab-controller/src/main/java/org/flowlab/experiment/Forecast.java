package org.flowlab.experiment;

import java.io.IOException;
import java.nio.file.Path;
import org.flowlab.store.DiskRoom;
import org.flowlab.unit.ByteCount;

/// What a run is expected to write, assuming [DiskRoom#CAPTURED_TRIAL_BYTES] for a trial in the
/// capture.
///
/// @param trials of the whole run
/// @param captured how many of them are captured
/// @param captureBytes of all of those together, at most the experiment's bound
public record Forecast(long trials, long captured, long captureBytes) {
    /// @param trials of the whole run
    public static Forecast of(Experiment experiment, RunOptions options, long trials) {
        long captured =
                switch (options.capture()) {
                    case ALL -> trials;
                    case FIRST -> trials / options.trials();
                    case NONE -> 0;
                };
        long bytes = captured * DiskRoom.CAPTURED_TRIAL_BYTES;
        return new Forecast(
                trials,
                captured,
                experiment.maxCapture().map(most -> Math.min(most.bytes(), bytes)).orElse(bytes));
    }

    /// @throws org.flowlab.store.NoRoomException if it does not fit where `folder` is
    void check(Path folder) throws IOException {
        DiskRoom.check(folder, captureBytes + trials * DiskRoom.TRIAL_BYTES);
    }

    /// What to tell before the run about the capture.
    public String words(Path folder) {
        return String.format(
                "capture: about %s expected, %s for each of %,d trials; %s are free",
                new ByteCount(captureBytes).rounded(),
                new ByteCount(DiskRoom.CAPTURED_TRIAL_BYTES).rounded(),
                captured,
                new ByteCount(DiskRoom.freeBytes(folder)).rounded());
    }
}

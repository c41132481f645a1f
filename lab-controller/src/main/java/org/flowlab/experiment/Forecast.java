package org.flowlab.experiment;

import java.io.IOException;
import java.nio.file.Path;
import org.flowlab.store.DiskRoom;
import org.flowlab.unit.ByteCount;

/// The size of what a run is expected to write, if each captured trial takes
/// [DiskRoom#CAPTURED_TRIAL_BYTES].
///
/// @param trials the number of trials of the whole run
/// @param captured the number of trials that are captured
/// @param captureBytes the expected size of the capture, at most the experiment's bound
public record Forecast(long trials, long captured, long captureBytes) {
    /// @param trials the number of trials of the whole run
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

    /// Checks that the results fit on the disk.
    ///
    /// @throws org.flowlab.store.NoRoomException if they do not
    void check(Path folder) throws IOException {
        DiskRoom.check(folder, captureBytes + trials * DiskRoom.TRIAL_BYTES);
    }

    /// The line about the capture that is printed before the run.
    public String words(Path folder) {
        return String.format(
                "capture: about %s expected, %s for each of %,d trials; %s are free",
                new ByteCount(captureBytes).rounded(),
                new ByteCount(DiskRoom.CAPTURED_TRIAL_BYTES).rounded(),
                captured,
                new ByteCount(DiskRoom.freeBytes(folder)).rounded());
    }
}

package org.flowlab.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flowlab.unit.ByteCount;

/// Checks that the disk has room for a run's results.
public final class DiskRoom {
    /// The usual size of a trial in a capture: about 40 frames, each written twice. It is larger
    /// with losses, large certificates or hosts that talk beside the flow.
    public static final long CAPTURED_TRIAL_BYTES = 16 << 10;

    /// The size of a trial's lines in `trials.csv` and `steps.csv`.
    public static final long TRIAL_BYTES = 3 << 10;

    /// The room for `run.json` and the file that replaces it.
    private static final long SPARE_BYTES = 64 << 10;

    private DiskRoom() {}

    /// The bytes that are free for this user on the file system of `folder`, which need not exist;
    /// [Long#MAX_VALUE] if they are not known.
    public static long freeBytes(Path folder) {
        Path there = folder.toAbsolutePath().normalize();
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        try {
            return Files.getFileStore(there).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    /// Checks before a run that its results fit.
    ///
    /// @param needed the expected size of the results, in bytes
    /// @throws NoRoomException if they do not fit
    public static void check(Path folder, long needed) throws NoRoomException {
        long free = freeBytes(folder);
        if (needed + SPARE_BYTES > free) {
            throw new NoRoomException(
                    "the results do not fit: "
                            + new ByteCount(needed + SPARE_BYTES).rounded()
                            + " are expected, and "
                            + new ByteCount(free).rounded()
                            + " are free where "
                            + folder
                            + " would be. Make room, choose another place (--out), or keep less"
                            + " (--capture first or none, max-capture, fewer trials).");
        }
    }

    /// Checks during a run that one more trial fits.
    ///
    /// @param capturedBytes the size of the largest trial in the capture so far, in bytes
    /// @throws NoRoomException if it does not fit
    public static void checkAnother(Path folder, long capturedBytes) throws NoRoomException {
        long free = freeBytes(folder);
        long needed = 2 * capturedBytes + TRIAL_BYTES + SPARE_BYTES;
        if (needed > free) {
            throw new NoRoomException(
                    "no room for another trial in "
                            + folder
                            + ": it may need "
                            + new ByteCount(needed).rounded()
                            + ", and "
                            + new ByteCount(free).rounded()
                            + " are free. Make room, or capture less.");
        }
    }
}

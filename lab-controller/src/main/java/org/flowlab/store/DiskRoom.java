package org.flowlab.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flowlab.unit.ByteCount;

/// How much room a run needs on the disk, and how much there is.
public final class DiskRoom {
    /// A trial in a capture: some 40 frames, each where it entered and where it left a link. More
    /// with losses, large certificates or hosts that talk beside the flow.
    public static final long CAPTURED_TRIAL_BYTES = 16 << 10;

    /// A trial's lines in `trials.csv` and `steps.csv`.
    public static final long TRIAL_BYTES = 3 << 10;

    /// For `run.json` and its replacement.
    private static final long SPARE_BYTES = 64 << 10;

    private DiskRoom() {}

    /// What is free for this user on the file system where `folder` is, or would be made; a very
    /// large number if that cannot be found out.
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

    /// Looks for room before a run.
    ///
    /// @param needed what the run is expected to write, in bytes
    /// @throws NoRoomException if that does not fit
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

    /// Looks for room for one more trial during a run.
    ///
    /// @param capturedBytes what the largest trial took up in the capture so far
    /// @throws NoRoomException if there is none
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

package org.flowlab.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.flowlab.fabric.FabricReport;
import org.flowlab.fabric.WireFrame;
import org.flowlab.fabric.WireFrame.Verdict;

/// What the wire itself did wrong during one trial, its set-up included. Any of it disturbs the
/// trial. Frames of hosts that take no part in the trial are included in all counts but `refused`,
/// because the wire's counters do not tell them apart.
///
/// @param kernelDrops frames that the kernel dropped before the wire took them
/// @param outOfMemory frames that were dropped or not copied because the wire had no memory
/// @param refused frames between the trial's parties that the receiver's kernel refused
/// @param clockSteps how often the machine's clock was set
/// @param implausibleStamps frames with an impossible time stamp
public record WireFaults(
        long kernelDrops, long outOfMemory, long refused, long clockSteps, long implausibleStamps) {
    public static final WireFaults NONE = new WireFaults(0, 0, 0, 0, 0);

    /// @param before the fabric's counters when the trial began
    /// @param after the counters when it had ended
    /// @param frames the trial's frames
    /// @param isParties whether a frame goes from one of the trial's parties to another
    static WireFaults between(
            FabricReport before,
            FabricReport after,
            List<WireFrame> frames,
            Predicate<WireFrame> isParties) {
        return new WireFaults(
                after.kernelDrops() - before.kernelDrops(),
                after.outOfMemory() - before.outOfMemory(),
                frames.stream()
                        .filter(f -> f.verdict() == Verdict.SEND_FAILED)
                        .filter(isParties)
                        .count(),
                after.clockSteps() - before.clockSteps(),
                after.implausibleStamps() - before.implausibleStamps());
    }

    public boolean any() {
        return !equals(NONE);
    }

    /// One phrase for each kind of fault, such as `changes of the machine's clock: 1`.
    public List<String> words() {
        List<String> words = new ArrayList<>();
        add(words, kernelDrops, "frames dropped by the kernel before the wire took them");
        add(words, outOfMemory, "frames dropped because the wire had no memory");
        add(words, refused, "frames refused by their receiver's kernel");
        add(words, clockSteps, "changes of the machine's clock");
        add(words, implausibleStamps, "frames with an impossible time stamp");
        return words;
    }

    static void add(List<String> words, long count, String what) {
        if (count > 0) {
            words.add(what + ": " + count);
        }
    }
}

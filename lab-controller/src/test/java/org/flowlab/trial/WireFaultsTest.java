package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flowlab.fabric.FabricReport;
import org.flowlab.fabric.WireFrame;
import org.flowlab.fabric.WireFrame.Verdict;
import org.junit.jupiter.api.Test;

class WireFaultsTest {
    private static FabricReport report(
            long kernelDrops, long outOfMemory, long clockSteps, long implausibleStamps) {
        return new FabricReport(
                100, kernelDrops, 0, 0, 0, outOfMemory, 0, 0, 0, clockSteps, implausibleStamps, 0);
    }

    private static WireFrame frame(int link, Verdict verdict) {
        return new WireFrame(link, true, 0, 1, 2, verdict, new byte[60]);
    }

    @Test
    void only_what_was_counted_during_the_trial_is_a_fault_of_it() {
        FabricReport before = report(7, 7, 7, 7);
        assertThat(WireFaults.between(before, before, List.of(), f -> true).any()).isFalse();
        WireFaults faults = WireFaults.between(before, report(8, 9, 10, 11), List.of(), f -> true);
        assertThat(faults).isEqualTo(new WireFaults(1, 2, 0, 3, 4));
        assertThat(faults.words())
                .containsExactly(
                        "frames dropped by the kernel before the wire took them: 1",
                        "frames dropped because the wire had no memory: 2",
                        "changes of the machine's clock: 3",
                        "frames with an impossible time stamp: 4");
    }

    @Test
    void frames_of_the_flow_that_could_not_be_sent_are_a_fault_and_losses_on_purpose_are_not() {
        FabricReport same = report(0, 0, 0, 0);
        List<WireFrame> frames =
                List.of(
                        frame(0, Verdict.SEND_FAILED),
                        frame(0, Verdict.LOST_RANDOM),
                        frame(0, Verdict.DELIVERED),
                        frame(1, Verdict.SEND_FAILED));
        WireFaults faults = WireFaults.between(same, same, frames, f -> f.link() == 0);
        assertThat(faults).isEqualTo(new WireFaults(0, 0, 1, 0, 0));
        assertThat(faults.words()).containsExactly("frames refused by their receiver's kernel: 1");
    }
}

package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.flowlab.fabric.DirectionReport;
import org.flowlab.fabric.Punctuality;
import org.flowlab.fabric.WireFrame.Verdict;
import org.junit.jupiter.api.Test;

class FidelityTest {
    @Test
    void drops_are_counted_by_every_reason() {
        Map<Verdict, Long> verdicts =
                Map.of(
                        Verdict.DELIVERED, 100L,
                        Verdict.CORRUPTED, 1L,
                        Verdict.TOO_BIG, 10L,
                        Verdict.QUEUE_FULL, 3L,
                        Verdict.LINK_DOWN, 2L);
        DirectionReport report =
                new DirectionReport(116, 0, 0, verdicts, 0, 0, new Punctuality(0, 0, 0, 0, 0));
        assertThat(Fidelity.drops(report))
                .isEqualTo(Map.of("too-big", 10L, "queue-full", 3L, "link-down", 2L));
    }
}

package org.flowlab.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("netns")
class LinkTest {
    /// The wire looks a direction up before it counts the frame in it. A restart between the two
    /// sees a direction without frames.
    @Test
    void a_frame_that_enters_a_direction_just_replaced_is_waited_for_and_can_be_cut()
            throws IOException {
        try (TwoNodes nodes = new TwoNodes();
                Fabric fabric =
                        nodes.wiring.fabric().call(() -> Fabric.open(FabricOptions.DEFAULT))) {
            End a = End.device(nodes.wiring.end("n1", "eth0").index());
            End b = End.device(nodes.wiring.end("n2", "eth0").index());
            Link link = fabric.addLink("l", a, b, Impairment.NONE, Impairment.NONE, new Seed(1));
            Direction replaced = link.forwardDirection();
            link.restart(Impairment.NONE, Impairment.NONE);
            replaced.depart(true);

            assertThat(link.isIdle()).isFalse();
            assertThat(fabric.awaitIdle(Duration.ofMillis(5))).isFalse();
            link.setUp(false);
            assertThat(replaced.up).isFalse();
        }
    }
}

package org.flowlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import org.flowlab.fabric.Impairment;
import org.flowlab.topology.TrafficControl.QueueLimit;
import org.junit.jupiter.api.Test;

class DefaultLimitTest {
    @Test
    void the_files_know_the_queue_that_the_fabric_makes_unless_told() {
        assertThat(QueueLimit.DEFAULT.packets()).isEqualTo(Impairment.DEFAULT_LIMIT.packets());
        assertThat(QueueLimit.DEFAULT.bytes()).isEqualTo(Impairment.DEFAULT_LIMIT.bytes());
    }
}

package org.flowlab.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FramePoolTest {
    @Test
    void it_grows_to_its_capacity_keeps_what_is_known_of_frames_and_then_has_no_place() {
        try (FramePool pool = new FramePool(3000, 64)) {
            Set<Integer> slots = new HashSet<>();
            for (int i = 0; i < 3000; i++) {
                int slot = pool.take();
                slots.add(slot);
                pool.index[slot] = 7L * slot;
                pool.length[slot] = slot;
                pool.verdict[slot] = WireFrame.Verdict.DELIVERED;
            }
            assertThat(slots).hasSize(3000);
            assertThat(pool.take()).isEqualTo(FramePool.NONE);
            for (int slot : slots) {
                assertThat(pool.index[slot]).isEqualTo(7L * slot);
                assertThat(pool.length[slot]).isEqualTo(slot);
                assertThat(pool.offset(slot)).isEqualTo(64L * slot);
            }
            assertThat(pool.isShort()).isTrue();
            slots.forEach(pool::free);
            assertThat(pool.isShort()).isFalse();
            assertThat(pool.take()).isIn(slots);
        }
    }
}

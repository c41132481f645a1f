package org.flowlab.node.spdy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiveWindowTest {
    @ParameterizedTest
    @ValueSource(ints = {1_024, 32_768, 65_536, 131_072, 1 << 20, Integer.MAX_VALUE})
    void a_peer_that_knows_only_the_protocols_window_is_never_stalled(int target) {
        ReceiveWindow window = new ReceiveWindow(target, SendWindow.INITIAL_BYTES);
        int may = SendWindow.INITIAL_BYTES;
        for (int sent = 0; sent < 10_000_000; ) {
            int n = Math.min(1_000, may);
            assertThat(n).as("may send after " + sent).isPositive();
            assertThat(window.arrived(n)).isTrue();
            may += window.read(n) - n;
            sent += n;
        }
    }

    @Test
    void updates_come_by_halves_and_tell_of_all_that_was_read() {
        ReceiveWindow window = new ReceiveWindow(32_768, SendWindow.INITIAL_BYTES);
        assertThat(window.read(16_383)).isZero();
        assertThat(window.read(2_000)).isEqualTo(18_383);
        assertThat(window.read(16_383)).isZero();
    }
}

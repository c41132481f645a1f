package org.flowlab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.flowlab.fabric.WireFrame;
import org.junit.jupiter.api.Test;

class RecordingTest {
    private static WireFrame frame(int bytes) {
        return new WireFrame(0, true, 0, 0, 0, WireFrame.Verdict.DELIVERED, new byte[bytes]);
    }

    @Test
    void frames_that_it_has_no_room_for_are_counted_and_not_kept() {
        Recording recording = new Recording(3000);
        for (int i = 0; i < 5; i++) {
            recording.add(frame(1000));
        }
        assertThat(recording.frames()).hasSize(2);
        assertThat(recording.omitted()).isEqualTo(3);
        assertThat(recording.size()).isEqualTo(5);
        assertThat(recording.room()).hasToString("3000b");
    }

    @Test
    void after_a_take_there_is_room_again() {
        Recording recording = new Recording(3000);
        for (int i = 0; i < 5; i++) {
            recording.add(frame(1000));
        }
        assertThat(recording.take()).hasSize(2);
        assertThat(recording.omitted()).isZero();
        recording.add(frame(1000));
        assertThat(recording.take()).hasSize(1);
    }
}

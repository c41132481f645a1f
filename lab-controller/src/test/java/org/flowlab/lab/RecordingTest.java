package org.flowlab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.flowlab.fabric.FrameView;
import org.flowlab.fabric.Gap;
import org.junit.jupiter.api.Test;

class RecordingTest {
    private static final boolean BACKGROUND = true;

    private final Recording recording = new Recording(new RecordingRoom(6000));

    private void add(int frames, boolean background, int link) {
        for (int i = 0; i < frames; i++) {
            FrameView view = FrameView.of(new byte[1000], background);
            recording.sink(link).frame(view);
        }
    }

    @Test
    void frames_that_it_has_no_room_for_are_a_gap_and_not_kept() {
        add(5, !BACKGROUND, 7);
        assertThat(recording.frames()).hasSize(2);
        assertThat(recording.size()).isEqualTo(5);
        assertThat(recording.room()).hasToString("3000b");
        assertThat(recording.take().gaps())
                .singleElement()
                .satisfies(
                        gap -> {
                            assertThat(gap.link()).isEqualTo(7);
                            assertThat(gap.frames()).isEqualTo(3);
                            assertThat(gap.background()).isFalse();
                        });
    }

    @Test
    void all_recordings_share_one_room_and_none_can_take_it_all() {
        RecordingRoom room = new RecordingRoom(60_000);
        List<Recording> labs = Stream.generate(() -> new Recording(room)).limit(100).toList();
        List<Integer> kept = new ArrayList<>();
        for (Recording lab : labs) {
            for (int i = 0; i < 100; i++) {
                lab.sink(0).frame(FrameView.of(new byte[920], !BACKGROUND));
            }
            kept.add(lab.frames().size());
        }
        assertThat(kept.subList(0, 5)).containsExactly(30, 15, 8, 4, 2);
        assertThat(room.usedBytes()).isBetween(58_000L, 60_000L);
        labs.getFirst().take();
        labs.get(1).close();
        labs.get(1).sink(0).frame(FrameView.of(new byte[920], !BACKGROUND));
        assertThat(labs.get(1).frames()).as("after its lab is gone").isEmpty();
        labs.get(99).sink(0).frame(FrameView.of(new byte[920], !BACKGROUND));
        assertThat(labs.get(99).frames()).hasSize(kept.get(99) + 1);
        labs.forEach(Recording::close);
        assertThat(room.usedBytes()).isZero();
    }

    @Test
    void after_a_take_there_is_room_again() {
        add(5, !BACKGROUND, 0);
        assertThat(recording.take().frames()).hasSize(2);
        add(1, !BACKGROUND, 0);
        Recording.Recorded again = recording.take();
        assertThat(again.frames()).hasSize(1);
        assertThat(again.gaps()).isEmpty();
    }

    @Test
    void bystanders_cannot_take_the_room_of_the_parties() {
        add(50, BACKGROUND, 0);
        add(1, !BACKGROUND, 1);
        Recording.Recorded recorded = recording.take();
        assertThat(recorded.frames()).extracting(f -> f.link()).containsExactly(0, 1);
        assertThat(recorded.gaps())
                .singleElement()
                .satisfies(
                        gap -> {
                            assertThat(gap.background()).isTrue();
                            assertThat(gap.frames()).isEqualTo(49);
                        });
    }

    @Test
    void gaps_of_one_kind_that_are_near_each_other_are_one() {
        recording.add(new Gap(0, true, false, 2, 0, 10));
        recording.add(new Gap(0, false, false, 1, 20, 30));
        recording.add(new Gap(0, true, false, 3, 500_000, 600_000));
        recording.add(new Gap(0, true, false, 4, 5_000_000, 6_000_000));
        assertThat(recording.take().gaps())
                .isEqualTo(
                        List.of(
                                new Gap(0, true, false, 5, 0, 600_000),
                                new Gap(0, false, false, 1, 20, 30),
                                new Gap(0, true, false, 4, 5_000_000, 6_000_000)));
    }

    @Test
    void gaps_without_number_take_a_bounded_number_of_places_and_lose_no_frame() {
        for (int i = 0; i < 5_000; i++) {
            recording.add(new Gap(0, true, false, 1, i * 10_000_000L, i * 10_000_000L + 1));
        }
        List<Gap> gaps = recording.take().gaps();
        assertThat(gaps).hasSizeLessThanOrEqualTo(1_000);
        assertThat(gaps.stream().mapToLong(Gap::frames).sum()).isEqualTo(5_000);
        assertThat(gaps.getLast().untilNanos()).isEqualTo(4_999 * 10_000_000L + 1);
    }
}

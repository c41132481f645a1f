package org.flowlab.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.Test;

class RecordRingTest {
    private static final int CAPACITY = 1 << 14;

    private final FrameView view = new FrameView();

    private static Direction direction(int link, boolean forward) {
        return new Direction(link, forward, new Seed(1), Impairment.NONE, 10, 1, null, -1);
    }

    private static int fill(FramePool pool, Direction direction, long index, int length) {
        int slot = pool.take();
        pool.direction[slot] = direction;
        pool.index[slot] = index;
        pool.enteredNanos[slot] = index * 10;
        pool.dueNanos[slot] = index * 10 + 2;
        pool.length[slot] = length;
        for (int i = 0; i < length; i++) {
            pool.bytes.set(ValueLayout.JAVA_BYTE, pool.offset(slot) + i, (byte) (index + i));
        }
        return slot;
    }

    private void assertNext(RecordRing ring, long index, int length) {
        assertThat(ring.peek(view)).isTrue();
        WireFrame frame = view.toWireFrame();
        assertThat(frame.index()).isEqualTo(index);
        assertThat(frame.link()).isEqualTo((int) (index % 1000));
        assertThat(frame.forward()).isEqualTo(index % 2 == 0);
        assertThat(frame.enteredNanos()).isEqualTo(index * 10);
        assertThat(frame.leftNanos()).isEqualTo(index * 10 + 5);
        assertThat(frame.latenessNanos()).isEqualTo(3);
        assertThat(frame.verdict()).isEqualTo(Verdict.REORDERED);
        assertThat(frame.bytes()).hasSize(length);
        for (int i = 0; i < length; i++) {
            assertThat(frame.bytes()[i]).isEqualTo((byte) (index + i));
        }
        ring.advance();
    }

    @Test
    void what_is_written_is_read_in_order_over_many_rounds_of_the_ring() {
        SplittableRandom random = new SplittableRandom(17);
        try (RecordRing ring = new RecordRing(CAPACITY);
                FramePool pool = new FramePool(4, 2048)) {
            Deque<Integer> lengths = new ArrayDeque<>();
            long written = 0;
            long read = 0;
            int refused = 0;
            for (int i = 0; i < 20_000; i++) {
                int length = random.nextInt(14, 1515);
                int slot =
                        fill(
                                pool,
                                direction((int) (written % 1000), written % 2 == 0),
                                written,
                                length);
                if (ring.write(pool, slot, Verdict.REORDERED, written * 10 + 5)) {
                    written++;
                    lengths.add(length);
                } else {
                    refused++;
                }
                pool.free(slot);
                while (!lengths.isEmpty() && random.nextInt(100) < 48) {
                    assertNext(ring, read++, lengths.remove());
                }
            }
            while (!lengths.isEmpty()) {
                assertNext(ring, read++, lengths.remove());
            }
            assertThat(ring.peek(view)).isFalse();
            assertThat(ring.readBytes()).isEqualTo(ring.writtenBytes());
            assertThat(refused).isPositive();
            assertThat(written).isGreaterThan(10_000);
        }
    }

    @Test
    void a_full_ring_refuses_and_takes_again_once_read() {
        try (RecordRing ring = new RecordRing(CAPACITY);
                FramePool pool = new FramePool(4, 2048)) {
            int slot = fill(pool, direction(0, true), 0, 1000);
            int fitted = 0;
            while (ring.write(pool, slot, Verdict.REORDERED, 5)) {
                fitted++;
            }
            assertThat(fitted).isEqualTo(CAPACITY / 1048);
            assertThat(ring.isHalfFull()).isTrue();
            assertNext(ring, 0, 1000);
            assertNext(ring, 0, 1000);
            assertThat(ring.write(pool, slot, Verdict.REORDERED, 5)).isTrue();
        }
    }

    @Test
    void background_fills_half_of_the_ring_and_a_gap_stands_where_its_frames_would() {
        try (RecordRing ring = new RecordRing(CAPACITY);
                FramePool pool = new FramePool(4, 2048)) {
            Direction direction = direction(3, true);
            int bystander = fill(pool, direction, 0, 1000);
            pool.background[bystander] = true;
            int fitted = 0;
            while (ring.write(pool, bystander, Verdict.DELIVERED, 5)) {
                fitted++;
            }
            assertThat(fitted).isEqualTo(CAPACITY / 2 / 1048);
            OpenGap gap = direction.gap(true);
            assertThat(gap.add(50, 70)).isTrue();
            assertThat(gap.add(40, 60)).isFalse();
            while (ring.write(gap)) {
                fitted++;
            }
            assertThat(fitted).isGreaterThan(CAPACITY / 2 / 1048);

            int party = fill(pool, direction, 6, 1000);
            assertThat(ring.write(pool, party, Verdict.DELIVERED, 65)).isTrue();
            for (int i = 0; i < CAPACITY / 2 / 1048; i++) {
                assertThat(ring.peek(view)).isTrue();
                assertThat(view.background()).isTrue();
                assertThat(view.isGap).isFalse();
                ring.advance();
            }
            assertThat(ring.peek(view)).isTrue();
            assertThat(view.isGap).isTrue();
            assertThat(view.toGap()).isEqualTo(new Gap(3, true, true, 2, 40, 70));
        }
    }

    @Test
    void a_pool_gives_the_place_freed_last_and_says_when_there_is_none() {
        try (FramePool pool = new FramePool(3, 2048)) {
            int first = pool.take();
            int second = pool.take();
            pool.free(first);
            assertThat(pool.take()).isEqualTo(first);
            assertThat(pool.take()).isNotIn(first, second);
            assertThat(pool.take()).isEqualTo(FramePool.NONE);
        }
    }

    @Test
    void a_table_of_addresses_learns_moves_and_stops_when_full() {
        MacTable table = new MacTable();
        for (long address = 0; address < 5_000; address++) {
            table.learn(address, (int) (address % 7));
        }
        assertThat(table.port(4_095)).isEqualTo(4_095 % 7);
        assertThat(table.port(4_096)).isEqualTo(MacTable.UNKNOWN);
        table.learn(3, 99);
        assertThat(table.port(3)).isEqualTo(99);
        table.clear();
        assertThat(table.port(3)).isEqualTo(MacTable.UNKNOWN);
    }
}

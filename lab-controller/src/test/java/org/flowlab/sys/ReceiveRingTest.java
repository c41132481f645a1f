package org.flowlab.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The test plays the kernel's part and writes to the ring.
class ReceiveRingTest {
    private static final int FRAMES = 4;
    private static final int FRAME_BYTES = 2048;

    /// The offset at which the kernel usually puts the Ethernet header.
    private static final int MAC = 82;

    private static final int USER = 1;
    private static final int CSUM_NOT_READY = 8;
    private static final int VLAN_VALID = 16;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory = arena.allocate(FRAMES * FRAME_BYTES, 16);
    private final ReceiveRing ring = new ReceiveRing(FRAMES, FRAME_BYTES);

    @BeforeEach
    void begin() {
        memory.fill((byte) 0x55); // garbage in all that the kernel does not set
        for (int i = 0; i < FRAMES; i++) {
            status(i, 0);
        }
        ring.begin(memory);
    }

    @AfterEach
    void free() {
        arena.close();
    }

    private void status(int place, int status) {
        memory.set(ValueLayout.JAVA_INT, (long) place * FRAME_BYTES, status);
    }

    /// `struct tpacket2_hdr`, `struct sockaddr_ll` and the frame.
    private void put(int place, int flags, int ifindex, int length, byte[] frame) {
        long at = (long) place * FRAME_BYTES;
        memory.set(ValueLayout.JAVA_INT, at + 4, length);
        memory.set(ValueLayout.JAVA_INT, at + 8, frame.length);
        memory.set(ValueLayout.JAVA_SHORT, at + 12, (short) MAC);
        memory.set(ValueLayout.JAVA_INT, at + 16, (int) 3_000_000_000L); // seconds, after 2038
        memory.set(ValueLayout.JAVA_INT, at + 20, 999_999_999); // and nanoseconds
        memory.set(ValueLayout.JAVA_SHORT, at + 24, (short) 0xa00b); // the VLAN's number
        memory.set(ValueLayout.JAVA_SHORT, at + 26, (short) 0x88a8); // and the tag's type
        memory.set(ValueLayout.JAVA_INT, at + 32 + 4, ifindex);
        MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, at + MAC, frame.length);
        status(place, USER | flags);
    }

    private static byte[] frame(int length) {
        byte[] frame = new byte[length];
        for (int i = 0; i < length; i++) {
            frame[i] = (byte) (i + 1);
        }
        return frame;
    }

    private byte[] copy(int bytes) {
        MemorySegment target = arena.allocate(bytes + 10);
        target.fill((byte) 0x77);
        ring.copyTo(target, 5, bytes);
        byte[] all = target.toArray(ValueLayout.JAVA_BYTE);
        for (int i = 0; i < 5; i++) {
            assertThat(all[i]).isEqualTo((byte) 0x77);
            assertThat(all[bytes + 5 + i]).isEqualTo((byte) 0x77);
        }
        return Arrays.copyOfRange(all, 5, bytes + 5);
    }

    @Test
    void a_frame_is_told_as_the_kernel_put_it() {
        assertThat(ring.next()).isFalse();
        put(0, 0, 70_000, 1514, frame(60)); // longer than what there was room for
        assertThat(ring.next()).isTrue();
        assertThat(ring.ifindex()).isEqualTo(70_000);
        assertThat(ring.realtimeNanos()).isEqualTo(3_000_000_000_999_999_999L);
        assertThat(ring.length()).isEqualTo(1514);
        assertThat(ring.captured()).isEqualTo(60);
        assertThat(ring.checksumMissing()).isFalse();
        assertThat(copy(60)).isEqualTo(frame(60));
        assertThat(copy(20)).isEqualTo(frame(20));
    }

    @Test
    void places_go_back_to_the_kernel_and_come_again_in_turn() {
        for (int i = 0; i < 3 * FRAMES; i++) {
            int place = i % FRAMES;
            put(place, 0, i + 1, 60, frame(60));
            assertThat(ring.next()).isTrue();
            assertThat(ring.next()).as("the same until it is released").isTrue();
            assertThat(ring.ifindex()).isEqualTo(i + 1);
            ring.release();
            assertThat(memory.get(ValueLayout.JAVA_INT, (long) place * FRAME_BYTES)).isZero();
            assertThat(ring.next()).isFalse();
        }
    }

    @Test
    void a_checksum_left_to_hardware_is_told() {
        put(0, CSUM_NOT_READY, 1, 60, frame(60));
        assertThat(ring.next()).isTrue();
        assertThat(ring.checksumMissing()).isTrue();
    }

    @Test
    void a_vlan_tag_is_put_back_before_the_type_whatever_is_copied() {
        byte[] bare = frame(60);
        byte[] tagged = new byte[64];
        System.arraycopy(bare, 0, tagged, 0, 12); // addresses
        tagged[12] = (byte) 0x88; // the tag's type
        tagged[13] = (byte) 0xa8;
        tagged[14] = (byte) 0xa0; // priority and number
        tagged[15] = 0x0b;
        System.arraycopy(bare, 12, tagged, 16, 48);
        put(0, VLAN_VALID, 1, 60, bare);
        assertThat(ring.next()).isTrue();
        assertThat(ring.length()).isEqualTo(64);
        assertThat(ring.captured()).isEqualTo(64);
        for (int bytes = 16; bytes <= 64; bytes++) {
            assertThat(copy(bytes)).isEqualTo(Arrays.copyOf(tagged, bytes));
        }
    }
}

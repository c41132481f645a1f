package org.flowlab.wire.pcapng;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.flowlab.wire.AnnotatedBytes.bytes;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class CaptureReaderTest {
    private static final String BIG_ENDIAN =
            """
            0a0d0d0a 0000001c // section header, 28 bytes
            1a2b3c4d 0001 0000 // big-endian, version 1.0
            ffffffffffffffff // length not said
            0000001c
            00000001 00000024 // interface description, 36 bytes
            0001 0000 00000000 // Ethernet, frames not cut
            0002 0003 65746800 // name "eth"
            0009 0001 03000000 // stamps in milliseconds
            00000024
            00000006 00000030 // enhanced packet, 48 bytes
            00000000 00000000 000003e9 // interface 0, 1001 ms
            00000003 00000005 // 3 bytes of 5
            0a0b0c00
            0002 0004 00000001 // inbound
            0000 0000
            00000030
            00000003 00000014 // simple packet
            00000002 // 2 bytes
            0d0e0000
            00000014
            00000bad 00000010 // unknown block
            12345678
            00000010
            0000000a 00000018 // decryption secrets
            544c534b 00000002 // TLS key log, 2 bytes
            410a0000
            00000018
            """;

    private static final String LITTLE_ENDIAN =
            """
            0a0d0d0a 1c000000 // section header
            4d3c2b1a 0100 0000 // little-endian
            ffffffffffffffff
            1c000000
            01000000 20000000 // interface description
            7100 0000 00000000 // Linux cooked
            0900 0100 8a000000 // stamps in 2^-10 s
            0000 0000 // end of options
            24000000
            """
                            .replace("24000000", "20000000")
                    + """
            02000000 24000000 // obsolete packet
            0000 ffff // interface 0, drops not known
            00000000 00060000 // 1536 / 1024 s
            01000000 01000000
            7f000000
            24000000
            """;

    private static CaptureNotes read(byte[] file) throws IOException {
        CaptureNotes notes = new CaptureNotes();
        CaptureReader.read(new ByteArrayInputStream(file), notes);
        return notes;
    }

    @Test
    void blocks_in_network_order_are_read() throws IOException {
        CaptureNotes notes = read(bytes(BIG_ENDIAN));
        assertThat(notes.interfaces.getFirst().name()).isEqualTo("eth");
        assertThat(notes.frames)
                .containsExactly("0 @1001000000 INBOUND 0a0b0c", "0 @0 UNKNOWN 0d0e");
        assertThat(notes.keys).hasToString("A\n");
    }

    @Test
    void a_second_section_counts_its_interfaces_anew() throws IOException {
        CaptureNotes notes = read(bytes(BIG_ENDIAN + LITTLE_ENDIAN));
        assertThat(notes.sections).hasSize(2);
        assertThat(notes.interfaces).hasSize(2);
        assertThat(notes.interfaces.get(1).linkType()).isEqualTo(LinkType.LINUX_SLL);
        assertThat(notes.frames).last().isEqualTo("1 @1500000000 UNKNOWN 7f");
    }

    @Test
    void classic_captures_of_either_order_and_resolution_are_read() throws IOException {
        String rest =
                """
                0002 0004 00000000 00000000 // version 2.4
                00040000 00000001 // snap length, Ethernet
                00000002 00000003 // 2 s and 3
                00000001 00000009 // 1 byte of 9
                7f
                """;
        assertThat(read(bytes("a1b2c3d4" + rest)).frames)
                .containsExactly("0 @2000003000 UNKNOWN 7f");
        assertThat(read(bytes("a1b23c4d" + rest)).frames)
                .containsExactly("0 @2000000003 UNKNOWN 7f");
        String swapped =
                """
                0200 0400 00000000 00000000
                00000400 01000000
                02000000 03000000
                01000000 09000000
                7f
                """;
        assertThat(read(bytes("d4c3b2a1" + swapped)).frames)
                .containsExactly("0 @2000003000 UNKNOWN 7f");
        assertThat(read(bytes("4d3cb2a1" + swapped)).frames)
                .containsExactly("0 @2000000003 UNKNOWN 7f");
    }

    @Test
    void a_compressed_capture_is_read() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes(BIG_ENDIAN));
        }
        assertThat(read(packed.toByteArray()).frames).hasSize(2);
    }

    @Test
    void a_file_cut_anywhere_says_where_it_breaks_off_and_tells_what_came_before() {
        byte[] whole = bytes(BIG_ENDIAN);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            CaptureNotes notes = new CaptureNotes();
            Throwable thrown =
                    catchThrowable(() -> CaptureReader.read(new ByteArrayInputStream(cut), notes));
            boolean atBlock = Arrays.asList(28, 64, 112, 132, 148).contains(length);
            if (atBlock) {
                assertThat(thrown).isNull();
            } else {
                assertThat(thrown)
                        .as("cut at %d", length)
                        .isInstanceOf(CaptureFormatException.class)
                        .hasMessageStartingWith("at byte ");
            }
            assertThat(notes.frames).hasSize(length >= 132 ? 2 : length >= 112 ? 1 : 0);
        }
    }

    @Test
    void bad_files_are_refused_with_offset_and_reason() {
        refused("", "at byte 0: only 0 bytes: not a capture file");
        refused("00010203 04050607", "at byte 0: begins with 00010203: neither pcapng");
        refused(
                BIG_ENDIAN.replace("1a2b3c4d", "1a2b3c4e"),
                "at byte 0: section header: byte-order");
        refused(BIG_ENDIAN.replace("00000024 //", "00000025 //"), "at byte 28: block length 37");
        refused(BIG_ENDIAN.replace("00000024 //", "00000008 //"), "at byte 28: block length 8");
        refused(
                BIG_ENDIAN.replace("00000030 //", "04000000 //"),
                "at byte 64: block of 67108864 bytes: the file ends after 108");
        refused(
                BIG_ENDIAN.replace("00000030 //", "f0000000 //"),
                "at byte 64: block of 4026531840 bytes: more than 67108864");
        refused(BIG_ENDIAN.replace("0002 0003 65", "0002 0030 65"), "at byte 28: option 2 of 48");
        refused(
                BIG_ENDIAN.replace("00000000 00000000 000003e9", "00000001 00000000 000003e9"),
                "at byte 64: frame of interface number 1, counted from 0, but the section"
                        + " describes only 1");
        refused(
                BIG_ENDIAN.replace("00000003 00000005", "00000019 00000019"),
                "at byte 64: frame of 25");
        refused(
                BIG_ENDIAN.replace("0001 0000 //", "0002 0000 //"),
                "at byte 0: pcapng version 2.0");
    }

    private static void refused(String file, String message) {
        assertThatThrownBy(() -> read(bytes(file)))
                .isInstanceOf(CaptureFormatException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void stamps_of_any_resolution_become_nanoseconds() {
        assertThat(new StampScale(0, 5).nanos(3)).isEqualTo(8_000_000_000L);
        assertThat(new StampScale(9, 0).nanos(1_700_000_000_123_456_789L))
                .isEqualTo(1_700_000_000_123_456_789L);
        assertThat(new StampScale(12, 0).nanos(5_999)).isEqualTo(5);
        assertThat(new StampScale(127, 0).nanos(-1)).isZero();
        assertThat(new StampScale(0x80, 0).nanos(2)).isEqualTo(2_000_000_000L);
        assertThat(new StampScale(0x81, 0).nanos(3)).isEqualTo(1_500_000_000L);
        assertThat(new StampScale(0x80 + 64, 0).nanos(1L << 63)).isEqualTo(500_000_000L);
        assertThat(new StampScale(0x80 + 65, 0).nanos(1L << 63)).isEqualTo(250_000_000L);
        assertThat(new StampScale(0x80 + 127, 0).nanos(-1)).isZero();
    }
}

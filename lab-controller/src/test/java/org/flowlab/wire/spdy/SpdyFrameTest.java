package org.flowlab.wire.spdy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.Adler32;
import org.junit.jupiter.api.Test;

class SpdyFrameTest {
    @Test
    void the_dictionary_is_the_standards() {
        Adler32 adler = new Adler32();
        adler.update(SpdyDictionary.bytes());
        assertThat(SpdyDictionary.bytes()).hasSize(1423);
        assertThat(adler.getValue()).isEqualTo(0xe3c6a7c2L);
    }

    @Test
    void a_control_frames_header_is_read_and_written() {
        byte[] bytes =
                hex(
                        "8003", // control, version 3
                        "0006", // PING
                        "00", // flags
                        "000004"); // length
        SpdyHeader header = SpdyHeader.parse(bytes, 0);
        assertThat(header).isEqualTo(new SpdyHeader(3, SpdyHeader.PING, 0, 0, 4));
        assertThat(emitted(header)).isEqualTo(bytes);
    }

    @Test
    void a_data_frames_header_is_read_and_written() {
        byte[] bytes =
                hex(
                        "7fffffff", // data, stream 2^31 - 1
                        "01", // FIN
                        "ffffff"); // length
        SpdyHeader header = SpdyHeader.parse(bytes, 0);
        assertThat(header).isEqualTo(new SpdyHeader(0, SpdyHeader.DATA, 0x7fffffff, 1, 0xffffff));
        assertThat(header.fin()).isTrue();
        assertThat(emitted(header)).isEqualTo(bytes);
    }

    @Test
    void a_malformed_header_is_reported_with_the_reason() {
        assertThat(new SpdyHeader(2, 1, 0, 0, 0).fault()).contains("version 2");
        assertThat(new SpdyHeader(0, 1, 0, 0, 0).fault()).contains("version 0");
        assertThat(new SpdyHeader(0, 0, 0, 0, 0).fault()).contains("stream 0");
        assertThat(new SpdyHeader(3, 99, 0, 0, 0).fault()).isNull();
    }

    @Test
    void frames_with_headers_are_read_through_one_compression() throws Exception {
        try (SpdyWriter writer = new SpdyWriter();
                HeaderBlockReader blocks = new HeaderBlockReader()) {
            assertThat(parse(writer.synStream(1, true, ":method", "GET", "Cookie", "a\0b"), blocks))
                    .isEqualTo(
                            new SpdyFrame.SynStream(
                                    1,
                                    0,
                                    0,
                                    true,
                                    false,
                                    Map.of(
                                            ":method",
                                            List.of("GET"),
                                            "cookie",
                                            List.of("a", "b"))));
            assertThat(parse(writer.synReply(1, false, ":status", "200"), blocks))
                    .isEqualTo(new SpdyFrame.SynReply(1, false, Map.of(":status", List.of("200"))));
            assertThat(parse(writer.headers(1, true), blocks))
                    .isEqualTo(new SpdyFrame.Headers(1, true, Map.of()));
        }
    }

    @Test
    void frames_without_headers_are_read() throws Exception {
        HeaderBlockReader blocks = new HeaderBlockReader();
        assertThat(parse(SpdyWriter.rstStream(5, 3), blocks))
                .isEqualTo(new SpdyFrame.RstStream(5, 3));
        assertThat(new SpdyFrame.RstStream(5, 3).name()).isEqualTo("REFUSED_STREAM");
        assertThat(new SpdyFrame.RstStream(5, 77).name()).isEqualTo("STATUS_77");
        assertThat(parse(frame(6, "00000007"), blocks)).isEqualTo(new SpdyFrame.Ping(7));
        assertThat(parse(frame(7, "00000007", "00000002"), blocks))
                .isEqualTo(new SpdyFrame.Goaway(7, 2));
        assertThat(parse(frame(9, "80000001", "80000100"), blocks))
                .isEqualTo(new SpdyFrame.WindowUpdate(1, 256));
        assertThat(
                        parse(
                                frame(
                                        4,
                                        "00000002", // entries
                                        "00 000004", // flags, MAX_CONCURRENT_STREAMS
                                        "00000064",
                                        "01 000007", // flags, INITIAL_WINDOW_SIZE
                                        "00010000"),
                                blocks))
                .isEqualTo(new SpdyFrame.Settings(Map.of(4, 100, 7, 65536)));
        assertThat(parse(frame(42, "00"), blocks)).isEqualTo(new SpdyFrame.Unknown(42, 1));
    }

    @Test
    void frames_cut_anywhere_are_refused() {
        byte[][] frames = {
            SpdyWriter.rstStream(1, 1),
            frame(6, "00000001"),
            frame(7, "00000001 00000000"),
            frame(9, "00000001 00000001"),
            frame(4, "00000001 00000004 00000064")
        };
        for (byte[] frame : frames) {
            SpdyHeader header = SpdyHeader.parse(frame, 0);
            for (int n = 0; n < header.length(); n++) {
                SpdyHeader cut = new SpdyHeader(3, header.type(), 0, 0, n);
                assertThatThrownBy(() -> SpdyFrame.parse(cut, frame, 8, new HeaderBlockReader()))
                        .as("type %d of %d bytes", header.type(), n)
                        .isInstanceOf(SpdyFormatException.class);
            }
        }
    }

    @Test
    void a_header_block_that_lies_about_lengths_is_refused() {
        String[] blocks = {
            "00000001", // one pair, and no name
            "00000001 ffffffff", // a name of 4 GiB
            "00000001 00000001 61", // no value
            "00000001 00000001 61 00000002 62", // a value cut short
            "ffffffff 00000001 61 00000001 62", // four billion pairs
            "0000"
        };
        for (String block : blocks) {
            try (SpdyWriter writer = new SpdyWriter();
                    HeaderBlockReader reader = new HeaderBlockReader()) {
                byte[] b = writer.deflate(hex(block));
                assertThatThrownBy(() -> reader.read(b, 0, b.length))
                        .as(block)
                        .isInstanceOf(SpdyFormatException.class);
            }
        }
    }

    @Test
    void a_header_block_cut_anywhere_is_refused() {
        try (SpdyWriter writer = new SpdyWriter()) {
            byte[] b = writer.block(":method", "GET", ":path", "/some/path/that/is/not/a/word");
            // The last bytes are those of the flush and say nothing.
            for (int n = 1; n < b.length - 6; n++) {
                int length = n;
                try (HeaderBlockReader reader = new HeaderBlockReader()) {
                    if (n > 8) {
                        assertThatThrownBy(() -> reader.read(b, 0, length))
                                .isInstanceOf(SpdyFormatException.class);
                    }
                }
            }
        }
    }

    @Test
    void a_bomb_is_refused() {
        try (SpdyWriter writer = new SpdyWriter();
                HeaderBlockReader reader = new HeaderBlockReader()) {
            byte[] bomb = writer.deflate(new byte[100 << 20]);
            assertThat(bomb.length).isLessThan(200_000);
            assertThatThrownBy(() -> reader.read(bomb, 0, bomb.length))
                    .hasMessageContaining("inflates to more than");
        }
    }

    @Test
    void another_dictionary_is_refused() {
        java.util.zip.Deflater other = new java.util.zip.Deflater();
        other.setDictionary(new byte[] {1, 2, 3});
        other.setInput(new byte[100]);
        byte[] b = new byte[200];
        int n = other.deflate(b, 0, b.length, java.util.zip.Deflater.SYNC_FLUSH);
        try (HeaderBlockReader reader = new HeaderBlockReader()) {
            assertThatThrownBy(() -> reader.read(b, 0, n)).isInstanceOf(SpdyFormatException.class);
        } finally {
            other.end();
        }
    }

    private static SpdyFrame parse(byte[] frame, HeaderBlockReader blocks)
            throws SpdyFormatException {
        return SpdyFrame.parse(SpdyHeader.parse(frame, 0), frame, SpdyHeader.BYTES, blocks);
    }

    private static byte[] frame(int type, String... body) {
        return SpdyWriter.control(type, 0, hex(body), new byte[0]);
    }

    private static byte[] emitted(SpdyHeader header) {
        byte[] b = new byte[10];
        Arrays.fill(b, (byte) 0xa5);
        header.emit(b, 1);
        assertThat(b[0]).isEqualTo((byte) 0xa5);
        assertThat(b[9]).isEqualTo((byte) 0xa5);
        return Arrays.copyOfRange(b, 1, 9);
    }

    private static byte[] hex(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts).replace(" ", ""));
    }
}

package org.flowlab.wire.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flowlab.wire.AnnotatedBytes.bytes;
import static org.flowlab.wire.AnnotatedBytes.poison;

import java.util.List;
import org.flowlab.wire.ip.InternetChecksum;
import org.flowlab.wire.ip.IpProtocol;
import org.flowlab.wire.ip.Ipv4Address;
import org.flowlab.wire.ip.Ipv4View;
import org.junit.jupiter.api.Test;

class TcpTest {
    private static final byte[] SYN_ACK =
            bytes(
                    """
                    01bb 9c40 // ports 443, 40000
                    fffffffe  // sequence number
                    80000001  // acknowledgement number
                    d1 52     // header of 52 bytes; AE, ECE, ACK, SYN
                    fe88 0000 0000 // window, checksum, urgent pointer
                    020405b4  // maximum segment size 1460
                    0402      // SACK permitted
                    080a 00000001 fffffffe // timestamps
                    030307    // window scale 7
                    05 0a 00000010 00000020 // SACK, one block
                    fd 03 ab  // an option without a name
                    """);
    private static final TcpHeader HEADER =
            new TcpHeader(
                    443,
                    40_000,
                    0xffff_fffeL,
                    0x8000_0001L,
                    TcpFlags.AE | TcpFlags.ECE | TcpFlags.ACK | TcpFlags.SYN,
                    0xfe88,
                    0,
                    List.of(
                            new TcpOption.MaximumSegmentSize(1460),
                            new TcpOption.SackPermitted(),
                            new TcpOption.Timestamps(1, 0xffff_fffeL),
                            new TcpOption.WindowScale(7),
                            new TcpOption.Sack(List.of(new TcpOption.Block(0x10, 0x20))),
                            new TcpOption.Unknown(0xfd, new byte[] {(byte) 0xab})));

    private final TcpView view = new TcpView();

    @Test
    void a_segment_is_parsed_and_emitted() {
        assertThat(view.wrap(SYN_ACK, 0, SYN_ACK.length, SYN_ACK.length)).isNull();
        assertThat(view.header()).isEqualTo(HEADER);
        assertThat(view.has(TcpFlags.SYN | TcpFlags.ACK)).isTrue();
        assertThat(view.has(TcpFlags.SYN | TcpFlags.FIN)).isFalse();
        assertThat(view.payloadLength()).isZero();
        byte[] out = poison(HEADER.length());
        assertThat(HEADER.emit(out, 0)).isEqualTo(52);
        assertThat(out).isEqualTo(SYN_ACK);
    }

    @Test
    void a_header_cut_anywhere_is_refused() {
        for (int length = 0; length < SYN_ACK.length; length++) {
            assertThat(view.wrap(SYN_ACK, 0, 100, length)).as("%d bytes", length).isNotNull();
        }
    }

    @Test
    void a_data_offset_below_five_is_refused() {
        byte[] bad = SYN_ACK.clone();
        bad[12] = 0x40;
        assertThat(view.wrap(bad, 0, bad.length, bad.length)).contains("below 5");
    }

    @Test
    void options_that_cannot_be_end_the_list_and_odd_lengths_are_kept() {
        assertThat(options("0101 0305 070707 00 02"))
                .containsExactly(new TcpOption.Unknown(3, new byte[] {7, 7, 7}));
        assertThat(options("0300")).isEmpty();
        assertThat(options("0303")).isEmpty();
        assertThat(options("03")).isEmpty();
        assertThat(options("0504 0000")).containsExactly(new TcpOption.Unknown(5, new byte[2]));
        assertThat(options("0502")).containsExactly(new TcpOption.Unknown(5, new byte[0]));
    }

    private static List<TcpOption> options(String hex) {
        byte[] b = bytes(hex);
        return TcpOption.parse(b, 0, b.length);
    }

    @Test
    void more_options_than_a_header_holds_are_refused() {
        TcpOption big = new TcpOption.Unknown(9, new byte[39]);
        assertThatThrownBy(() -> new TcpHeader(1, 2, 0, 0, 0, 0, 0, List.of(big)))
                .hasMessage("44 bytes of TCP options: at most 40");
    }

    @Test
    void flags_are_named_from_the_lowest() {
        assertThat(TcpFlags.names(TcpFlags.ACK | TcpFlags.SYN)).isEqualTo("SYN|ACK");
        assertThat(TcpFlags.names(TcpFlags.AE)).isEqualTo("AE");
        assertThat(TcpFlags.names(0)).isEqualTo("no flags");
    }

    @Test
    void the_checksum_of_a_whole_frame_is_right() {
        Ipv4Address from = Ipv4Address.parse("198.18.0.1");
        Ipv4Address to = Ipv4Address.parse("198.18.0.2");
        byte[] frame = TcpFrame.of(from, to, 1, HEADER, new byte[] {1, 2, 3}, 0, 3);
        int length = HEADER.length() + 3;
        long pseudo = InternetChecksum.pseudoHeader(from, to, IpProtocol.TCP, length);
        assertThat(InternetChecksum.finish(InternetChecksum.add(pseudo, frame, 34, length)))
                .isZero();
    }

    @Test
    void a_changed_or_missing_byte_makes_the_checksum_of_a_frame_wrong() {
        Ipv4Address from = Ipv4Address.parse("198.18.0.1");
        Ipv4Address to = Ipv4Address.parse("198.18.0.2");
        byte[] frame = TcpFrame.of(from, to, 1, HEADER, new byte[] {1, 2, 3}, 0, 3);
        Ipv4View ip = new Ipv4View();
        assertThat(ip.wrap(frame, 14, frame.length - 14)).isNull();
        assertThat(ip.payloadChecksumIsRight()).isTrue();
        assertThat(ip.wrap(frame, 14, frame.length - 15)).isNull();
        assertThat(ip.payloadChecksumIsRight()).as("cut").isFalse();
        frame[frame.length - 1] ^= 1;
        assertThat(ip.wrap(frame, 14, frame.length - 14)).isNull();
        assertThat(ip.payloadChecksumIsRight()).isFalse();
    }
}

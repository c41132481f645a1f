package org.flowlab.wire.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flowlab.wire.AnnotatedBytes.bytes;
import static org.flowlab.wire.AnnotatedBytes.poison;

import org.junit.jupiter.api.Test;

class IpTest {
    private static final byte[] V4 =
            bytes(
                    """
                    46 b8 0020 // version 4, header of 24 bytes; expedited; 32 bytes in all
                    1234 4000  // identification; don't fragment
                    40 fd fedc // hop limit 64; a protocol without a name; checksum, below
                    c6120001   // 198.18.0.1
                    c6130002   // 198.19.0.2
                    94040000   // option: router alert
                    0102030405060708
                    """);
    private static final Ipv4Header HEADER =
            new Ipv4Header(
                    0xb8,
                    0x1234,
                    true,
                    false,
                    0,
                    64,
                    0xfd,
                    Ipv4Address.parse("198.18.0.1"),
                    Ipv4Address.parse("198.19.0.2"),
                    bytes("94040000"));
    private static final byte[] V6 =
            bytes(
                    """
                    6ab12345 // version 6, class ab, flow 12345
                    0024 00 3f // 36 bytes; first a hop-by-hop header; hop limit 63
                    20010db8000000000000000000000001
                    20010db8000000000000000000000002
                    33 00 050200000100 // hop-by-hop: then authentication
                    2c 02 0000 00000001 00000002 00000000 // authentication, 16 bytes: then fragment
                    06 00 0000 00000007 // an atomic fragment: then TCP
                    aabbccdd
                    """);

    private final Ipv4View v4 = new Ipv4View();
    private final Ipv6View v6 = new Ipv6View();

    @Test
    void an_ipv4_packet_is_parsed_and_emitted() {
        byte[] out = poison(V4.length);
        assertThat(HEADER.emit(out, 0, 8)).isEqualTo(24);
        assertThat(v4.wrap(out, 0, out.length)).isNull();
        assertThat(v4.checksumIsRight()).isTrue();
        // All but the checksum and the payload, which emit does not write.
        System.arraycopy(V4, 10, out, 10, 2);
        System.arraycopy(V4, 24, out, 24, 8);
        assertThat(out).isEqualTo(V4);
        assertThat(v4.wrap(V4, 0, V4.length)).isNull();
        assertThat(v4.checksumIsRight()).isFalse();
        assertThat(v4.header()).isEqualTo(HEADER).hasSameHashCodeAs(HEADER);
        assertThat(v4.payloadOffset()).isEqualTo(24);
        assertThat(v4.payloadLength()).isEqualTo(8);
    }

    @Test
    void a_checksum_from_rfc_1071_is_the_same() {
        byte[] words = bytes("0001 f203 f4f5 f6f7");
        assertThat(InternetChecksum.finish(InternetChecksum.add(0, words, 0, 8))).isEqualTo(0x220d);
        // An odd byte counts as if a zero followed.
        assertThat(InternetChecksum.add(0, bytes("0102 03"), 0, 3)).isEqualTo(0x0102 + 0x0300);
    }

    @Test
    void fragments_are_told() {
        for (String flags : new String[] {"2000", "0001", "3fff"}) {
            byte[] fragment = V4.clone();
            System.arraycopy(bytes(flags), 0, fragment, 6, 2);
            assertThat(v4.wrap(fragment, 0, fragment.length)).isNull();
            assertThat(v4.isFragment()).isTrue();
        }
        assertThat(v4.moreFragments()).isTrue();
        assertThat(v4.fragmentOffset()).isEqualTo(0x1fff * 8);
    }

    @Test
    void an_ipv4_header_cut_anywhere_is_refused_and_a_cut_payload_is_told() {
        for (int length = 0; length < 24; length++) {
            assertThat(v4.wrap(V4, 0, length)).as("%d bytes", length).isNotNull();
        }
        for (int length = 24; length < V4.length; length++) {
            assertThat(v4.wrap(V4, 0, length)).isNull();
            assertThat(v4.payloadLength()).isEqualTo(8);
            assertThat(v4.capturedPayloadLength()).isEqualTo(length - 24);
        }
    }

    @Test
    void bad_ipv4_lengths_are_refused() {
        assertThat(v4.wrap(changed(V4, 0, 0x56), 0, V4.length)).contains("version");
        assertThat(v4.wrap(changed(V4, 0, 0x44), 0, V4.length)).contains("below 20");
        assertThat(v4.wrap(changed(V4, 0, 0x4f), 0, V4.length)).contains("past the end");
        assertThat(v4.wrap(changed(V4, 3, 23), 0, V4.length)).contains("total length");
        assertThat(v4.wrap(changed(V4, 3, 0), 0, V4.length)).isNull();
        assertThat(v4.payloadLength()).as("a super-frame takes what is there").isEqualTo(8);
    }

    private static byte[] changed(byte[] b, int at, int value) {
        byte[] copy = b.clone();
        copy[at] = (byte) value;
        return copy;
    }

    @Test
    void ipv6_extension_headers_are_skipped() {
        assertThat(v6.wrap(V6, 0, V6.length)).isNull();
        assertThat(v6.protocol()).isEqualTo(IpProtocol.TCP);
        assertThat(v6.isFragment()).isFalse();
        assertThat(v6.payloadOffset()).isEqualTo(72);
        assertThat(v6.payloadLength()).isEqualTo(4);
        assertThat(v6.header())
                .isEqualTo(
                        new Ipv6Header(
                                0xab,
                                0x12345,
                                IpProtocol.TCP,
                                63,
                                new Ipv6Address(0x2001_0db8_0000_0000L, 1),
                                new Ipv6Address(0x2001_0db8_0000_0000L, 2)));
    }

    @Test
    void an_ipv6_header_is_emitted() {
        byte[] out = poison(44);
        assertThat(v6.wrap(V6, 0, V6.length)).isNull();
        Ipv6Header header = v6.header();
        assertThat(header.emit(out, 0, 4)).isEqualTo(40);
        assertThat(v6.wrap(out, 0, 44)).isNull();
        assertThat(v6.header()).isEqualTo(header);
        assertThat(v6.payloadLength()).isEqualTo(4);
    }

    @Test
    void ipv6_headers_cut_anywhere_are_refused() {
        for (int length = 0; length < 72; length++) {
            assertThat(v6.wrap(V6, 0, length)).as("%d bytes", length).isNotNull();
        }
    }

    @Test
    void a_real_ipv6_fragment_is_told() {
        byte[] fragment = changed(V6, 40 + 8 + 16 + 3, 1);
        assertThat(v6.wrap(fragment, 0, fragment.length)).isNull();
        assertThat(v6.isFragment()).isTrue();
    }

    @Test
    void addresses_are_written_as_people_do() {
        assertThat(Ipv4Address.parse("198.18.0.1")).hasToString("198.18.0.1");
        assertThatThrownBy(() -> Ipv4Address.parse("198.18.0.256"))
                .hasMessageContaining("four bytes");
        assertThatThrownBy(() -> Ipv4Address.parse("198.18.0")).hasMessageContaining("four bytes");
        assertThat(new Ipv6Address(0, 0)).hasToString("::");
        assertThat(new Ipv6Address(0, 1)).hasToString("::1");
        assertThat(new Ipv6Address(0x2001_0db8_0000_0000L, 1)).hasToString("2001:db8::1");
        assertThat(new Ipv6Address(0x2001_0db8_0000_0001L, 0x0001_0001_0001_0001L))
                .hasToString("2001:db8:0:1:1:1:1:1");
        assertThat(new Ipv6Address(0xfe80L << 48, 0)).hasToString("fe80::");
    }
}

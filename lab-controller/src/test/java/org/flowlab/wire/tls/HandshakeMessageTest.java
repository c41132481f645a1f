package org.flowlab.wire.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.flowlab.wire.tls.HandshakeMessage.ClientHello;
import org.flowlab.wire.tls.HandshakeMessage.ServerHello;
import org.junit.jupiter.api.Test;

class HandshakeMessageTest {
    private static final String RANDOM = "000102030405060708090a0b0c0d0e0f".repeat(2);

    /// All extensions that are looked into, and one that is not.
    private static final byte[] CLIENT_HELLO =
            hex(
                    "0303", // legacy_version
                    RANDOM,
                    "04 a1a2a3a4", // session_id
                    "0006 1301 009c 0a0a", // cipher_suites, the last one GREASE
                    "01 00", // compression_methods
                    "0075", // extensions
                    "0000 000b 0009 00 0006 6f726967696e", // server_name "origin"
                    "000a 0006 0004 001d 11ec", // supported_groups
                    "0010 000e 000c 02 6832 08 687474702f312e31", // alpn h2, http/1.1
                    "0016 0000", // encrypt_then_mac
                    "0017 0000", // extended_master_secret
                    "0023 0003 010203", // session_ticket
                    "002a 0000", // early_data
                    "002b 0005 04 0304 0303", // supported_versions
                    "002d 0002 01 01", // psk_key_exchange_modes: psk_dhe_ke
                    "0033 0008 0006 001d 0002 beef", // key_share
                    "3374 0000", // next_protocol_negotiation (NPN)
                    "ff01 0001 00", // renegotiation_info, unknown here
                    "0029 000f 0007 0001 aa 00000001 0004 03 010203"); // pre_shared_key

    private static final byte[] SERVER_HELLO =
            hex(
                    "0303",
                    RANDOM,
                    "04 a1a2a3a4", // session_id_echo
                    "1301", // cipher_suite
                    "00", // compression_method
                    "0014", // extensions
                    "002b 0002 0304", // supported_versions: TLS 1.3
                    "0033 0006 001d 0002 beef", // key_share
                    "ff01 0000"); // renegotiation_info

    @Test
    void a_client_hello_is_read() throws Exception {
        ClientHello hello = (ClientHello) parse(1, CLIENT_HELLO, false);
        assertThat(hello.version()).isEqualTo(0x0303);
        assertThat(HexFormat.of().formatHex(hello.random())).isEqualTo(RANDOM);
        assertThat(hello.sessionId()).hasSize(4);
        assertThat(hello.cipherSuites()).containsExactly(0x1301, 0x009c, 0x0a0a);
        assertThat(hello.extension(Extension.ServerName.class).name()).isEqualTo("origin");
        assertThat(hello.extension(Extension.SupportedGroups.class).groups())
                .containsExactly(29, 4588);
        assertThat(hello.extension(Extension.Alpn.class).protocols())
                .containsExactly("h2", "http/1.1");
        assertThat(hello.has(Extension.EncryptThenMac.class)).isTrue();
        assertThat(hello.has(Extension.ExtendedMasterSecret.class)).isTrue();
        assertThat(hello.extension(Extension.SessionTicket.class).ticket())
                .containsExactly(1, 2, 3);
        assertThat(hello.has(Extension.EarlyData.class)).isTrue();
        assertThat(hello.extension(Extension.SupportedVersions.class).versions())
                .containsExactly(0x0304, 0x0303);
        assertThat(hello.extension(Extension.PskKeyExchangeModes.class).modes()).containsExactly(1);
        assertThat(hello.extension(Extension.KeyShare.class).groups()).containsExactly(29);
        assertThat(hello.extension(Extension.NextProtocols.class).protocols()).isEmpty();
        assertThat(hello.extension(Extension.PreSharedKey.class).count()).isEqualTo(1);
        assertThat(hello.extension(Extension.Unknown.class).type()).isEqualTo(0xff01);
        assertThat(hello.extension(Extension.Unknown.class).data()).containsExactly(0);
    }

    @Test
    void a_server_hello_is_read() throws Exception {
        ServerHello hello = (ServerHello) parse(2, SERVER_HELLO, false);
        assertThat(hello.cipherSuite()).isEqualTo(0x1301);
        assertThat(hello.negotiatedVersion()).isEqualTo(0x0304);
        assertThat(hello.isHelloRetryRequest()).isFalse();
        assertThat(hello.extension(Extension.KeyShare.class).groups()).containsExactly(29);
    }

    @Test
    void a_hello_retry_request_is_told_by_its_random() throws Exception {
        byte[] retry =
                hex(
                        "0303",
                        HexFormat.of().formatHex(HandshakeMessage.RETRY),
                        "00", // session_id_echo
                        "1302", // cipher_suite
                        "00", // compression_method
                        "000c", // extensions
                        "002b 0002 0304", // supported_versions
                        "0033 0002 0018"); // key_share: only the group
        ServerHello hello = (ServerHello) parse(2, retry, false);
        assertThat(hello.isHelloRetryRequest()).isTrue();
        assertThat(hello.extension(Extension.KeyShare.class).groups()).containsExactly(24);
        refusedWhenCut(2, retry, false, 2 + 32 + 1 + 2 + 1);
    }

    @Test
    void a_compressed_certificate_is_read_up_to_what_is_compressed() throws Exception {
        byte[] body =
                hex(
                        "0002", // algorithm: brotli
                        "000400", // uncompressed_length
                        "000003 aabbcc"); // compressed_certificate_message
        assertThat(parse(25, body, true))
                .isEqualTo(new HandshakeMessage.CompressedCertificate(2, 1024));
        refusedWhenCut(25, body, true, -1);
    }

    @Test
    void hellos_without_extensions_are_whole() throws Exception {
        byte[] bare = hex("0301", RANDOM, "00", "0002 002f", "01 00");
        assertThat(((ClientHello) parse(1, bare, false)).extensions()).isEmpty();
        byte[] server = hex("0301", RANDOM, "00", "002f", "00");
        assertThat(((ServerHello) parse(2, server, false)).negotiatedVersion()).isEqualTo(0x0301);
    }

    @Test
    void messages_cut_anywhere_are_refused() {
        refusedWhenCut(1, CLIENT_HELLO, false, 2 + 32 + 5 + 8 + 2);
        refusedWhenCut(2, SERVER_HELLO, false, 2 + 32 + 5 + 2 + 1);
        refusedWhenCut(8, hex("0009 0010 0005 0003 02 6832"), true, -1);
        refusedWhenCut(4, hex("00001c20", "0003 aabbcc"), false, -1);
        refusedWhenCut(4, hex("00001c20 00000001 01 07 0002 aabb 0000"), true, -1);
        refusedWhenCut(11, hex("000006 000003 308201"), false, -1);
        refusedWhenCut(11, hex("00 000008 000003 308201 0000"), true, -1);
        refusedWhenCut(67, hex("06 737064792f33 02 0000"), false, -1);
        refusedWhenCut(24, hex("01"), true, -1);
    }

    @Test
    void a_byte_too_many_is_refused() {
        assertThatThrownBy(() -> parse(24, hex("0100"), true))
                .isInstanceOf(TlsFormatException.class)
                .hasMessageContaining("1 bytes too many");
    }

    @Test
    void small_messages_are_read() throws Exception {
        assertThat(parse(4, hex("00001c20", "0003 aabbcc"), false))
                .isInstanceOfSatisfying(
                        HandshakeMessage.NewSessionTicket.class,
                        t -> {
                            assertThat(t.lifetimeSeconds()).isEqualTo(7200);
                            assertThat(t.ticket()).hasSize(3);
                        });
        assertThat(parse(11, hex("000006 000003 308201"), false))
                .isEqualTo(new HandshakeMessage.Certificates(List.of(3)));
        assertThat(parse(11, hex("00 000008 000003 308201 0000"), true))
                .isEqualTo(new HandshakeMessage.Certificates(List.of(3)));
        assertThat(parse(67, hex("06 737064792f33 02 0000"), false))
                .isEqualTo(new HandshakeMessage.NextProtocol("spdy/3"));
        assertThat(parse(24, hex("01"), true)).isEqualTo(new HandshakeMessage.KeyUpdate(true));
        assertThat(parse(20, new byte[12], false)).isEqualTo(new HandshakeMessage.Other(20, 12));
    }

    @Test
    void what_npn_offers_is_read() throws Exception {
        byte[] hello =
                hex("0303", RANDOM, "00", "009c", "00", "000d", "3374 0009 08", "737064792f332e31");
        assertThat(((ServerHello) parse(2, hello, false)).extension(Extension.NextProtocols.class))
                .isEqualTo(new Extension.NextProtocols(List.of("spdy/3.1")));
    }

    @Test
    void cipher_suites_say_what_protects_the_records() {
        CipherSuite gcm = CipherSuite.of(0x009c);
        assertThat(gcm.name()).isEqualTo("TLS_RSA_WITH_AES_128_GCM_SHA256");
        assertThat(gcm.bulk()).isEqualTo(CipherSuite.Bulk.AES_128_GCM);
        assertThat(gcm.mac()).isEmpty();
        CipherSuite cbc = CipherSuite.of(0xc028);
        assertThat(cbc.bulk()).isEqualTo(CipherSuite.Bulk.AES_256_CBC);
        assertThat(cbc.mac()).isEqualTo("SHA-384");
        assertThat(cbc.prf()).isEqualTo("SHA-384");
        assertThat(CipherSuite.of(0x002f).mac()).isEqualTo("SHA-1");
        assertThat(CipherSuite.of(0x002f).prf()).isEqualTo("SHA-256");
        assertThat(CipherSuite.of(0x1305).bulk()).isEqualTo(CipherSuite.Bulk.AES_128_CCM_8);
        assertThat(CipherSuite.of(0x1304).bulk()).isEqualTo(CipherSuite.Bulk.AES_128_CCM);
        assertThat(CipherSuite.of(0x000a).bulk()).isEqualTo(CipherSuite.Bulk.TRIPLE_DES_CBC);
        assertThat(CipherSuite.name(0x2a2a)).isEqualTo("GREASE");
        assertThat(CipherSuite.name(0xbeef)).isEqualTo("0xbeef");
    }

    @Test
    void key_log_lines_are_read_and_others_are_not() {
        KeyLogLine line = KeyLogLine.parse("CLIENT_RANDOM " + RANDOM.toUpperCase() + " 0aFF\r\n");
        assertThat(line.label()).isEqualTo("CLIENT_RANDOM");
        assertThat(line.clientRandom()).isEqualTo(RANDOM);
        assertThat(line.secret()).containsExactly(10, 255);
        for (String bad :
                List.of(
                        "",
                        "# CLIENT_RANDOM " + RANDOM + " 00",
                        "CLIENT_RANDOM " + RANDOM,
                        "CLIENT_RANDOM " + RANDOM + " 0",
                        "CLIENT_RANDOM " + RANDOM + " 0g",
                        "CLIENT_RANDOM " + RANDOM + " " + "00".repeat(129),
                        "CLIENT_RANDOM 00 00",
                        "a b c d e")) {
            assertThat(KeyLogLine.parse(bad)).as(bad).isNull();
        }
    }

    private static HandshakeMessage parse(int type, byte[] body, boolean tls13)
            throws TlsFormatException {
        byte[] within = new byte[body.length + 9];
        System.arraycopy(body, 0, within, 4, body.length);
        return HandshakeMessage.parse(type, within, 4, body.length, tls13);
    }

    /// @param whole a length at which it is whole as well: a hello may end before its extensions
    private static void refusedWhenCut(int type, byte[] body, boolean tls13, int whole) {
        for (int n = 0; n < body.length; n++) {
            int length = n;
            if (n != whole) {
                assertThatThrownBy(() -> HandshakeMessage.parse(type, body, 0, length, tls13))
                        .as(TlsNames.handshake(type) + " of " + n + " bytes")
                        .isInstanceOf(TlsFormatException.class);
            }
        }
    }

    private static byte[] hex(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts).replace(" ", ""));
    }
}

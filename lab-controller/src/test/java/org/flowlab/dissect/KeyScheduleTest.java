package org.flowlab.dissect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class KeyScheduleTest {
    /// RFC 8448 §3, "derive write traffic keys for handshake data": the server's.
    private static final byte[] SECRET =
            hex("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38");

    @Test
    void a_traffic_secret_gives_the_key_and_the_iv_of_the_rfc_s_trace() throws Exception {
        assertThat(KeySchedule.expandLabel("SHA-256", SECRET, "key", 16))
                .isEqualTo(hex("3fce516009c21727d0f2e4e86ee403bc"));
        assertThat(KeySchedule.expandLabel("SHA-256", SECRET, "iv", 12))
                .isEqualTo(hex("5d313eb2671276ee13000b30"));
    }

    @Test
    void labels_give_different_secrets_under_sha_384() throws Exception {
        assertThat(KeySchedule.expandLabel("SHA-384", new byte[48], "traffic upd", 48))
                .hasSize(48)
                .isNotEqualTo(KeySchedule.expandLabel("SHA-384", new byte[48], "key", 48));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}

package org.flowlab.dissect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.flowlab.wire.tls.HandshakeMessage.ClientHello;
import org.junit.jupiter.api.Test;

class HandshakeDetailsTest {
    @Test
    void a_hellos_suites_are_named() {
        assertThat(suites(List.of(0x1301, 0xc02f)))
                .isEqualTo("TLS_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    }

    @Test
    void so_many_and_no_more() {
        assertThat(suites(Collections.nCopies(32_000, 0xcca9)))
                .endsWith("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 and 31800 more")
                .hasSizeLessThan(10_000);
    }

    private static String suites(List<Integer> codes) {
        ClientHello hello = new ClientHello(0x0303, new byte[32], new byte[0], codes, List.of());
        return HandshakeDetails.of(hello).getOrDefault("cipher_suites", "");
    }
}

package org.flowlab.wire.tls;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A cipher suite: its number and name in IANA's registry, and what the name says about the record
/// protection.
///
/// @param prf the hash of the key schedule: `SHA-256` or `SHA-384`
/// @param mac the hash of the record's MAC, for CBC and stream ciphers: `SHA-1`, `SHA-256`,
///   `SHA-384` or `MD5`; empty for AEAD ciphers
public record CipherSuite(int code, String name, Bulk bulk, String prf, String mac) {
    /// The cipher that encrypts records.
    public enum Bulk {
        AES_128_GCM(16),
        AES_256_GCM(32),
        AES_128_CCM(16),
        AES_256_CCM(32),
        AES_128_CCM_8(16),
        AES_256_CCM_8(32),
        CHACHA20_POLY1305(32),
        AES_128_CBC(16),
        AES_256_CBC(32),
        TRIPLE_DES_CBC(24),
        /// A cipher that the dissector does not decrypt.
        OTHER(0);

        private final int keyBytes;

        Bulk(int keyBytes) {
            this.keyBytes = keyBytes;
        }

        public int keyBytes() {
            return keyBytes;
        }

        public boolean isCbc() {
            return this == AES_128_CBC || this == AES_256_CBC || this == TRIPLE_DES_CBC;
        }
    }

    /// Whether the suite is for TLS 1.3.
    public boolean isTls13() {
        return code >>> 8 == 0x13;
    }

    /// The suite's name, or its number in hexadecimal if it is not known.
    public static String name(int code) {
        CipherSuite suite = of(code);
        if (suite != null) {
            return suite.name;
        }
        return switch (code) {
            case 0x00ff -> "TLS_EMPTY_RENEGOTIATION_INFO_SCSV";
            case 0x5600 -> "TLS_FALLBACK_SCSV";
            default -> TlsNames.isGrease(code) ? "GREASE" : "0x%04x".formatted(code);
        };
    }

    /// The suite with the number `code`; null if it is not known.
    public static @Nullable CipherSuite of(int code) {
        return KNOWN.get(code);
    }

    private static final String TABLE =
            """
            0004 RSA_WITH_RC4_128_MD5
            0005 RSA_WITH_RC4_128_SHA
            000a RSA_WITH_3DES_EDE_CBC_SHA
            0013 DHE_DSS_WITH_3DES_EDE_CBC_SHA
            0016 DHE_RSA_WITH_3DES_EDE_CBC_SHA
            002f RSA_WITH_AES_128_CBC_SHA
            0032 DHE_DSS_WITH_AES_128_CBC_SHA
            0033 DHE_RSA_WITH_AES_128_CBC_SHA
            0034 DH_anon_WITH_AES_128_CBC_SHA
            0035 RSA_WITH_AES_256_CBC_SHA
            0038 DHE_DSS_WITH_AES_256_CBC_SHA
            0039 DHE_RSA_WITH_AES_256_CBC_SHA
            003a DH_anon_WITH_AES_256_CBC_SHA
            003c RSA_WITH_AES_128_CBC_SHA256
            003d RSA_WITH_AES_256_CBC_SHA256
            0040 DHE_DSS_WITH_AES_128_CBC_SHA256
            0067 DHE_RSA_WITH_AES_128_CBC_SHA256
            006a DHE_DSS_WITH_AES_256_CBC_SHA256
            006b DHE_RSA_WITH_AES_256_CBC_SHA256
            006c DH_anon_WITH_AES_128_CBC_SHA256
            006d DH_anon_WITH_AES_256_CBC_SHA256
            008c PSK_WITH_AES_128_CBC_SHA
            008d PSK_WITH_AES_256_CBC_SHA
            009c RSA_WITH_AES_128_GCM_SHA256
            009d RSA_WITH_AES_256_GCM_SHA384
            009e DHE_RSA_WITH_AES_128_GCM_SHA256
            009f DHE_RSA_WITH_AES_256_GCM_SHA384
            00a2 DHE_DSS_WITH_AES_128_GCM_SHA256
            00a3 DHE_DSS_WITH_AES_256_GCM_SHA384
            00a6 DH_anon_WITH_AES_128_GCM_SHA256
            00a7 DH_anon_WITH_AES_256_GCM_SHA384
            00a8 PSK_WITH_AES_128_GCM_SHA256
            00a9 PSK_WITH_AES_256_GCM_SHA384
            00ae PSK_WITH_AES_128_CBC_SHA256
            00af PSK_WITH_AES_256_CBC_SHA384
            1301 AES_128_GCM_SHA256
            1302 AES_256_GCM_SHA384
            1303 CHACHA20_POLY1305_SHA256
            1304 AES_128_CCM_SHA256
            1305 AES_128_CCM_8_SHA256
            c007 ECDHE_ECDSA_WITH_RC4_128_SHA
            c008 ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA
            c009 ECDHE_ECDSA_WITH_AES_128_CBC_SHA
            c00a ECDHE_ECDSA_WITH_AES_256_CBC_SHA
            c011 ECDHE_RSA_WITH_RC4_128_SHA
            c012 ECDHE_RSA_WITH_3DES_EDE_CBC_SHA
            c013 ECDHE_RSA_WITH_AES_128_CBC_SHA
            c014 ECDHE_RSA_WITH_AES_256_CBC_SHA
            c018 ECDH_anon_WITH_AES_128_CBC_SHA
            c019 ECDH_anon_WITH_AES_256_CBC_SHA
            c023 ECDHE_ECDSA_WITH_AES_128_CBC_SHA256
            c024 ECDHE_ECDSA_WITH_AES_256_CBC_SHA384
            c027 ECDHE_RSA_WITH_AES_128_CBC_SHA256
            c028 ECDHE_RSA_WITH_AES_256_CBC_SHA384
            c02b ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
            c02c ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
            c02f ECDHE_RSA_WITH_AES_128_GCM_SHA256
            c030 ECDHE_RSA_WITH_AES_256_GCM_SHA384
            c035 ECDHE_PSK_WITH_AES_128_CBC_SHA
            c036 ECDHE_PSK_WITH_AES_256_CBC_SHA
            c037 ECDHE_PSK_WITH_AES_128_CBC_SHA256
            c038 ECDHE_PSK_WITH_AES_256_CBC_SHA384
            c09c RSA_WITH_AES_128_CCM
            c09d RSA_WITH_AES_256_CCM
            c09e DHE_RSA_WITH_AES_128_CCM
            c09f DHE_RSA_WITH_AES_256_CCM
            c0a0 RSA_WITH_AES_128_CCM_8
            c0a1 RSA_WITH_AES_256_CCM_8
            c0a2 DHE_RSA_WITH_AES_128_CCM_8
            c0a3 DHE_RSA_WITH_AES_256_CCM_8
            c0ac ECDHE_ECDSA_WITH_AES_128_CCM
            c0ad ECDHE_ECDSA_WITH_AES_256_CCM
            c0ae ECDHE_ECDSA_WITH_AES_128_CCM_8
            c0af ECDHE_ECDSA_WITH_AES_256_CCM_8
            cca8 ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
            cca9 ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
            ccaa DHE_RSA_WITH_CHACHA20_POLY1305_SHA256
            ccab PSK_WITH_CHACHA20_POLY1305_SHA256
            ccac ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256
            ccad DHE_PSK_WITH_CHACHA20_POLY1305_SHA256
            """;

    private static final Map<Integer, CipherSuite> KNOWN = table();

    private static Map<Integer, CipherSuite> table() {
        Map<Integer, CipherSuite> suites = new HashMap<>();
        for (String line : TABLE.lines().toList()) {
            int code = Integer.parseInt(line, 0, 4, 16);
            String name = line.substring(5);
            suites.put(code, read(code, name));
        }
        return Map.copyOf(suites);
    }

    private static CipherSuite read(int code, String name) {
        Bulk bulk = bulk(name);
        String prf = name.endsWith("SHA384") ? "SHA-384" : "SHA-256";
        String mac = "";
        if (bulk.isCbc() || bulk == Bulk.OTHER) {
            mac = name.endsWith("SHA") ? "SHA-1" : name.endsWith("MD5") ? "MD5" : prf;
        }
        return new CipherSuite(code, "TLS_" + name, bulk, prf, mac);
    }

    private static Bulk bulk(String name) {
        if (name.contains("3DES_EDE_CBC")) {
            return Bulk.TRIPLE_DES_CBC;
        }
        Bulk found = Bulk.OTHER;
        for (Bulk bulk : Bulk.values()) {
            // The longest name that fits: AES_128_CCM_8, not AES_128_CCM.
            if (name.contains(bulk.name())
                    && (found == Bulk.OTHER || bulk.name().length() > found.name().length())) {
                found = bulk;
            }
        }
        return found;
    }
}

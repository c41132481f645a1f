package org.flowlab.wire.tls;

/// The names that the standards give to the numbers of TLS. The name of an unknown number contains
/// the number.
public final class TlsNames {
    private TlsNames() {}

    public static String version(int version) {
        return switch (version) {
            case 0x0300 -> "SSL 3.0";
            case 0x0301 -> "TLS 1.0";
            case 0x0302 -> "TLS 1.1";
            case 0x0303 -> "TLS 1.2";
            case 0x0304 -> "TLS 1.3";
            default -> isGrease(version) ? "GREASE" : "0x%04x".formatted(version);
        };
    }

    /// The name of a handshake message's type.
    public static String handshake(int type) {
        return switch (type) {
            case 0 -> "hello_request";
            case 1 -> "client_hello";
            case 2 -> "server_hello";
            case 3 -> "hello_verify_request";
            case 4 -> "new_session_ticket";
            case 5 -> "end_of_early_data";
            case 8 -> "encrypted_extensions";
            case 11 -> "certificate";
            case 12 -> "server_key_exchange";
            case 13 -> "certificate_request";
            case 14 -> "server_hello_done";
            case 15 -> "certificate_verify";
            case 16 -> "client_key_exchange";
            case 20 -> "finished";
            case 21 -> "certificate_url";
            case 22 -> "certificate_status";
            case 23 -> "supplemental_data";
            case 24 -> "key_update";
            case 25 -> "compressed_certificate";
            case 67 -> "next_protocol";
            case 254 -> "message_hash";
            default -> "handshake_" + type;
        };
    }

    public static String recordType(int type) {
        return switch (type) {
            case 20 -> "change_cipher_spec";
            case 21 -> "alert";
            case 22 -> "handshake";
            case 23 -> "application_data";
            case 24 -> "heartbeat";
            default -> "record_" + type;
        };
    }

    /// The name of an algorithm that compresses certificates, RFC 8879 §7.3.
    public static String certificateCompression(int algorithm) {
        return switch (algorithm) {
            case 1 -> "zlib";
            case 2 -> "brotli";
            case 3 -> "zstd";
            default -> "0x%04x".formatted(algorithm);
        };
    }

    /// The name of a key share's group.
    public static String group(int group) {
        return switch (group) {
            case 23 -> "secp256r1";
            case 24 -> "secp384r1";
            case 25 -> "secp521r1";
            case 29 -> "x25519";
            case 30 -> "x448";
            case 256 -> "ffdhe2048";
            case 257 -> "ffdhe3072";
            case 258 -> "ffdhe4096";
            case 4587 -> "SecP256r1MLKEM768";
            case 4588 -> "X25519MLKEM768";
            case 4589 -> "SecP384r1MLKEM1024";
            case 25497 -> "X25519Kyber768Draft00";
            default -> isGrease(group) ? "GREASE" : "0x%04x".formatted(group);
        };
    }

    /// Whether `value` is one of the values without a meaning that RFC 8701 reserves. Clients send
    /// them so that servers learn to ignore unknown values.
    public static boolean isGrease(int value) {
        return (value & 0x0f0f) == 0x0a0a && value >>> 8 == (value & 0xff);
    }
}

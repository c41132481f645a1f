package org.flowlab.dissect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.flowlab.wire.tls.CipherSuite;
import org.flowlab.wire.tls.Extension;
import org.flowlab.wire.tls.HandshakeMessage;
import org.flowlab.wire.tls.TlsNames;

/// Values of a handshake message to show in an inspector.
final class HandshakeDetails {
    private static final int MAX_NAMES = 200;

    private HandshakeDetails() {}

    static Map<String, String> of(HandshakeMessage message) {
        Map<String, String> details = new LinkedHashMap<>();
        switch (message) {
            case HandshakeMessage.ClientHello hello -> {
                details.put("version", TlsNames.version(hello.version()));
                details.put("session_id", Integer.toString(hello.sessionId().length) + " bytes");
                details.put("cipher_suites", names(hello.cipherSuites(), CipherSuite::name));
                extensions(hello, details);
            }
            case HandshakeMessage.ServerHello hello -> {
                details.put("version", TlsNames.version(hello.negotiatedVersion()));
                details.put("cipher_suite", CipherSuite.name(hello.cipherSuite()));
                extensions(hello, details);
            }
            case HandshakeMessage.EncryptedExtensions extensions -> extensions(extensions, details);
            case HandshakeMessage.NewSessionTicket ticket -> {
                details.put("lifetime", ticket.lifetimeSeconds() + " s");
                details.put("ticket", ticket.ticket().length + " bytes");
            }
            case HandshakeMessage.Certificates certificates ->
                    details.put("certificates", names(certificates.lengths(), n -> n + " bytes"));
            case HandshakeMessage.CompressedCertificate compressed -> {
                details.put("algorithm", TlsNames.certificateCompression(compressed.algorithm()));
                details.put("uncompressed_length", compressed.bytes() + " bytes");
            }
            case HandshakeMessage.NextProtocol next ->
                    details.put("next_protocol", next.protocol());
            case HandshakeMessage.KeyUpdate update ->
                    details.put("update_requested", Boolean.toString(update.updateRequested()));
            case HandshakeMessage.Other other -> details.put("length", other.length() + " bytes");
        }
        return details;
    }

    private static void extensions(HandshakeMessage.Hello hello, Map<String, String> details) {
        for (Extension extension : hello.extensions()) {
            switch (extension) {
                case Extension.ServerName name -> details.put("server_name", name.name());
                case Extension.Alpn alpn ->
                        details.put("alpn", String.join(", ", alpn.protocols()));
                case Extension.NextProtocols npn ->
                        details.put("npn", String.join(", ", npn.protocols()));
                case Extension.SupportedVersions versions ->
                        details.put(
                                "supported_versions",
                                names(versions.versions(), TlsNames::version));
                case Extension.SupportedGroups groups ->
                        details.put("supported_groups", names(groups.groups(), TlsNames::group));
                case Extension.KeyShare share ->
                        details.put("key_share", names(share.groups(), TlsNames::group));
                case Extension.SessionTicket ticket ->
                        details.put("session_ticket", ticket.ticket().length + " bytes");
                case Extension.ExtendedMasterSecret ignored ->
                        details.put("extended_master_secret", "true");
                case Extension.EncryptThenMac ignored -> details.put("encrypt_then_mac", "true");
                case Extension.EarlyData ignored -> details.put("early_data", "true");
                case Extension.PreSharedKey psk ->
                        details.put(
                                "pre_shared_key",
                                hello instanceof HandshakeMessage.ClientHello
                                        ? psk.count() + " offered"
                                        : "number " + psk.count());
                case Extension.PskKeyExchangeModes ignored ->
                        details.put("psk_key_exchange_modes", "true");
                case Extension.Unknown ignored -> {}
            }
        }
    }

    /// The names of the first 200 numbers, and how many more there are. A hello can hold 32,000
    /// cipher suites, and their names would take twenty times its size.
    private static String names(List<Integer> numbers, IntFunction<String> name) {
        String first =
                numbers.stream()
                        .limit(MAX_NAMES)
                        .map(name::apply)
                        .collect(Collectors.joining(", "));
        int more = numbers.size() - MAX_NAMES;
        return more > 0 ? first + " and " + more + " more" : first;
    }
}

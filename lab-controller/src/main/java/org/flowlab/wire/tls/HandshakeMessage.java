package org.flowlab.wire.tls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.flowlab.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// A handshake message, RFC 8446 §4 and RFC 5246 §7.4.
///
/// ```text
///  0        1        2        3        4
/// +--------+--------+--------+--------+----
/// |  type  |          length          | body
/// +--------+--------+--------+--------+----
/// ```
public sealed interface HandshakeMessage {
    int HEADER_BYTES = 4;

    int HELLO_REQUEST = 0;
    int CLIENT_HELLO = 1;
    int SERVER_HELLO = 2;
    int NEW_SESSION_TICKET = 4;
    int END_OF_EARLY_DATA = 5;
    int ENCRYPTED_EXTENSIONS = 8;
    int CERTIFICATE = 11;
    int SERVER_HELLO_DONE = 14;
    int CLIENT_KEY_EXCHANGE = 16;
    int FINISHED = 20;
    int KEY_UPDATE = 24;
    int COMPRESSED_CERTIFICATE = 25;
    int NEXT_PROTOCOL = 67;

    int type();

    static int type(byte[] b, int at) {
        return Bytes.u8(b, at);
    }

    /// The length of the body in bytes.
    static int length(byte[] b, int at) {
        return Bytes.u24(b, at + 1);
    }

    /// @param version `legacy_version`
    /// @param random 32 bytes
    record ClientHello(
            int version,
            byte[] random,
            byte[] sessionId,
            List<Integer> cipherSuites,
            List<Extension> extensions)
            implements HandshakeMessage, Hello {
        @Override
        public int type() {
            return CLIENT_HELLO;
        }
    }

    record ServerHello(
            int version,
            byte[] random,
            byte[] sessionId,
            int cipherSuite,
            List<Extension> extensions)
            implements HandshakeMessage, Hello {
        @Override
        public int type() {
            return SERVER_HELLO;
        }

        /// The version that the connection uses.
        public int negotiatedVersion() {
            Extension.SupportedVersions chosen = extension(Extension.SupportedVersions.class);
            return chosen == null ? version : chosen.versions().getFirst();
        }

        /// Whether this is a HelloRetryRequest. It has a fixed random, RFC 8446 §4.1.3.
        public boolean isHelloRetryRequest() {
            return Arrays.equals(random, RETRY);
        }
    }

    record EncryptedExtensions(List<Extension> extensions) implements HandshakeMessage, Hello {
        @Override
        public int type() {
            return ENCRYPTED_EXTENSIONS;
        }
    }

    /// @param lifetimeSeconds a hint about how long the ticket is valid
    record NewSessionTicket(long lifetimeSeconds, byte[] ticket) implements HandshakeMessage {
        @Override
        public int type() {
            return NEW_SESSION_TICKET;
        }
    }

    /// @param lengths the lengths of the certificates in bytes, the sender's own first
    record Certificates(List<Integer> lengths) implements HandshakeMessage {
        @Override
        public int type() {
            return CERTIFICATE;
        }
    }

    /// A compressed Certificate message, RFC 8879 §4.
    ///
    /// @param algorithm 1 is zlib, 2 is brotli, 3 is zstd
    /// @param bytes the length of the Certificate message's body before compression
    record CompressedCertificate(int algorithm, int bytes) implements HandshakeMessage {
        @Override
        public int type() {
            return COMPRESSED_CERTIFICATE;
        }
    }

    /// The client's choice of a protocol with NPN.
    record NextProtocol(String protocol) implements HandshakeMessage {
        @Override
        public int type() {
            return NEXT_PROTOCOL;
        }
    }

    /// A change of the sender's keys, RFC 8446 §4.6.3.
    record KeyUpdate(boolean updateRequested) implements HandshakeMessage {
        @Override
        public int type() {
            return KEY_UPDATE;
        }
    }

    /// A message whose body is not parsed.
    record Other(int type, int length) implements HandshakeMessage {}

    /// A message with extensions.
    sealed interface Hello permits ClientHello, ServerHello, EncryptedExtensions {
        List<Extension> extensions();

        /// The first extension of `kind`; null if there is none.
        default <E extends Extension> @Nullable E extension(Class<E> kind) {
            for (Extension extension : extensions()) {
                if (kind.isInstance(extension)) {
                    return kind.cast(extension);
                }
            }
            return null;
        }

        default boolean has(Class<? extends Extension> kind) {
            return extension(kind) != null;
        }
    }

    /// The random of a HelloRetryRequest: SHA-256 of the text `HelloRetryRequest`.
    byte[] RETRY =
            HexFormat.of()
                    .parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

    /// Parses the message's body `b[offset, offset + length)`.
    ///
    /// @param tls13 whether the connection uses TLS 1.3, in which some messages have another layout
    static HandshakeMessage parse(int type, byte[] b, int offset, int length, boolean tls13)
            throws TlsFormatException {
        Cursor c = new Cursor(b, offset, length);
        HandshakeMessage message =
                switch (type) {
                    case CLIENT_HELLO -> clientHello(c);
                    case SERVER_HELLO -> serverHello(c);
                    case ENCRYPTED_EXTENSIONS ->
                            new EncryptedExtensions(
                                    Extension.list(
                                            c.vector16("extensions"),
                                            Extension.Place.ENCRYPTED_EXTENSIONS));
                    case NEW_SESSION_TICKET -> newSessionTicket(c, tls13);
                    case CERTIFICATE -> certificates(c, tls13);
                    case COMPRESSED_CERTIFICATE -> compressedCertificate(c);
                    case NEXT_PROTOCOL -> nextProtocol(c);
                    case KEY_UPDATE -> keyUpdate(c);
                    default -> {
                        c.rest();
                        yield new Other(type, length);
                    }
                };
        c.expectEnd(TlsNames.handshake(type));
        return message;
    }

    private static ClientHello clientHello(Cursor c) throws TlsFormatException {
        int version = c.u16("legacy_version");
        byte[] random = c.bytes(32, "random");
        byte[] sessionId = c.vector8("session_id").rest();
        Cursor suites = c.vector16("cipher_suites");
        List<Integer> codes = new ArrayList<>();
        while (!suites.isEmpty()) {
            codes.add(suites.u16("cipher_suites"));
        }
        c.vector8("compression_methods");
        return new ClientHello(
                version,
                random,
                sessionId,
                List.copyOf(codes),
                extensions(c, Extension.Place.CLIENT_HELLO));
    }

    private static ServerHello serverHello(Cursor c) throws TlsFormatException {
        int version = c.u16("legacy_version");
        byte[] random = c.bytes(32, "random");
        byte[] sessionId = c.vector8("session_id").rest();
        int suite = c.u16("cipher_suite");
        c.u8("compression_method");
        Extension.Place place =
                Arrays.equals(random, RETRY)
                        ? Extension.Place.HELLO_RETRY_REQUEST
                        : Extension.Place.SERVER_HELLO;
        return new ServerHello(version, random, sessionId, suite, extensions(c, place));
    }

    /// Parses the extensions. Before TLS 1.3 a hello may end without any.
    private static List<Extension> extensions(Cursor c, Extension.Place place)
            throws TlsFormatException {
        return c.isEmpty() ? List.of() : Extension.list(c.vector16("extensions"), place);
    }

    private static NewSessionTicket newSessionTicket(Cursor c, boolean tls13)
            throws TlsFormatException {
        long lifetime = c.u32("ticket_lifetime");
        if (!tls13) {
            return new NewSessionTicket(lifetime, c.vector16("ticket").rest());
        }
        c.u32("ticket_age_add");
        c.vector8("ticket_nonce");
        byte[] ticket = c.vector16("ticket").rest();
        Extension.list(c.vector16("extensions"), Extension.Place.NEW_SESSION_TICKET);
        return new NewSessionTicket(lifetime, ticket);
    }

    private static Certificates certificates(Cursor c, boolean tls13) throws TlsFormatException {
        if (tls13) {
            c.vector8("certificate_request_context");
        }
        Cursor list = c.vector24("certificate_list");
        List<Integer> lengths = new ArrayList<>();
        while (!list.isEmpty()) {
            lengths.add(list.vector24("certificate").remaining());
            if (tls13) {
                list.vector16("extensions");
            }
        }
        return new Certificates(List.copyOf(lengths));
    }

    private static CompressedCertificate compressedCertificate(Cursor c) throws TlsFormatException {
        int algorithm = c.u16("algorithm");
        int bytes = c.u24("uncompressed_length");
        c.vector24("compressed_certificate_message");
        return new CompressedCertificate(algorithm, bytes);
    }

    private static NextProtocol nextProtocol(Cursor c) throws TlsFormatException {
        String protocol = c.vector8("selected_protocol").text();
        c.vector8("padding");
        return new NextProtocol(protocol);
    }

    private static KeyUpdate keyUpdate(Cursor c) throws TlsFormatException {
        return new KeyUpdate(c.u8("request_update") == 1);
    }
}

package org.flowlab.wire.tls;

import java.util.ArrayList;
import java.util.List;

/// An extension of a handshake message, RFC 8446 §4.2. Extensions that are not parsed keep their
/// bytes.
public sealed interface Extension {
    int SERVER_NAME = 0;
    int SUPPORTED_GROUPS = 10;
    int ALPN = 16;
    int ENCRYPT_THEN_MAC = 22;
    int EXTENDED_MASTER_SECRET = 23;
    int SESSION_TICKET = 35;
    int PRE_SHARED_KEY = 41;
    int EARLY_DATA = 42;
    int SUPPORTED_VERSIONS = 43;
    int PSK_KEY_EXCHANGE_MODES = 45;
    int KEY_SHARE = 51;
    int NEXT_PROTOCOLS = 13172;

    /// The message that an extension is in. The extension's layout depends on it.
    enum Place {
        CLIENT_HELLO,
        SERVER_HELLO,
        HELLO_RETRY_REQUEST,
        ENCRYPTED_EXTENSIONS,
        NEW_SESSION_TICKET
    }

    /// The name of the server that the client wants, RFC 6066 §3.
    ///
    /// @param name empty in the server's confirmation
    record ServerName(String name) implements Extension {}

    /// The protocols that the client offers, or the one that the server chose, RFC 7301.
    record Alpn(List<String> protocols) implements Extension {}

    /// The protocols that the server offers with NPN (draft-agl-tls-nextprotoneg-04); empty from
    /// the client.
    record NextProtocols(List<String> protocols) implements Extension {}

    /// The versions that the client offers, or the one that the server chose.
    record SupportedVersions(List<Integer> versions) implements Extension {}

    record SupportedGroups(List<Integer> groups) implements Extension {}

    /// The groups of the key shares. The keys are not kept, because an observer cannot use them.
    record KeyShare(List<Integer> groups) implements Extension {}

    /// A session ticket, RFC 5077 §3.2.
    record SessionTicket(byte[] ticket) implements Extension {}

    /// The offer or acceptance of an extended master secret, RFC 7627.
    record ExtendedMasterSecret() implements Extension {}

    /// The offer or acceptance of a MAC over the encrypted record, RFC 7366.
    record EncryptThenMac() implements Extension {}

    /// The offer or acceptance of early data, RFC 8446 §4.2.10.
    record EarlyData() implements Extension {}

    /// Pre-shared keys, RFC 8446 §4.2.11.
    ///
    /// @param count the number of identities that the client offers, or the index of the one that
    ///   the server chose
    record PreSharedKey(int count) implements Extension {}

    record PskKeyExchangeModes(List<Integer> modes) implements Extension {}

    /// An extension that is not parsed.
    record Unknown(int type, byte[] data) implements Extension {}

    /// Parses the extensions in `c`, which holds nothing else.
    static List<Extension> list(Cursor c, Place place) throws TlsFormatException {
        List<Extension> extensions = new ArrayList<>();
        while (!c.isEmpty()) {
            int type = c.u16("extension type");
            Cursor data = c.vector16("extension " + type);
            extensions.add(parse(type, data, place));
        }
        return List.copyOf(extensions);
    }

    private static Extension parse(int type, Cursor c, Place place) throws TlsFormatException {
        Extension extension =
                switch (type) {
                    case SERVER_NAME -> new ServerName(c.isEmpty() ? "" : serverName(c));
                    case SUPPORTED_GROUPS ->
                            new SupportedGroups(numbers(c.vector16("supported_groups")));
                    case ALPN -> new Alpn(texts(c.vector16("alpn")));
                    case ENCRYPT_THEN_MAC -> new EncryptThenMac();
                    case EXTENDED_MASTER_SECRET -> new ExtendedMasterSecret();
                    case SESSION_TICKET -> new SessionTicket(c.rest());
                    case PRE_SHARED_KEY -> new PreSharedKey(preSharedKey(c, place));
                    case EARLY_DATA -> earlyData(c);
                    case SUPPORTED_VERSIONS -> new SupportedVersions(versions(c, place));
                    case PSK_KEY_EXCHANGE_MODES ->
                            new PskKeyExchangeModes(modes(c.vector8("psk_key_exchange_modes")));
                    case KEY_SHARE -> new KeyShare(keyShare(c, place));
                    case NEXT_PROTOCOLS -> new NextProtocols(texts(c));
                    default -> new Unknown(type, c.rest());
                };
        c.expectEnd("extension " + type);
        return extension;
    }

    private static String serverName(Cursor c) throws TlsFormatException {
        Cursor names = c.vector16("server_name");
        String first = "";
        while (!names.isEmpty()) {
            int kind = names.u8("name_type");
            String name = names.vector16("host_name").text();
            if (kind == 0 && first.isEmpty()) {
                first = name;
            }
        }
        return first;
    }

    private static int preSharedKey(Cursor c, Place place) throws TlsFormatException {
        if (place != Place.CLIENT_HELLO) {
            return c.u16("selected_identity");
        }
        Cursor identities = c.vector16("identities");
        int count = 0;
        while (!identities.isEmpty()) {
            identities.vector16("identity");
            identities.u32("obfuscated_ticket_age");
            count++;
        }
        c.vector16("binders");
        return count;
    }

    /// Parses the extension. In a ticket it holds the most bytes of early data that a client may
    /// send.
    private static EarlyData earlyData(Cursor c) throws TlsFormatException {
        if (!c.isEmpty()) {
            c.u32("max_early_data_size");
        }
        return new EarlyData();
    }

    private static List<Integer> versions(Cursor c, Place place) throws TlsFormatException {
        return place == Place.CLIENT_HELLO
                ? numbers(c.vector8("supported_versions"))
                : List.of(c.u16("selected_version"));
    }

    private static List<Integer> keyShare(Cursor c, Place place) throws TlsFormatException {
        if (place == Place.HELLO_RETRY_REQUEST) {
            return List.of(c.u16("selected_group"));
        }
        Cursor shares = place == Place.CLIENT_HELLO ? c.vector16("client_shares") : c;
        List<Integer> groups = new ArrayList<>();
        while (!shares.isEmpty()) {
            groups.add(shares.u16("group"));
            shares.vector16("key_exchange");
        }
        return List.copyOf(groups);
    }

    private static List<Integer> numbers(Cursor c) throws TlsFormatException {
        List<Integer> numbers = new ArrayList<>();
        while (!c.isEmpty()) {
            numbers.add(c.u16("list"));
        }
        return List.copyOf(numbers);
    }

    private static List<Integer> modes(Cursor c) throws TlsFormatException {
        List<Integer> modes = new ArrayList<>();
        while (!c.isEmpty()) {
            modes.add(c.u8("mode"));
        }
        return List.copyOf(modes);
    }

    private static List<String> texts(Cursor c) throws TlsFormatException {
        List<String> texts = new ArrayList<>();
        while (!c.isEmpty()) {
            texts.add(c.vector8("protocol name").text());
        }
        return List.copyOf(texts);
    }
}

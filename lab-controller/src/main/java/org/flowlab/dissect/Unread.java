package org.flowlab.dissect;

/// Why captured bytes are not read.
///
/// @param subject what the cause is about, as described at [Cause]; empty if there is nothing to
///   name
public record Unread(Cause cause, String subject) {
    public enum Cause {
        /// The key log has no key for the record.
        KEY_UNKNOWN,
        /// The record does not open with its key: the key is another's, or the bytes were changed.
        KEY_REFUSED,
        /// The session began before the capture, or its handshake could not be followed.
        HANDSHAKE_UNSEEN,
        /// Early data (RFC 8446 §2.3) that the server did not take.
        EARLY_DATA_REFUSED,
        /// Early data whose key is not in the key log, or that the server did not take.
        EARLY_DATA_UNKNOWN,
        /// The dissector does not open the cipher suite; the subject is its name.
        CIPHER_SUITE,
        /// The dissector does not open the version of TLS; the subject is its name.
        TLS_VERSION,
        /// The JDK could not open the record; the subject is its message.
        DECRYPTION,
        /// ALPN, NPN or an HTTP upgrade chose a protocol that the dissector does not read; the
        /// subject is its name, `h2`.
        PROTOCOL_UNSUPPORTED,
        /// Nothing was negotiated, and the first bytes fit no known protocol.
        PROTOCOL_UNKNOWN,
        /// There are more layers on top of each other than the dissector follows.
        TOO_DEEP,
        /// Earlier bytes of this direction were malformed or missing; the subject is the layer.
        FOLLOWS_FAULT,
        /// The dissector does not read messages of this kind; the subject is the layer.
        MESSAGE_UNSUPPORTED
    }

    /// Most characters of a subject; no name in use is longer.
    private static final int MAX_SUBJECT = 100;

    public Unread {
        subject =
                subject.length() > MAX_SUBJECT ? subject.substring(0, MAX_SUBJECT) + "…" : subject;
    }

    static Unread because(Cause cause) {
        return new Unread(cause, "");
    }

    /// The reason as a phrase: `the key is not known`.
    public String text() {
        return switch (cause) {
            case KEY_UNKNOWN -> "the key is not known";
            case KEY_REFUSED -> "it does not open with its key";
            case HANDSHAKE_UNSEEN -> "the handshake was not seen";
            case EARLY_DATA_REFUSED -> "early data that the server refused";
            case EARLY_DATA_UNKNOWN -> "early data whose key is not known, or that was refused";
            case CIPHER_SUITE -> "cipher suite " + subject + " is not supported";
            case TLS_VERSION -> subject + " is not supported";
            case DECRYPTION -> "it could not be decrypted: " + subject;
            case PROTOCOL_UNSUPPORTED -> subject + " was negotiated, which is not read";
            case PROTOCOL_UNKNOWN -> "the protocol is not known";
            case TOO_DEEP -> "too many protocols are nested";
            case FOLLOWS_FAULT -> "earlier " + subject + " bytes were malformed or missing";
            case MESSAGE_UNSUPPORTED -> "a kind of " + subject + " message that is not read";
        };
    }
}

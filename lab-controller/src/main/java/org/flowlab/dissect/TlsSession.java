package org.flowlab.dissect;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.flowlab.wire.tls.CipherSuite;
import org.flowlab.wire.tls.Extension;
import org.flowlab.wire.tls.HandshakeMessage.ClientHello;
import org.flowlab.wire.tls.HandshakeMessage.EncryptedExtensions;
import org.flowlab.wire.tls.HandshakeMessage.Hello;
import org.flowlab.wire.tls.HandshakeMessage.ServerHello;
import org.flowlab.wire.tls.TlsNames;
import org.jspecify.annotations.Nullable;

/// What the two parties of a TLS session agreed on, as far as reading the session depends on it.
final class TlsSession {
    static final int TLS13 = 0x0304;

    private static final byte[] NONE = {};

    private final KeyLog keys;
    private byte[] clientRandom = NONE;
    private byte[] serverRandom = NONE;
    // Short handles of session ids and tickets, which may be long; empty if there is none.
    private String offeredSessionId = "";
    private String offeredTicket = "";
    private String sessionId = "";
    private String newTicket = "";
    private String clientRandomHex = "";
    private int version;
    private @Nullable CipherSuite suite;
    private int suiteCode;
    private boolean encryptThenMac;
    private boolean offersEarlyData;
    private boolean offersTls13;
    private boolean retried;
    private boolean earlyDataTaken;
    private boolean earlyDataDecided;
    private boolean certificateSeen;
    private String protocol = "";

    TlsSession(KeyLog keys) {
        this.keys = keys;
    }

    void clientHello(ClientHello hello) {
        clientRandom = hello.random();
        clientRandomHex = HexFormat.of().formatHex(clientRandom);
        offeredSessionId = handle(hello.sessionId());
        Extension.SessionTicket ticket = hello.extension(Extension.SessionTicket.class);
        offeredTicket = ticket == null ? "" : handle(ticket.ticket());
        offersEarlyData = hello.has(Extension.EarlyData.class);
        Extension.SupportedVersions versions = hello.extension(Extension.SupportedVersions.class);
        offersTls13 = versions != null && versions.versions().contains(TLS13);
        certificateSeen = false;
        newTicket = "";
    }

    void serverHello(ServerHello hello) {
        if (hello.isHelloRetryRequest()) {
            retried = true;
            earlyDataDecided = true;
            return;
        }
        serverRandom = hello.random();
        sessionId = handle(hello.sessionId());
        version = hello.negotiatedVersion();
        suiteCode = hello.cipherSuite();
        suite = CipherSuite.of(suiteCode);
        encryptThenMac = hello.has(Extension.EncryptThenMac.class);
        negotiated(hello);
    }

    void encryptedExtensions(EncryptedExtensions extensions) {
        earlyDataTaken = extensions.has(Extension.EarlyData.class);
        earlyDataDecided = true;
        negotiated(extensions);
    }

    private void negotiated(Hello hello) {
        Extension.Alpn alpn = hello.extension(Extension.Alpn.class);
        if (alpn != null && !alpn.protocols().isEmpty()) {
            protocol = alpn.protocols().getFirst();
        }
    }

    void nextProtocol(String chosen) {
        protocol = chosen;
    }

    void certificateSeen() {
        certificateSeen = true;
    }

    /// Takes a ticket of TLS 1.2, with which the session can be resumed.
    void ticket(byte[] ticket) {
        newTicket = handle(ticket);
        byte[] master = keys.secret(KeyLog.MASTER, clientRandomHex);
        if (master != null) {
            remember(master);
        }
    }

    /// The client random in lower-case hex digits; empty before the Client Hello.
    String clientRandom() {
        return clientRandomHex;
    }

    /// The protocol negotiated with ALPN or NPN; empty if none was negotiated.
    String protocol() {
        return protocol;
    }

    /// The negotiated version; 0 before the Server Hello.
    int version() {
        return version;
    }

    boolean isTls13() {
        return version == TLS13;
    }

    boolean offersTls13() {
        return offersTls13;
    }

    boolean offersEarlyData() {
        return offersEarlyData;
    }

    boolean retried() {
        return retried;
    }

    /// Whether a HelloRetryRequest was seen, but no Server Hello after it.
    boolean awaitsSecondHello() {
        return retried && version == 0;
    }

    boolean earlyDataTaken() {
        return earlyDataTaken;
    }

    boolean earlyDataDecided() {
        return earlyDataDecided;
    }

    /// Why no key can open this session's records; null if a key can.
    @Nullable Unread hopeless() {
        CipherSuite known = suite;
        if (known == null || known.bulk() == CipherSuite.Bulk.OTHER) {
            return new Unread(Unread.Cause.CIPHER_SUITE, CipherSuite.name(suiteCode));
        }
        return version < 0x0301 || version > TLS13
                ? new Unread(Unread.Cause.TLS_VERSION, TlsNames.version(version))
                : null;
    }

    /// The opener of the records after a ChangeCipherSpec; null while the master secret is not
    /// known.
    @Nullable RecordOpener tls12(boolean fromClient) throws GeneralSecurityException {
        byte[] master = keys.secret(KeyLog.MASTER, clientRandomHex);
        if (master == null) {
            master = resumedMaster();
        }
        CipherSuite known = suite;
        if (master == null || known == null) {
            return null;
        }
        remember(master);
        return RecordOpener.tls12(
                version, known, encryptThenMac, master, clientRandom, serverRandom, fromClient);
    }

    /// The traffic secret with the key log's name `label`; null if not known.
    byte @Nullable [] secret(String label) {
        return keys.secret(label, clientRandomHex);
    }

    RecordOpener tls13(byte[] secret) throws GeneralSecurityException {
        CipherSuite known = suite;
        if (known == null) {
            throw new GeneralSecurityException("no cipher suite");
        }
        return RecordOpener.tls13(known, secret);
    }

    /// The secret after a KeyUpdate, RFC 8446 §7.2.
    byte[] updated(byte[] secret) throws GeneralSecurityException {
        CipherSuite known = suite;
        String hash = known == null ? "SHA-256" : known.prf();
        return KeySchedule.expandLabel(hash, secret, "traffic upd", secret.length);
    }

    private byte @Nullable [] resumedMaster() {
        if (certificateSeen) {
            return null;
        }
        byte[] master = keys.resumed(offeredTicket);
        return master == null && sessionId.equals(offeredSessionId)
                ? keys.resumed(sessionId)
                : master;
    }

    private void remember(byte[] master) {
        if (version == TLS13) {
            return;
        }
        keys.remember(sessionId, master);
        keys.remember(newTicket, master);
    }

    private static String handle(byte[] sessionIdOrTicket) {
        if (sessionIdOrTicket.length == 0) {
            return "";
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(sessionIdOrTicket));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

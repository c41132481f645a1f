package org.flowlab.dissect;

import java.security.GeneralSecurityException;
import java.util.function.Consumer;
import org.flowlab.wire.tls.HandshakeMessage;
import org.flowlab.wire.tls.TlsFormatException;
import org.flowlab.wire.tls.TlsNames;

/// Puts handshake messages together from records, and updates the session's state by them.
final class TlsHandshakes {
    private static final int MAX_MESSAGE = 256 * 1024;

    private final TlsSession session;
    private final TlsHalf client;
    private final TlsHalf server;

    TlsHandshakes(TlsSession session, TlsHalf client, TlsHalf server) {
        this.session = session;
        this.client = client;
        this.server = server;
    }

    /// Takes the handshake bytes of a record, `b[offset, offset + length)`.
    void record(TlsHalf half, byte[] b, int offset, int length, Consumer<Content> told)
            throws TlsFormatException, GeneralSecurityException {
        Accumulator held = half.handshake;
        if (held.isEmpty()) {
            int used = messages(half, b, offset, length, told);
            hold(held, b, offset + used, length - used);
            return;
        }
        hold(held, b, offset, length);
        int size = held.size();
        // Parses only when the current message is complete, not at every record.
        if (size < HandshakeMessage.HEADER_BYTES
                || size < HandshakeMessage.HEADER_BYTES + bodyLength(held.buffer(), 0)) {
            return;
        }
        byte[] all = held.take();
        int used = messages(half, all, 0, size, told);
        hold(held, all, used, size - used);
    }

    private static void hold(Accumulator held, byte[] b, int offset, int length)
            throws TlsFormatException {
        if (length > 0 && !held.add(b, offset, length)) {
            throw new TlsFormatException(0, "no room to hold this message until it is complete");
        }
    }

    /// Takes the complete messages at the start of the bytes.
    ///
    /// @return the number of bytes taken
    private int messages(TlsHalf half, byte[] b, int offset, int length, Consumer<Content> told)
            throws TlsFormatException, GeneralSecurityException {
        int at = offset;
        int end = offset + length;
        while (end - at >= HandshakeMessage.HEADER_BYTES) {
            int body = bodyLength(b, at);
            int next = at + HandshakeMessage.HEADER_BYTES + body;
            if (next > end) {
                break;
            }
            message(
                    half,
                    HandshakeMessage.type(b, at),
                    b,
                    at + HandshakeMessage.HEADER_BYTES,
                    body,
                    told);
            at = next;
        }
        return at - offset;
    }

    private static int bodyLength(byte[] b, int at) throws TlsFormatException {
        int length = HandshakeMessage.length(b, at);
        if (length > MAX_MESSAGE) {
            throw new TlsFormatException(0, "handshake message of " + length + " bytes");
        }
        return length;
    }

    private void message(
            TlsHalf half, int type, byte[] b, int at, int length, Consumer<Content> told)
            throws TlsFormatException, GeneralSecurityException {
        HandshakeMessage message = HandshakeMessage.parse(type, b, at, length, session.isTls13());
        if (message instanceof HandshakeMessage.ClientHello hello && half.fromClient) {
            session.clientHello(hello);
        }
        told.accept(content(message));
        switch (message) {
            case HandshakeMessage.ServerHello hello when !half.fromClient -> serverHello(hello);
            case HandshakeMessage.EncryptedExtensions extensions when !half.fromClient ->
                    session.encryptedExtensions(extensions);
            case HandshakeMessage.NewSessionTicket ticket when !half.fromClient -> {
                if (!session.isTls13()) {
                    session.ticket(ticket.ticket());
                }
            }
            case HandshakeMessage.Certificates ignored when !half.fromClient ->
                    session.certificateSeen();
            case HandshakeMessage.NextProtocol next -> session.nextProtocol(next.protocol());
            case HandshakeMessage.KeyUpdate ignored when half.epoch.isTls13() ->
                    half.keyUpdate(session);
            case HandshakeMessage other -> turn(half, other.type());
        }
    }

    private Content content(HandshakeMessage message) {
        boolean retryRequest =
                message instanceof HandshakeMessage.ServerHello asking
                        && asking.isHelloRetryRequest();
        boolean secondHello =
                message instanceof HandshakeMessage.ClientHello && session.awaitsSecondHello();
        return new Content.TlsHandshake(
                message.type(),
                retryRequest ? "hello_retry_request" : TlsNames.handshake(message.type()),
                retryRequest || secondHello,
                message instanceof HandshakeMessage.ServerHello hello
                        ? hello.negotiatedVersion()
                        : 0,
                HandshakeDetails.of(message));
    }

    private void serverHello(HandshakeMessage.ServerHello hello) {
        session.serverHello(hello);
        if (session.isTls13() && server.epoch == TlsHalf.Epoch.PLAIN) {
            server.epoch = TlsHalf.Epoch.HANDSHAKE;
            client.epoch =
                    session.offersEarlyData() && !session.retried()
                            ? TlsHalf.Epoch.EARLY
                            : TlsHalf.Epoch.HANDSHAKE;
        }
    }

    /// Switches to the next keys after a TLS 1.3 message that ends the current ones.
    private static void turn(TlsHalf half, int type) {
        if (type == HandshakeMessage.FINISHED && half.epoch == TlsHalf.Epoch.HANDSHAKE) {
            half.epoch = TlsHalf.Epoch.APPLICATION;
        } else if (type == HandshakeMessage.END_OF_EARLY_DATA
                && half.epoch == TlsHalf.Epoch.EARLY) {
            half.epoch = TlsHalf.Epoch.HANDSHAKE;
        }
    }
}

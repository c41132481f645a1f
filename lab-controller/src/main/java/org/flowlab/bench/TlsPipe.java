package org.flowlab.bench;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.flowlab.node.spec.Route.TlsChoice;
import org.flowlab.node.tls.ClientTls;
import org.flowlab.node.tls.ServerTls;

/// A TLS client and a TLS server that talk in memory. What one encrypts is passed to a [Wire], and
/// decrypted by the other.
final class TlsPipe implements AutoCloseable {
    /// Takes what one side puts on the wire.
    interface Wire {
        void carry(boolean fromClient, byte[] bytes) throws SSLException;
    }

    private static final int BUFFER = 1 << 17;

    private final SSLEngine client;
    private final SSLEngine server;
    private final Wire wire;
    private final ByteBuffer sealed = ByteBuffer.allocate(BUFFER);
    private final ByteBuffer opened = ByteBuffer.allocate(BUFFER);

    TlsPipe(ClientTls clients, ServerTls servers, String host, TlsChoice choice, Wire wire)
            throws SSLException {
        SslHandler handler =
                clients.handler(ByteBufAllocator.DEFAULT, host, 443, List.of(), choice);
        this.client = handler.engine();
        this.server = servers.handler(ByteBufAllocator.DEFAULT).engine();
        this.server.setUseClientMode(false);
        this.wire = wire;
    }

    void handshake() throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        int moved = 1;
        while (moved > 0) {
            moved = send(true, new byte[0]) + send(false, new byte[0]);
        }
        if (client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            throw new SSLException(
                    "TLS handshake in memory: not finished, status " + client.getHandshakeStatus());
        }
    }

    /// Encrypts `plain` on one side, passes it to the wire, and decrypts it on the other side.
    ///
    /// @return the number of bytes that went over the wire
    int send(boolean fromClient, byte[] plain) throws SSLException {
        SSLEngine sender = fromClient ? client : server;
        ByteBuffer in = ByteBuffer.wrap(plain);
        int sent = 0;
        while (true) {
            sealed.clear();
            SSLEngineResult result = sender.wrap(in, sealed);
            sealed.flip();
            if (sealed.hasRemaining()) {
                byte[] record = new byte[sealed.remaining()];
                sealed.get(record);
                sent += record.length;
                wire.carry(fromClient, record);
                open(fromClient ? server : client, record);
            }
            boolean more =
                    in.hasRemaining() || result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
            if (!more || result.bytesProduced() + result.bytesConsumed() == 0) {
                return sent;
            }
        }
    }

    private void open(SSLEngine receiver, byte[] record) throws SSLException {
        ByteBuffer in = ByteBuffer.wrap(record);
        SSLEngineResult result;
        do {
            opened.clear();
            result = receiver.unwrap(in, opened);
        } while (result.bytesConsumed() + result.bytesProduced() > 0);
    }

    @Override
    public void close() {
        ReferenceCountUtil.release(client);
        ReferenceCountUtil.release(server);
    }
}

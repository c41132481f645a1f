package org.flowlab.node.role;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.security.cert.CertificateException;
import org.flowlab.node.spec.Route.KeyExchange;
import org.flowlab.node.spec.Route.TlsChoice;
import org.flowlab.node.spec.Route.Version;

/// Finds the reason why a client's TLS handshake failed. This handler is before TLS in the
/// pipeline, so that it sees whether the peer sent anything.
final class ShakeFailure extends ChannelInboundHandlerAdapter {
    private final TlsChoice offered;
    private final int patienceMillis;
    private boolean heard;

    /// @param offered what the client offers the peer
    /// @param patienceMillis how long the handshake may take
    ShakeFailure(TlsChoice offered, int patienceMillis) {
        this.offered = offered;
        this.patienceMillis = patienceMillis;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        heard = true;
        ctx.fireChannelRead(message);
    }

    String reason(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof SslHandshakeTimeoutException) {
                return Reasons.late(
                        heard ? "the handshake was not complete" : "nothing came",
                        patienceMillis,
                        "client",
                        "handshake-timeout");
            }
            if (at instanceof CertificateException || at instanceof NotSslRecordException) {
                return Reasons.of(cause);
            }
        }
        return isRefusal(cause) ? Reasons.of(cause) + "; " + offer() : Reasons.of(cause);
    }

    /// Whether the peer ended the handshake, by an alert or by closing the connection.
    private static boolean isRefusal(Throwable cause) {
        return cause instanceof IOException
                && (Reasons.alert(cause).isPresent()
                        || Reasons.of(cause).equals(Reasons.CLOSED)
                        || String.valueOf(cause.getMessage()).contains("reset"));
    }

    private String offer() {
        if (offered.version() == Version.TLS_1_3) {
            return "the client offered TLS 1.3 only; try --tls 1.2 --key-exchange ecdhe";
        }
        return offered.keyExchange() == KeyExchange.RSA
                ? "the client offered TLS 1.2 with RSA key exchange only; try --key-exchange ecdhe"
                        + " or --tls 1.3"
                : "the client offered TLS 1.2 with ECDHE key exchange only; try --tls 1.3";
    }
}

package org.flowlab.node.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslCredential;
import io.netty.handler.ssl.OpenSslCredentialBuilder;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.flowlab.node.spec.NodeSpec.Credentials;
import org.jspecify.annotations.Nullable;

/// A server's side of TLS 1.0 to 1.3. It has an RSA and an EC certificate, so that RSA and ECDHE
/// key exchange work. It offers NPN and ALPN, and resumes sessions by ticket or by id. Thread-safe.
public final class ServerTls implements AutoCloseable {
    private static final long CLOSE_NOTIFY_MILLIS = 1_000;

    private final SslContext context;
    private final List<String> offers;
    private final long handshakeMillis;

    /// @param protocols protocols offered by NPN and ALPN, best first; if empty, the server answers
    ///   neither extension
    /// @param keyLog receives each line in the NSS key log format, on the thread of the handshake
    /// @param handshakeMillis how long a handshake may take
    /// @throws GeneralSecurityException if a certificate or key is missing or cannot be read
    public ServerTls(
            Credentials credentials,
            List<String> protocols,
            Consumer<String> keyLog,
            long handshakeMillis)
            throws GeneralSecurityException, SSLException {
        offers = List.copyOf(protocols);
        this.handshakeMillis = handshakeMillis;
        OpenSslCredential ec = credential(credentials.ecChain(), credentials.ecKey(), "EC");
        OpenSslCredential rsa = credential(credentials.rsaChain(), credentials.rsaKey(), "RSA");
        try {
            context =
                    SslContextBuilder.forServer(new NativeCredentials())
                            .addCredentials(ec, rsa)
                            .trustManager(new NoClients())
                            .sslProvider(SslProvider.OPENSSL_REFCNT)
                            .protocols(Suites.VERSIONS)
                            .ciphers(Suites.SERVER)
                            .applicationProtocolConfig(offering(protocols))
                            .option(OpenSslContextOption.USE_TASKS, false)
                            .build();
        } finally {
            ReferenceCountUtil.release(ec);
            ReferenceCountUtil.release(rsa);
        }
        OpenSslSessionContext sessions = (OpenSslSessionContext) context.sessionContext();
        sessions.setSessionCacheEnabled(true);
        sessions.setTicketKeys();
        KeyLog.install(context, keyLog);
    }

    /// The protocols that NPN and ALPN offer, best first.
    public List<String> offers() {
        return offers;
    }

    /// Makes the handler of one connection. After the handshake, its
    /// [applicationProtocol][SslHandler#applicationProtocol()] is the negotiated protocol, or null
    /// if none was negotiated. With NPN the client may choose a protocol that was not offered.
    public SslHandler handler(ByteBufAllocator allocator) {
        SslHandler handler = context.newHandler(allocator);
        handler.setHandshakeTimeoutMillis(handshakeMillis);
        handler.setCloseNotifyFlushTimeout(CLOSE_NOTIFY_MILLIS, TimeUnit.MILLISECONDS);
        return handler;
    }

    /// Releases the native context; open connections continue.
    @Override
    public void close() {
        ReferenceCountUtil.release(context);
    }

    private static OpenSslCredential credential(
            @Nullable String chain, @Nullable String key, String algorithm)
            throws GeneralSecurityException {
        if (chain == null || key == null) {
            throw new GeneralSecurityException(
                    "a server needs an " + algorithm + " certificate and its key");
        }
        return OpenSslCredentialBuilder.forX509(
                        Pem.privateKey(key, algorithm), Pem.certificates(chain))
                .build();
    }

    private static ApplicationProtocolConfig offering(List<String> protocols) {
        return protocols.isEmpty()
                ? ApplicationProtocolConfig.DISABLED
                : new ApplicationProtocolConfig(
                        Protocol.NPN_AND_ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        protocols);
    }
}

package org.flowlab.node.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.flowlab.node.spec.NodeSpec.Credentials;
import org.flowlab.node.spec.Route.Negotiation;
import org.flowlab.node.spec.Route.TlsChoice;

/// A client's side of TLS, which trusts the lab's CA only. Each combination of TLS choice and
/// offers has its own native context, made at its first use. Thread-safe.
public final class ClientTls implements AutoCloseable {
    private static final String FALLBACK = "http/1.1";
    private static final long CLOSE_NOTIFY_MILLIS = 1_000;

    private final LabTrust trust;
    private final Consumer<String> keyLog;
    private final long handshakeMillis;
    private final Map<Key, SslContext> contexts = new HashMap<>();

    private record Key(TlsChoice choice, List<String> offers) {}

    /// @param keyLog receives each line in the NSS key log format, on the thread of the handshake
    /// @param handshakeMillis how long a handshake may take
    /// @throws GeneralSecurityException if the trusted certificate cannot be read
    public ClientTls(Credentials credentials, Consumer<String> keyLog, long handshakeMillis)
            throws GeneralSecurityException {
        trust = new LabTrust(Pem.certificates(credentials.trusted())[0]);
        this.keyLog = keyLog;
        this.handshakeMillis = handshakeMillis;
    }

    /// Makes the handler of one connection. It starts the handshake as soon as its channel is
    /// active.
    ///
    /// @param host the name that the certificate must have; it is also sent as SNI, unless it is an
    ///   address
    /// @param offers application protocols, best first; if empty, the client sends no such
    ///   extension
    public SslHandler handler(
            ByteBufAllocator allocator,
            String host,
            int port,
            List<String> offers,
            TlsChoice choice)
            throws SSLException {
        SslHandler handler = context(new Key(choice, offers)).newHandler(allocator, host, port);
        if (!HostNames.isAddress(host)) {
            SSLParameters parameters = handler.engine().getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(host)));
            handler.engine().setSSLParameters(parameters);
        }
        handler.setHandshakeTimeoutMillis(handshakeMillis);
        handler.setCloseNotifyFlushTimeout(CLOSE_NOTIFY_MILLIS, TimeUnit.MILLISECONDS);
        return handler;
    }

    /// Forgets the sessions of all earlier connections. Contexts without a session cache are kept,
    /// because making a new one would delay the next handshake.
    public synchronized void forget() {
        for (Key key : List.copyOf(contexts.keySet())) {
            if (key.choice.resume()) {
                ReferenceCountUtil.release(contexts.remove(key));
            }
        }
    }

    /// Releases the native contexts; open connections continue.
    @Override
    public synchronized void close() {
        contexts.values().forEach(ReferenceCountUtil::release);
        contexts.clear();
    }

    private synchronized SslContext context(Key key) throws SSLException {
        SslContext known = contexts.get(key);
        if (known == null) {
            known = build(key);
            contexts.put(key, known);
        }
        return known;
    }

    private SslContext build(Key key) throws SSLException {
        SslContext context =
                SslContextBuilder.forClient()
                        .sslProvider(SslProvider.OPENSSL_REFCNT)
                        .trustManager(trust)
                        .endpointIdentificationAlgorithm(null)
                        .protocols(Suites.version(key.choice))
                        .ciphers(Suites.of(key.choice))
                        .applicationProtocolConfig(offering(key))
                        .option(OpenSslContextOption.USE_TASKS, false)
                        .build();
        OpenSslSessionContext sessions = (OpenSslSessionContext) context.sessionContext();
        sessions.setSessionCacheEnabled(key.choice.resume());
        if (key.choice.resume()) {
            sessions.setTicketKeys();
        }
        KeyLog.install(context, keyLog);
        return context;
    }

    /// Makes the settings for NPN or ALPN. With NPN the client picks one of its offers from the
    /// server's list, or else `http/1.1`; if the list has none of these, the handshake fails. The
    /// client's own list is never sent.
    private static ApplicationProtocolConfig offering(Key key) {
        if (key.offers.isEmpty()) {
            return ApplicationProtocolConfig.DISABLED;
        }
        if (key.choice.negotiation() == Negotiation.ALPN) {
            return new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    key.offers);
        }
        List<String> acceptable = new ArrayList<>(key.offers);
        acceptable.remove(FALLBACK);
        acceptable.add(FALLBACK);
        return new ApplicationProtocolConfig(
                Protocol.NPN,
                SelectorFailureBehavior.CHOOSE_MY_LAST_PROTOCOL,
                SelectedListenerFailureBehavior.CHOOSE_MY_LAST_PROTOCOL,
                acceptable);
    }
}

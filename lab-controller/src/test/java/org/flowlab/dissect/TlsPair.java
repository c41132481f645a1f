package org.flowlab.dissect;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.internal.tcnative.SSLContext;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import org.flowlab.node.spec.NodeSpec.Credentials;
import org.flowlab.node.tls.Authority;

/// A client and a server of BoringSSL that talk in memory, with the bytes between them and their
/// key log.
final class TlsPair implements AutoCloseable {
    private static final Credentials CREDENTIALS = Authority.create().forServer(List.of("origin"));

    final List<String> keys = new ArrayList<>();
    private final SslContext clientContext;
    private final SslContext serverContext;

    /// @param protocols offered with NPN or ALPN; if empty, nothing is negotiated
    record Shape(
            String version,
            String cipher,
            boolean ec,
            ApplicationProtocolConfig.Protocol negotiation,
            List<String> protocols,
            boolean tickets) {
        static Shape of(String version, String cipher) {
            return new Shape(
                    version,
                    cipher,
                    cipher.contains("ECDSA"),
                    ApplicationProtocolConfig.Protocol.NONE,
                    List.of(),
                    false);
        }

        Shape with(ApplicationProtocolConfig.Protocol how, String... what) {
            return new Shape(version, cipher, ec, how, List.of(what), tickets);
        }

        Shape withTickets() {
            return new Shape(version, cipher, ec, negotiation, protocols, true);
        }
    }

    TlsPair(Shape shape) throws Exception {
        ApplicationProtocolConfig protocols =
                shape.protocols.isEmpty()
                        ? ApplicationProtocolConfig.DISABLED
                        : new ApplicationProtocolConfig(
                                shape.negotiation,
                                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                                shape.protocols);
        clientContext =
                SslContextBuilder.forClient()
                        .sslProvider(SslProvider.OPENSSL_REFCNT)
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm(null)
                        .protocols(shape.version)
                        .ciphers(List.of(shape.cipher))
                        .applicationProtocolConfig(protocols)
                        .option(OpenSslContextOption.USE_TASKS, false)
                        .build();
        String chain = shape.ec ? CREDENTIALS.ecChain() : CREDENTIALS.rsaChain();
        String key = shape.ec ? CREDENTIALS.ecKey() : CREDENTIALS.rsaKey();
        serverContext =
                SslContextBuilder.forServer(stream(chain), stream(key))
                        .sslProvider(SslProvider.OPENSSL_REFCNT)
                        .protocols(shape.version)
                        .ciphers(List.of(shape.cipher))
                        .applicationProtocolConfig(protocols)
                        .option(OpenSslContextOption.USE_TASKS, false)
                        .build();
        for (SslContext context : List.of(clientContext, serverContext)) {
            ((OpenSslSessionContext) context.sessionContext()).setSessionCacheEnabled(true);
        }
        if (shape.tickets) {
            ((OpenSslSessionContext) serverContext.sessionContext()).setTicketKeys();
            ((OpenSslSessionContext) clientContext.sessionContext()).setTicketKeys();
        }
        SSLContext.setKeyLogCallback(
                nativeContext(clientContext),
                (ssl, line) -> keys.add(new String(line, StandardCharsets.US_ASCII)));
    }

    private static ByteArrayInputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }

    private static long nativeContext(SslContext context) throws ReflectiveOperationException {
        Field field = ReferenceCountedOpenSslContext.class.getDeclaredField("ctx");
        field.setAccessible(true);
        return field.getLong(context);
    }

    Connection connect() {
        return new Connection();
    }

    @Override
    public void close() {
        ReferenceCountUtil.release(clientContext);
        ReferenceCountUtil.release(serverContext);
    }

    /// One connection. It keeps the bytes that the engines send.
    final class Connection implements AutoCloseable {
        final List<Said> said = new ArrayList<>();
        private final SSLEngine client =
                clientContext.newEngine(ByteBufAllocator.DEFAULT, "origin", 443);
        private final SSLEngine server = serverContext.newEngine(ByteBufAllocator.DEFAULT);
        private final ByteArrayOutputStream toServer = new ByteArrayOutputStream();
        private final ByteArrayOutputStream toClient = new ByteArrayOutputStream();

        Connection handshake() throws Exception {
            client.beginHandshake();
            int moved = 1;
            while (moved > 0) {
                moved = flight(client, true, new byte[0]).length;
                deliver(server, toServer);
                moved += flight(server, false, new byte[0]).length;
                deliver(client, toClient);
            }
            return this;
        }

        /// One side sends `text`, the other reads it.
        Connection say(boolean fromClient, String text) throws Exception {
            return say(fromClient, text.getBytes(StandardCharsets.ISO_8859_1));
        }

        Connection say(boolean fromClient, byte[] bytes) throws Exception {
            flight(fromClient ? client : server, fromClient, bytes);
            deliver(fromClient ? server : client, fromClient ? toServer : toClient);
            return this;
        }

        /// The records that carry `bytes`. They are delivered, but not kept among the bytes that
        /// were sent.
        byte[] seal(boolean fromClient, byte[] bytes) throws Exception {
            byte[] sealed = flight(fromClient ? client : server, fromClient, bytes);
            said.removeLast();
            deliver(fromClient ? server : client, fromClient ? toServer : toClient);
            return sealed;
        }

        void closeNotify(boolean fromClient) throws Exception {
            (fromClient ? client : server).closeOutbound();
            flight(fromClient ? client : server, fromClient, new byte[0]);
        }

        private byte[] flight(SSLEngine engine, boolean fromClient, byte[] plain) throws Exception {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteBuffer in = ByteBuffer.wrap(plain);
            ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
            while (true) {
                SSLEngineResult result = engine.wrap(in, buffer);
                buffer.flip();
                byte[] record = new byte[buffer.remaining()];
                buffer.get(record);
                buffer.clear();
                out.write(record);
                boolean more =
                        in.hasRemaining()
                                || result.getHandshakeStatus()
                                        == SSLEngineResult.HandshakeStatus.NEED_WRAP;
                if (record.length == 0 && result.bytesConsumed() == 0 || !more) {
                    break;
                }
            }
            byte[] bytes = out.toByteArray();
            if (bytes.length > 0) {
                said.add(new Said(fromClient, bytes));
                (fromClient ? toServer : toClient).write(bytes);
            }
            return bytes;
        }

        private byte[] deliver(SSLEngine engine, ByteArrayOutputStream queue) throws Exception {
            ByteBuffer in = ByteBuffer.wrap(queue.toByteArray());
            ByteBuffer out = ByteBuffer.allocate(64 * 1024);
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            while (in.hasRemaining()) {
                SSLEngineResult result = engine.unwrap(in, out);
                out.flip();
                byte[] bytes = new byte[out.remaining()];
                out.get(bytes);
                out.clear();
                plain.write(bytes);
                if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
                    break;
                }
            }
            queue.reset();
            byte[] rest = new byte[in.remaining()];
            in.get(rest);
            queue.write(rest);
            return plain.toByteArray();
        }

        @Override
        public void close() {
            ReferenceCountUtil.release(client);
            ReferenceCountUtil.release(server);
        }
    }
}

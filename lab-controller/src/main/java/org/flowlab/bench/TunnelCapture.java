package org.flowlab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.flowlab.node.spec.Route.KeyExchange;
import org.flowlab.node.spec.Route.Negotiation;
import org.flowlab.node.spec.Route.TlsChoice;
import org.flowlab.node.spec.Route.Version;
import org.flowlab.node.tls.Authority;
import org.flowlab.node.tls.ClientTls;
import org.flowlab.node.tls.ServerTls;
import org.flowlab.wire.ip.Ipv4Address;
import org.flowlab.wire.pcapng.CaptureInterface;
import org.flowlab.wire.pcapng.Direction;
import org.flowlab.wire.pcapng.PcapngWriter;
import org.flowlab.wire.pcapng.Section;
import org.flowlab.wire.tcp.TcpFlags;
import org.flowlab.wire.tcp.TcpFrame;
import org.flowlab.wire.tcp.TcpHeader;

/// Makes a capture of requests and responses in TLS within a CONNECT tunnel within TLS, and a log
/// of its keys. The TLS is real and made in memory; the frames were never on a network.
public final class TunnelCapture implements AutoCloseable {
    private static final Ipv4Address CLIENT = Ipv4Address.parse("198.18.0.1");
    private static final Ipv4Address PROXY = Ipv4Address.parse("198.18.0.2");
    private static final int PROXY_PORT = 443;
    private static final int SEGMENT = 1460;
    private static final int ANSWER = 64 << 10;
    private static final int ANSWERS_PER_CONNECTION = 64;
    private static final long FRAME_NANOS = 12_000;

    /// About how many bytes a frame takes in the file besides its own.
    private static final int BLOCK = 34;

    private static final List<TlsChoice> CHOICES =
            List.of(
                    TlsChoice.DEFAULT,
                    new TlsChoice(Version.TLS_1_3, KeyExchange.ECDHE, Negotiation.ALPN, false));

    private final PcapngWriter writer;
    private final int interfaceId;
    private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
    private final ClientTls clients;
    private final ServerTls proxies;
    private final ServerTls origins;
    private final byte[] body = new byte[ANSWER];
    private long nanos = 1_700_000_000_000_000_000L;
    private long written;
    private int connections;
    private int keysWritten;

    /// The frames of the current connection. They wait until its keys are known: the keys come
    /// first in the file.
    private final List<Frame> waiting = new ArrayList<>();

    private record Frame(long nanos, byte[] bytes) {}

    private TunnelCapture(Path file) throws IOException, GeneralSecurityException {
        Section section = new Section("", "", "flowlab bench", "");
        writer = new PcapngWriter(file, section);
        interfaceId = writer.addInterface(new CaptureInterface("bench0", ""));
        Authority authority = Authority.create();
        clients = new ClientTls(authority.forClient(), keys::add, 10_000);
        proxies =
                new ServerTls(
                        authority.forServer(List.of("proxy")),
                        List.of(),
                        k -> {},
                        Limits.DEFAULT.handshakeMillis());
        origins =
                new ServerTls(
                        authority.forServer(List.of("origin")),
                        List.of(),
                        k -> {},
                        Limits.DEFAULT.handshakeMillis());
        new SplittableRandom(1).nextBytes(body);
    }

    /// Writes a capture of at least `bytes` bytes to `file`, with its keys in it. Writes the keys
    /// to `keyLog` too.
    ///
    /// @param keyLog in the NSS format
    public static void write(Path file, Path keyLog, long bytes)
            throws IOException, GeneralSecurityException {
        try (TunnelCapture capture = new TunnelCapture(file)) {
            while (capture.written < bytes) {
                capture.connection(bytes);
            }
            Files.write(keyLog, capture.keys);
        }
    }

    private void connection(long enough) throws IOException {
        Tcp tcp = new Tcp(20_000 + connections);
        TlsChoice choice = CHOICES.get(connections++ % CHOICES.size());
        tcp.open();
        try (TlsPipe outer = new TlsPipe(clients, proxies, "proxy", choice, tcp::carry);
                TlsPipe inner = new TlsPipe(clients, origins, "origin", choice, outer::send)) {
            outer.handshake();
            outer.send(true, ascii("CONNECT origin:443 HTTP/1.1\r\nHost: origin:443\r\n\r\n"));
            outer.send(false, ascii("HTTP/1.1 200 Connection Established\r\n\r\n"));
            inner.handshake();
            for (int i = 0; i < ANSWERS_PER_CONNECTION && written < enough; i++) {
                inner.send(true, ascii("GET /" + i + " HTTP/1.1\r\nHost: origin\r\n\r\n"));
                inner.send(
                        false,
                        ascii("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n"));
                inner.send(false, body);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        tcp.close();
        writer.secrets(String.join("\n", keys.subList(keysWritten, keys.size())));
        keysWritten = keys.size();
        for (Frame frame : waiting) {
            writer.frame(interfaceId, frame.nanos, Direction.UNKNOWN, frame.bytes, null, false);
        }
        waiting.clear();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        clients.close();
        proxies.close();
        origins.close();
        writer.close();
    }

    /// Writes the frames of one TCP connection.
    private final class Tcp {
        private final int port;
        private int clientNext = 1;
        private int proxyNext = 1;
        private int unacknowledged;

        Tcp(int port) {
            this.port = port;
        }

        void open() {
            frame(true, TcpFlags.SYN, new byte[0], 0, 0);
            clientNext++;
            frame(false, TcpFlags.SYN | TcpFlags.ACK, new byte[0], 0, 0);
            proxyNext++;
            frame(true, TcpFlags.ACK, new byte[0], 0, 0);
        }

        void carry(boolean fromClient, byte[] bytes) {
            for (int at = 0; at < bytes.length; at += SEGMENT) {
                int length = Math.min(SEGMENT, bytes.length - at);
                frame(fromClient, TcpFlags.ACK | TcpFlags.PSH, bytes, at, length);
                if (fromClient) {
                    clientNext += length;
                } else {
                    proxyNext += length;
                }
                if (++unacknowledged == 2) {
                    frame(!fromClient, TcpFlags.ACK, bytes, 0, 0);
                    unacknowledged = 0;
                }
            }
        }

        void close() {
            frame(true, TcpFlags.FIN | TcpFlags.ACK, new byte[0], 0, 0);
            clientNext++;
            frame(false, TcpFlags.FIN | TcpFlags.ACK, new byte[0], 0, 0);
            proxyNext++;
            frame(true, TcpFlags.ACK, new byte[0], 0, 0);
        }

        private void frame(boolean fromClient, int flags, byte[] b, int offset, int length) {
            boolean acknowledges = (flags & TcpFlags.ACK) != 0;
            TcpHeader header =
                    new TcpHeader(
                            fromClient ? port : PROXY_PORT,
                            fromClient ? PROXY_PORT : port,
                            (fromClient ? clientNext : proxyNext) & 0xffff_ffffL,
                            acknowledges ? (fromClient ? proxyNext : clientNext) & 0xffff_ffffL : 0,
                            flags,
                            65_535,
                            0,
                            List.of());
            byte[] frame =
                    TcpFrame.of(
                            fromClient ? CLIENT : PROXY,
                            fromClient ? PROXY : CLIENT,
                            (int) (nanos / FRAME_NANOS) & 0xffff,
                            header,
                            b,
                            offset,
                            length);
            nanos += FRAME_NANOS;
            waiting.add(new Frame(nanos, frame));
            written += frame.length + BLOCK;
        }
    }
}

package org.flowlab.dissect;

import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.flowlab.wire.spdy.SpdyWriter;

/// A capture of downloads by TLS in SPDY streams in TLS, and its key log.
final class TunnelCapture {
    private static final int MSS = 1460;
    private static final int PIECE = 16_000;

    final Path file;
    final Path keyLog;
    private final Set<String> keys = new LinkedHashSet<>();
    private DataOutputStream out;
    private long nanos = 1_000_000_000L;
    private long bytes;

    TunnelCapture(Path folder) {
        file = folder.resolve("tunnel.pcap");
        keyLog = folder.resolve("keys.log");
    }

    /// @param connectionBytes that each connection downloads
    TunnelCapture write(long total, int connectionBytes) throws Exception {
        try (DataOutputStream stream =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out = stream;
            for (int word : new int[] {0xa1b23c4d, 0x00020004, 0, 0, 65535, 1}) {
                out.writeInt(word);
            }
            for (int i = 0; bytes < total; i++) {
                connection(i, connectionBytes);
            }
        }
        Files.write(keyLog, keys);
        return this;
    }

    private void connection(int number, int length) throws Exception {
        Peer[] peers = Peer.pair(1024 + number, 1000 * number, -50_000 * number);
        pass(peers[0].syn());
        pass(peers[1].synAck());
        pass(peers[0].ack());
        TlsPair.Shape shape = TlsPair.Shape.of("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
        try (TlsPair proxy = new TlsPair(shape.with(Protocol.NPN, "spdy/3.1"));
                TlsPair origin = new TlsPair(shape);
                TlsPair.Connection outer = proxy.connect().handshake();
                TlsPair.Connection inner = origin.connect().handshake();
                SpdyWriter client = new SpdyWriter();
                SpdyWriter server = new SpdyWriter()) {
            keys.addAll(proxy.keys);
            keys.addAll(origin.keys);
            outer.say(
                    true, client.synStream(1, false, ":method", "CONNECT", ":path", "origin:443"));
            outer.say(false, server.synReply(1, false, ":status", "200"));
            for (Said said : outer.said) {
                say(peers, said.fromClient(), said.bytes());
            }
            for (Said said : inner.said) {
                tunnel(peers, outer, said.fromClient(), said.bytes());
            }
            download(peers, outer, inner, length);
        }
        pass(peers[0].fin());
        pass(peers[1].fin());
        pass(peers[0].ack());
    }

    private void download(
            Peer[] peers, TlsPair.Connection outer, TlsPair.Connection inner, int length)
            throws Exception {
        tunnel(peers, outer, true, inner.seal(true, ascii("GET / HTTP/1.1\r\n\r\n")));
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n";
        tunnel(peers, outer, false, inner.seal(false, ascii(head)));
        byte[] piece = new byte[PIECE];
        for (int at = 0; at < length; at += PIECE) {
            byte[] body = Arrays.copyOf(piece, Math.min(PIECE, length - at));
            tunnel(peers, outer, false, inner.seal(false, body));
        }
    }

    private void tunnel(Peer[] peers, TlsPair.Connection outer, boolean fromClient, byte[] bytes)
            throws Exception {
        say(peers, fromClient, outer.seal(fromClient, SpdyWriter.data(1, false, bytes)));
    }

    private void say(Peer[] peers, boolean fromClient, byte[] bytes) throws IOException {
        Peer from = peers[fromClient ? 0 : 1];
        Peer to = peers[fromClient ? 1 : 0];
        for (int at = 0, n = 1; at < bytes.length; at += MSS, n++) {
            pass(from.data(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + MSS))));
            if (n % 2 == 0) {
                pass(to.ack());
            }
        }
    }

    private void pass(byte[] frame) throws IOException {
        nanos += 10_000;
        out.writeInt((int) (nanos / 1_000_000_000));
        out.writeInt((int) (nanos % 1_000_000_000));
        out.writeInt(frame.length);
        out.writeInt(frame.length);
        out.write(frame);
        bytes += 16 + frame.length;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

package org.flowlab.dissect;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.flowlab.wire.ip.Ipv4Address;
import org.flowlab.wire.tcp.TcpFlags;
import org.flowlab.wire.tcp.TcpFrame;
import org.flowlab.wire.tcp.TcpHeader;

/// One end of a scripted TCP connection: makes frames, keeps its sequence numbers.
final class Peer {
    final Ipv4Address address;
    final int port;
    final int isn;
    Peer other;
    int nextSequence;
    int identification = 1;

    private Peer(String address, int port, int isn) {
        this.address = Ipv4Address.parse(address);
        this.port = port;
        this.isn = isn;
        this.nextSequence = isn + 1;
    }

    /// A client and a server of one connection.
    static Peer[] pair(int clientIsn, int serverIsn) {
        return pair(40_000, clientIsn, serverIsn);
    }

    static Peer[] pair(int clientPort, int clientIsn, int serverIsn) {
        Peer client = new Peer("198.18.0.1", clientPort, clientIsn);
        Peer server = new Peer("198.18.0.2", 443, serverIsn);
        client.other = server;
        server.other = client;
        return new Peer[] {client, server};
    }

    byte[] syn() {
        return frame(isn, 0, TcpFlags.SYN, new byte[0]);
    }

    byte[] synAck() {
        return frame(isn, other.isn + 1, TcpFlags.SYN | TcpFlags.ACK, new byte[0]);
    }

    /// Acknowledges all bytes that the other side made.
    byte[] ack() {
        return ackTo(other.nextSequence);
    }

    byte[] ackTo(int acknowledgement) {
        return frame(nextSequence, acknowledgement, TcpFlags.ACK, new byte[0]);
    }

    /// A frame with the next bytes.
    byte[] data(String text) {
        return data(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    byte[] data(byte[] bytes) {
        byte[] frame = frame(nextSequence, other.nextSequence, TcpFlags.ACK | TcpFlags.PSH, bytes);
        nextSequence += bytes.length;
        return frame;
    }

    /// A frame with bytes at a stream offset; the next bytes of [#data] do not change.
    byte[] dataAt(long offset, String text) {
        return dataAt(offset, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    byte[] dataAt(long offset, byte[] bytes) {
        return frame(
                isn + 1 + (int) offset, other.nextSequence, TcpFlags.ACK | TcpFlags.PSH, bytes);
    }

    byte[] fin() {
        return frame(nextSequence++, other.nextSequence, TcpFlags.ACK | TcpFlags.FIN, new byte[0]);
    }

    byte[] rst() {
        return frame(nextSequence, 0, TcpFlags.RST, new byte[0]);
    }

    byte[] frame(int sequence, int acknowledgement, int flags, byte[] payload) {
        TcpHeader header =
                new TcpHeader(
                        port,
                        other.port,
                        sequence & 0xffff_ffffL,
                        acknowledgement & 0xffff_ffffL,
                        flags,
                        65_000,
                        0,
                        List.of());
        return TcpFrame.of(
                address, other.address, identification++, header, payload, 0, payload.length);
    }
}

package org.flowlab.dissect;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.flowlab.sys.NodeSetup;
import org.flowlab.sys.PacketSocket;
import org.flowlab.sys.Wiring;
import org.flowlab.wire.Bytes;
import org.flowlab.wire.ethernet.EthernetView;
import org.flowlab.wire.ip.IpProtocol;
import org.flowlab.wire.ip.Ipv4Address;
import org.flowlab.wire.tcp.TcpFlags;
import org.flowlab.wire.tcp.TcpFrame;
import org.flowlab.wire.tcp.TcpHeader;
import org.flowlab.wire.tcp.TcpOption;
import org.flowlab.wire.tcp.TcpView;

/// A TCP connection between frames that are crafted here and a socket of the kernel in a network
/// namespace. A reassembler sees every frame.
final class KernelReceiver implements AutoCloseable {
    static final int CRAFTED_PORT = 40_000;
    private static final long MAC = 0x02_00_00_00_00_01L;
    private static final int IP = EthernetView.HEADER_LENGTH;
    private static final int TCP = IP + 20;
    private static final Ipv4Address KERNEL = Ipv4Address.parse("198.18.0.1");
    private static final Ipv4Address CRAFTED = Ipv4Address.parse("198.18.0.2");

    private final Wiring wiring;
    private final PacketSocket wire;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment room = arena.allocate(1 << 16);
    private final ServerSocket listener;
    private final int isn;
    private final boolean timestamps;
    private long now;
    private int port;
    private int identification = 1;
    private Socket socket;

    /// The calls of the reassembler.
    final TcpRecorder told = new TcpRecorder();

    final TcpReassembler reassembler = new TcpReassembler(told);

    /// The segments that the kernel sent, and the sequence number of its next byte.
    final List<TcpHeader> answers = new ArrayList<>();

    int kernelNext;

    KernelReceiver(int isn, boolean timestamps, int receiveBuffer) throws IOException {
        this.isn = isn;
        this.timestamps = timestamps;
        InetAddress kernel = InetAddress.getByName("198.18.0.1");
        NodeSetup node =
                new NodeSetup(
                        "a",
                        false,
                        List.of(
                                new NodeSetup.Interface(
                                        "eth0",
                                        MAC,
                                        (java.net.Inet4Address) kernel,
                                        24,
                                        1500,
                                        Map.of(
                                                (java.net.Inet4Address)
                                                        InetAddress.getByName("198.18.0.2"),
                                                0x0200_c612_0002L))),
                        List.of());
        wiring = Wiring.up(List.of(node));
        wire = wiring.fabric().call(() -> PacketSocket.open(256, 2048));
        listener =
                wiring.namespace("a")
                        .call(() -> java.nio.channels.ServerSocketChannel.open().socket());
        if (receiveBuffer > 0) {
            listener.setReceiveBufferSize(receiveBuffer);
        }
        listener.bind(new InetSocketAddress(kernel, 443));
        port = 443;
    }

    /// Opens the connection: the crafted end is the client.
    KernelReceiver open(TcpOption... options) throws IOException {
        send(header(0, TcpFlags.SYN, 0, options));
        await(() -> !answers.isEmpty());
        send(segment(1, TcpFlags.ACK, ""));
        accept();
        return this;
    }

    void accept() throws IOException {
        listener.setSoTimeout(20_000);
        socket = listener.accept();
        socket.setSoTimeout(20_000);
    }

    /// A segment that acknowledges everything that the kernel sent.
    Crafted segment(long offset, int flags, String payload) {
        return new Crafted(header(offset, flags, 0), payload, true);
    }

    record Crafted(TcpHeader header, String payload, boolean checksumIsRight) {
        Crafted broken() {
            return new Crafted(header, payload, false);
        }
    }

    /// @param offset from the initial sequence number; 1 is the first byte
    TcpHeader header(long offset, int flags, int acknowledgedMore, TcpOption... options) {
        return header(offset, flags, acknowledgedMore, 1000 + (int) now, options);
    }

    TcpHeader header(
            long offset, int flags, int acknowledgedMore, int clock, TcpOption... options) {
        List<TcpOption> all = new ArrayList<>(List.of(options));
        if (timestamps && clock >= 0) {
            all.add(new TcpOption.Timestamps(clock, 0));
        }
        return new TcpHeader(
                CRAFTED_PORT,
                port,
                isn + offset & 0xffff_ffffL,
                (flags & TcpFlags.ACK) == 0
                        ? 0
                        : kernelNext + (long) acknowledgedMore & 0xffff_ffffL,
                flags,
                60_000,
                0,
                all);
    }

    KernelReceiver send(TcpHeader header) {
        return send(new Crafted(header, "", true));
    }

    KernelReceiver send(Crafted crafted) {
        byte[] payload = crafted.payload.getBytes(StandardCharsets.ISO_8859_1);
        byte[] frame =
                TcpFrame.of(
                        CRAFTED,
                        KERNEL,
                        identification++,
                        crafted.header,
                        payload,
                        0,
                        payload.length);
        if (!crafted.checksumIsRight) {
            frame[TCP + 16] ^= 1;
        }
        Bytes.put16(frame, 0, (int) (MAC >>> 32));
        Bytes.put32(frame, 2, MAC);
        MemorySegment.copy(frame, 0, room, JAVA_BYTE, 0, frame.length);
        wire.outgoing().prepare(0, room.address(), frame.length, wiring.end("a", "eth0").index());
        if (wire.outgoing().send(0, 1) != 1) {
            throw new IllegalStateException("the frame was not sent");
        }
        reassembler.sent(++now, frame, 0, frame.length);
        reassembler.delivered(++now, frame, 0, frame.length);
        receive();
        return this;
    }

    /// Takes what the kernel has sent so far.
    void receive() {
        while (wire.incoming().next()) {
            byte[] frame = new byte[wire.incoming().captured()];
            MemorySegment copy = arena.allocate(frame.length);
            wire.incoming().copyTo(copy, 0, frame.length);
            MemorySegment.copy(copy, JAVA_BYTE, 0, frame, 0, frame.length);
            wire.incoming().release();
            TcpView tcp = new TcpView();
            if (Bytes.u16(frame, 12) != 0x0800 || Bytes.u8(frame, IP + 9) != IpProtocol.TCP) {
                continue;
            }
            int length = Bytes.u16(frame, IP + 2) - 20;
            if (tcp.wrap(frame, TCP, length, length) != null) {
                throw new IllegalStateException("the kernel's segment is malformed");
            }
            TcpHeader header = tcp.header();
            answers.add(header);
            if ((header.flags() & TcpFlags.SYN) != 0) {
                kernelNext = (int) header.sequence() + 1;
            }
            reassembler.sent(++now, frame, 0, frame.length);
            reassembler.delivered(++now, frame, 0, frame.length);
        }
    }

    /// Waits until the kernel's answers meet the condition.
    void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        receive();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not happen within 20 s");
            }
            wire.await(5_000_000);
            receive();
        }
    }

    /// What a program reads from the kernel's socket: its bytes, then `|FIN` or `|RST`.
    String programReads() throws IOException {
        StringBuilder read = new StringBuilder();
        try {
            byte[] bytes = new byte[1 << 16];
            for (int n = socket.getInputStream().read(bytes);
                    n >= 0;
                    n = socket.getInputStream().read(bytes)) {
                read.append(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
            }
            return read + "|FIN";
        } catch (java.net.SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return read + "|RST";
        }
    }

    /// The next `count` bytes that a program reads from the kernel's socket.
    String readsBytes(int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /// The bytes that the reassembler reported, then `|FIN`, `|RST` or `|open`.
    String reassemblerReads() {
        receive();
        String ended =
                told.lines.contains("0 c reset")
                        ? "|RST"
                        : told.lines.contains("0 c fin") ? "|FIN" : "|open";
        return told.clientBytes.getOrDefault(0, new StringBuilder()) + ended;
    }

    @Override
    public void close() {
        try {
            if (socket != null) {
                socket.close();
            }
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            wire.close();
            wiring.close();
            arena.close();
        }
    }
}

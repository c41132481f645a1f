package org.flowlab.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.flowlab.sys.libc.Constants;
import org.flowlab.sys.libc.FileDescriptor;
import org.flowlab.sys.libc.HotCalls;
import org.flowlab.sys.libc.LibC;
import org.flowlab.sys.libc.MappedMemory;
import org.flowlab.sys.libc.Structs;
import org.flowlab.sys.libc.SysException;
import org.jspecify.annotations.Nullable;

/// Receives every frame that comes in on any device of one network namespace, and sends frames out
/// of any of them (packet(7)).
///
/// One [ring][#incoming] serves any number of devices. Frames are [sent][#outgoing] by sendmmsg(2),
/// past the queueing discipline, so that the kernel reports each frame that it refuses; with a
/// transmit ring it would not. One thread receives, sends and waits; any thread may [#wake] it.
/// After [#begin] nothing is allocated.
///
/// A transmit ring would make sending cheaper for bulk data, but not for the few frames of a
/// handshake. Over a veth it saves no copy, because the kernel copies the ring's pages before the
/// receiver's stack gets them.
public final class PacketSocket implements AutoCloseable {
    private static final int ETH_P_ALL = 3;
    private static final int PACKET_RX_RING = 5;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_VERSION = 10;
    private static final int PACKET_QDISC_BYPASS = 20;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final int TPACKET_V2 = 1;
    private static final int BLOCK_BYTES = 1 << 18;

    private final LibC libc = LibC.get();
    private final Arena arena = Arena.ofShared();
    private final FileDescriptor socket;
    private final FileDescriptor waker;
    private final ReceiveRing incoming;
    private final SendBatch outgoing;
    private @Nullable MappedMemory ring;

    private final MemorySegment polls;
    private final MemorySegment timeout;
    private final MemorySegment counter;

    private long receivedFrames;
    private long droppedFrames;

    private PacketSocket(FileDescriptor socket, FileDescriptor waker, int frames, int frameBytes) {
        this.socket = socket;
        this.waker = waker;
        this.incoming = new ReceiveRing(frames, frameBytes);
        this.outgoing = new SendBatch(arena, socket.fd());
        this.polls = NativeMemory.unchecked(arena, Structs.POLLFD.byteSize() * 2);
        this.timeout = NativeMemory.unchecked(arena, Structs.TIMESPEC.byteSize());
        this.counter = NativeMemory.unchecked(arena, 16);
        polls.set(JAVA_INT, 0, socket.fd());
        polls.set(JAVA_SHORT, 4, Constants.POLLIN);
        polls.set(JAVA_INT, 8, waker.fd());
        polls.set(JAVA_SHORT, 12, Constants.POLLIN);
    }

    /// Makes a [prepared][#prepared] socket receive frames, unless it does so already. Any thread
    /// may call this. It takes 10 to 20 ms, because the kernel waits for a grace period.
    ///
    /// @throws SysException if the kernel refuses
    public synchronized void begin() {
        if (ring != null) {
            return;
        }
        setUpRing();
        MappedMemory mapped =
                MappedMemory.shared(
                        socket, incoming.bytes(), 0, "map the packet socket's receive ring: mmap");
        ring = mapped;
        incoming.begin(mapped.segment());
        bind();
    }

    /// Opens a socket that receives frames at once: [#prepared] and [#begin].
    public static PacketSocket open(int frames, int frameBytes) {
        PacketSocket socket = prepared(frames, frameBytes);
        try {
            socket.begin();
            return socket;
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /// Opens a socket in the calling thread's network namespace. It receives nothing before
    /// [#begin].
    ///
    /// @param frames the number of frames that the ring holds; a multiple of `2^18 / frameBytes`
    /// @param frameBytes the size of each frame's slot in bytes, including its header of 66 bytes;
    ///   a power of 2
    /// @throws SysException if the kernel refuses, for example without CAP_NET_RAW
    public static PacketSocket prepared(int frames, int frameBytes) {
        if (Integer.bitCount(frameBytes) != 1 || (long) frames * frameBytes % BLOCK_BYTES != 0) {
            throw new IllegalArgumentException(
                    "ring of "
                            + frames
                            + " frames of "
                            + frameBytes
                            + " bytes: a frame must be 2^n bytes, the ring a multiple of "
                            + BLOCK_BYTES);
        }
        // Protocol 0: nothing is received until bind.
        FileDescriptor socket =
                new FileDescriptor(
                        LibC.get()
                                .socket(
                                        Constants.AF_PACKET,
                                        Constants.SOCK_RAW | Constants.SOCK_CLOEXEC,
                                        0),
                        "open a packet socket (needs CAP_NET_RAW): socket");
        FileDescriptor waker = null;
        try {
            waker =
                    new FileDescriptor(
                            LibC.get().eventfd(0, Constants.EFD_CLOEXEC | Constants.EFD_NONBLOCK),
                            "make an event descriptor: eventfd");
            return new PacketSocket(socket, waker, frames, frameBytes);
        } catch (RuntimeException e) {
            socket.close();
            if (waker != null) {
                waker.close();
            }
            throw e;
        }
    }

    private void option(int option, int value, String name) {
        counter.set(JAVA_INT, 0, value);
        SysException.check(
                libc.setsockopt(socket.fd(), Constants.SOL_PACKET, option, counter, 4),
                "set up a packet socket: setsockopt " + name);
    }

    private void setUpRing() {
        option(PACKET_VERSION, TPACKET_V2, "PACKET_VERSION");
        option(PACKET_IGNORE_OUTGOING, 1, "PACKET_IGNORE_OUTGOING");
        option(PACKET_QDISC_BYPASS, 1, "PACKET_QDISC_BYPASS");
        // struct tpacket_req { unsigned tp_block_size, tp_block_nr, tp_frame_size, tp_frame_nr; };
        counter.set(JAVA_INT, 0, BLOCK_BYTES);
        counter.set(JAVA_INT, 4, (int) (incoming.bytes() / BLOCK_BYTES));
        counter.set(JAVA_INT, 8, incoming.frameBytes());
        counter.set(JAVA_INT, 12, incoming.frames());
        SysException.check(
                libc.setsockopt(socket.fd(), Constants.SOL_PACKET, PACKET_RX_RING, counter, 16),
                "make a receive ring of "
                        + incoming.frames()
                        + " frames: setsockopt PACKET_RX_RING");
    }

    private void bind() {
        short all = (short) ETH_P_ALL;
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            all = Short.reverseBytes(all);
        }
        try (Arena local = Arena.ofConfined()) {
            MemorySegment address = local.allocate(SockaddrLl.BYTES, 8);
            address.set(JAVA_SHORT, SockaddrLl.FAMILY, (short) Constants.AF_PACKET);
            address.set(JAVA_SHORT, SockaddrLl.PROTOCOL, all);
            SysException.check(
                    libc.bind(socket.fd(), address, SockaddrLl.BYTES),
                    "bind a packet socket: bind");
        }
    }

    /// The frames that came in; for use after [#begin].
    public ReceiveRing incoming() {
        return incoming;
    }

    /// The frames to send next.
    public SendBatch outgoing() {
        return outgoing;
    }

    // ── waiting

    /// Waits until a frame comes, the time is over, or [#wake] is called.
    ///
    /// @param nanos the longest wait; 0 to return at once, negative for no limit
    public void await(long nanos) {
        timeout.set(JAVA_LONG, 0, Math.max(0, nanos) / 1_000_000_000L);
        timeout.set(JAVA_LONG, 8, Math.max(0, nanos) % 1_000_000_000L);
        polls.set(JAVA_SHORT, 6, (short) 0);
        polls.set(JAVA_SHORT, 14, (short) 0);
        HotCalls.ppoll(polls.address(), 2, nanos < 0 ? 0 : timeout.address(), 0);
        if (polls.get(JAVA_SHORT, 14) != 0) {
            libc.read(waker.fd(), counter, 8);
        }
    }

    /// Makes [#await] return; if no thread is in it, the next call returns at once.
    public void wake() {
        try (Arena local = Arena.ofConfined()) {
            libc.write(waker.fd(), local.allocateFrom(JAVA_LONG, 1), 8);
        }
    }

    // ── counters

    /// Reads the kernel's counters, so that [#received] and [#dropped] return their present values.
    public void updateStatistics() {
        // struct tpacket_stats { unsigned tp_packets, tp_drops; }: counts since the last call.
        counter.set(JAVA_INT, 8, 8);
        int result =
                libc.getsockopt(
                        socket.fd(),
                        Constants.SOL_PACKET,
                        PACKET_STATISTICS,
                        counter,
                        counter.asSlice(8));
        if (result == 0) {
            receivedFrames += counter.get(JAVA_INT, 0) & 0xffff_ffffL;
            droppedFrames += counter.get(JAVA_INT, 4) & 0xffff_ffffL;
        }
    }

    /// The number of frames that came in, dropped ones included.
    public long received() {
        return receivedFrames;
    }

    /// The number of frames that were dropped because the ring was full.
    public long dropped() {
        return droppedFrames;
    }

    /// Closes the socket. It takes 20 to 30 ms, because the kernel waits for a grace period.
    @Override
    public void close() {
        if (ring != null) {
            ring.close();
        }
        socket.close();
        waker.close();
        arena.close();
    }
}

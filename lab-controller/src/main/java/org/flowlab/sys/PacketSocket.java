package org.flowlab.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.flowlab.sys.libc.Constants;
import org.flowlab.sys.libc.Errno;
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
/// Receiving is a ring shared with the kernel (`TPACKET_V2`: a frame can be seen as soon as it is
/// there, where version 3 hands over blocks), so a frame costs no system call, and one ring serves
/// any number of devices. Sending is by sendmmsg(2), past the queueing discipline, so that the
/// kernel's refusal of a frame is known, which a transmit ring would hide. One thread receives,
/// sends and waits; any thread may [#wake] it. After [#begin] nothing is allocated.
///
/// A transmit ring would save part of the call's cost for bulk, not for the few frames of a
/// handshake, and over a veth it spares no copy: the kernel copies the ring's pages before the
/// receiver's stack gets them.
public final class PacketSocket implements AutoCloseable {
    /// The most frames that [#send] takes at once.
    public static final int MOST_AT_ONCE = 64;

    private static final int ETH_P_ALL = 3;
    private static final int PACKET_RX_RING = 5;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_VERSION = 10;
    private static final int PACKET_QDISC_BYPASS = 20;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final int TPACKET_V2 = 1;
    private static final int BLOCK_BYTES = 1 << 18;

    // ```
    // struct tpacket2_hdr {
    //   u32 tp_status, tp_len, tp_snaplen; u16 tp_mac, tp_net; u32 tp_sec, tp_nsec;
    //   u16 tp_vlan_tci, tp_vlan_tpid; u8 tp_padding[4];
    // };                          // then, 16-aligned:
    // struct sockaddr_ll {
    //   u16 sll_family, sll_protocol; s32 sll_ifindex; u16 sll_hatype; u8 sll_pkttype, sll_halen;
    //   u8 sll_addr[8];
    // };
    // ```
    private static final int TP_STATUS = 0;
    private static final int TP_LEN = 4;
    private static final int TP_SNAPLEN = 8;
    private static final int TP_MAC = 12;
    private static final int TP_SEC = 16;
    private static final int TP_NSEC = 20;
    private static final int TP_VLAN_TCI = 24;
    private static final int TP_VLAN_TPID = 26;
    private static final int TP_SOCKADDR = 32;
    private static final int SLL_PROTOCOL = 2;
    private static final int SLL_IFINDEX = 4;
    private static final int SLL_BYTES = 20;

    private static final int STATUS_KERNEL = 0;
    private static final int STATUS_USER = 1;
    private static final int STATUS_CSUM_NOT_READY = 1 << 3;
    private static final int STATUS_VLAN_VALID = 1 << 4;

    private static final int VLAN_TAG_BYTES = 4;
    private static final int MAC_ADDRESSES_BYTES = 12;

    private static final VarHandle STATUS = JAVA_INT.varHandle();

    private final LibC libc = LibC.get();
    private final Arena arena = Arena.ofShared();
    private final FileDescriptor socket;
    private final int socketNumber;
    private final FileDescriptor waker;
    private @Nullable MappedMemory ring;
    private MemorySegment memory = MemorySegment.NULL;
    private final int frames;
    private final int frameBytes;
    private int at;
    private long base;

    private final MemorySegment messages;
    private final MemorySegment vectors;
    private final MemorySegment addresses;
    private final MemorySegment polls;
    private final MemorySegment timeout;
    private final MemorySegment counter;

    private long receivedFrames;
    private long droppedFrames;

    private PacketSocket(FileDescriptor socket, FileDescriptor waker, int frames, int frameBytes) {
        this.socket = socket;
        this.socketNumber = socket.fd();
        this.waker = waker;
        this.frames = frames;
        this.frameBytes = frameBytes;
        this.messages = global(Structs.MMSGHDR.byteSize() * MOST_AT_ONCE);
        this.vectors = global(Structs.IOVEC.byteSize() * MOST_AT_ONCE);
        this.addresses = global((long) SLL_BYTES * MOST_AT_ONCE);
        this.polls = global(Structs.POLLFD.byteSize() * 2);
        this.timeout = global(Structs.TIMESPEC.byteSize());
        this.counter = global(16);
        setUpMessages();
    }

    /// Begins to take in frames, on a socket of [#prepared], unless that was done before; for any
    /// thread. Takes 10 to 20 ms, as the kernel waits for a grace period of its own.
    ///
    /// @throws SysException where the kernel refuses
    public synchronized void begin() {
        if (ring != null) {
            return;
        }
        setUpRing();
        MappedMemory mapped =
                MappedMemory.shared(
                        socket,
                        (long) frames * frameBytes,
                        0,
                        "map the packet socket's receive ring: mmap");
        ring = mapped;
        memory = mapped.segment();
        bind();
    }

    /// Opens a socket as [#prepared] does, and begins.
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

    /// Opens a socket for the network namespace that the calling thread is in; it takes in nothing
    /// before [#begin].
    ///
    /// @param frames how many the ring holds; a multiple of `2^18 / frameBytes`
    /// @param frameBytes of the ring for each frame, its header of 66 bytes included; a power of 2
    /// @throws SysException where the kernel refuses, as without CAP_NET_RAW
    public static PacketSocket prepared(int frames, int frameBytes) {
        if (Integer.bitCount(frameBytes) != 1 || (long) frames * frameBytes % BLOCK_BYTES != 0) {
            throw new IllegalArgumentException(
                    "ring of " + frames + " frames of " + frameBytes + " bytes: must fill blocks");
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

    /// Native memory whose lifetime is not checked at each use; it lives as long as `arena`.
    private MemorySegment global(long bytes) {
        return MemorySegment.ofAddress(arena.allocate(bytes, 8).address()).reinterpret(bytes);
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
        counter.set(JAVA_INT, 4, (int) ((long) frames * frameBytes / BLOCK_BYTES));
        counter.set(JAVA_INT, 8, frameBytes);
        counter.set(JAVA_INT, 12, frames);
        SysException.check(
                libc.setsockopt(socket.fd(), Constants.SOL_PACKET, PACKET_RX_RING, counter, 16),
                "make a receive ring of " + frames + " frames: setsockopt PACKET_RX_RING");
    }

    private void setUpMessages() {
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            MemorySegment message = messages.asSlice(i * Structs.MMSGHDR.byteSize());
            MemorySegment address = addresses.asSlice((long) i * SLL_BYTES, SLL_BYTES);
            address.set(JAVA_SHORT, 0, (short) Constants.AF_PACKET);
            message.set(ADDRESS, 0, address);
            message.set(JAVA_INT, 8, SLL_BYTES);
            message.set(ADDRESS, 16, vectors.asSlice(i * Structs.IOVEC.byteSize()));
            message.set(JAVA_LONG, 24, 1);
        }
        polls.set(JAVA_INT, 0, socket.fd());
        polls.set(JAVA_SHORT, 4, Constants.POLLIN);
        polls.set(JAVA_INT, 8, waker.fd());
        polls.set(JAVA_SHORT, 12, Constants.POLLIN);
    }

    private void bind() {
        MemorySegment address = addresses.asSlice(0, SLL_BYTES);
        short all = (short) ETH_P_ALL;
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            all = Short.reverseBytes(all);
        }
        address.set(JAVA_SHORT, SLL_PROTOCOL, all);
        SysException.check(
                libc.bind(socket.fd(), address, SLL_BYTES), "bind a packet socket: bind");
        address.set(JAVA_SHORT, SLL_PROTOCOL, (short) 0);
    }

    // ── receiving

    /// Whether there is a frame; if so, the methods below are about it until [#release].
    public boolean next() {
        long start = (long) at * frameBytes;
        if (((int) STATUS.getAcquire(memory, start + TP_STATUS) & STATUS_USER) == 0) {
            return false;
        }
        base = start;
        return true;
    }

    /// The device that it came in on.
    public int ifindex() {
        return memory.get(JAVA_INT, base + TP_SOCKADDR + SLL_IFINDEX);
    }

    /// `CLOCK_REALTIME` when the kernel took it in.
    public long realtimeNanos() {
        return (memory.get(JAVA_INT, base + TP_SEC) & 0xffff_ffffL) * 1_000_000_000L
                + (memory.get(JAVA_INT, base + TP_NSEC) & 0xffff_ffffL);
    }

    /// Bytes from the Ethernet header on, a VLAN tag included.
    public int length() {
        return memory.get(JAVA_INT, base + TP_LEN) + tagBytes();
    }

    /// How many of them fitted in the ring, and [#copyTo] copies.
    public int captured() {
        return memory.get(JAVA_INT, base + TP_SNAPLEN) + tagBytes();
    }

    /// Whether the sender left the checksum to a network card, which there is none of.
    public boolean checksumMissing() {
        return (memory.get(JAVA_INT, base + TP_STATUS) & STATUS_CSUM_NOT_READY) != 0;
    }

    /// Copies the first `bytes` of the frame, at most [#captured].
    public void copyTo(MemorySegment target, long offset, int bytes) {
        long data = base + (memory.get(JAVA_SHORT, base + TP_MAC) & 0xffff);
        if (tagBytes() == 0 || bytes < MAC_ADDRESSES_BYTES + VLAN_TAG_BYTES) {
            MemorySegment.copy(memory, data, target, offset, bytes);
            return;
        }
        // The kernel took the tag out of the frame; on the wire it stood before the type.
        MemorySegment.copy(memory, data, target, offset, MAC_ADDRESSES_BYTES);
        long tag = offset + MAC_ADDRESSES_BYTES;
        putBigEndian(target, tag, memory.get(JAVA_SHORT, base + TP_VLAN_TPID));
        putBigEndian(target, tag + 2, memory.get(JAVA_SHORT, base + TP_VLAN_TCI));
        MemorySegment.copy(
                memory,
                data + MAC_ADDRESSES_BYTES,
                target,
                tag + VLAN_TAG_BYTES,
                bytes - MAC_ADDRESSES_BYTES - VLAN_TAG_BYTES);
    }

    /// Gives the frame's place back to the kernel and goes on to the next one.
    public void release() {
        STATUS.setRelease(memory, base + TP_STATUS, STATUS_KERNEL);
        at = at + 1 == frames ? 0 : at + 1;
    }

    private int tagBytes() {
        return (memory.get(JAVA_INT, base + TP_STATUS) & STATUS_VLAN_VALID) != 0
                ? VLAN_TAG_BYTES
                : 0;
    }

    private static void putBigEndian(MemorySegment target, long offset, short value) {
        target.set(JAVA_BYTE, offset, (byte) (value >> 8));
        target.set(JAVA_BYTE, offset + 1, (byte) value);
    }

    // ── sending

    /// Makes ready a frame to be sent as the `place`th of the next [#send].
    ///
    /// @param place from 0, less than [#MOST_AT_ONCE]
    /// @param address of its first byte in native memory, which must stay until it is sent
    public void prepare(int place, long address, int length, int ifindex) {
        long vector = place * 16L;
        vectors.set(JAVA_LONG, vector, address);
        vectors.set(JAVA_LONG, vector + 8, length);
        addresses.set(JAVA_INT, (long) place * SLL_BYTES + SLL_IFINDEX, ifindex);
    }

    /// Sends prepared frames. Does not wait.
    ///
    /// @return how many were sent: the first ones; where the very first failed, minus errno
    public int send(int from, int count) {
        long first = from * Structs.MMSGHDR.byteSize();
        int sent =
                HotCalls.sendmmsg(
                        socketNumber, messages.address() + first, count, Constants.MSG_DONTWAIT);
        // Once more to learn why; it may well pass now.
        return sent >= 0
                ? sent
                : libc.sendmmsg(
                        socketNumber, messages.asSlice(first), count, Constants.MSG_DONTWAIT);
    }

    /// Whether a frame that was refused for this reason may pass a moment later.
    ///
    /// @param errno positive
    public static boolean mayPassLater(int errno) {
        return errno == Errno.ENOBUFS || errno == Errno.EAGAIN || errno == Errno.ENOMEM;
    }

    // ── waiting

    /// Waits until there is a frame, or the time is over, or [#wake] is called.
    ///
    /// @param nanos 0 to return at once; negative for no end
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

    /// Ends [#await], or the next one.
    public void wake() {
        try (Arena local = Arena.ofConfined()) {
            libc.write(waker.fd(), local.allocateFrom(JAVA_LONG, 1), 8);
        }
    }

    // ── counters

    /// Asks the kernel for its counters, which [#received] and [#dropped] then tell.
    public void updateStatistics() {
        // struct tpacket_stats { unsigned tp_packets, tp_drops; }: since it was asked last.
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

    /// Frames that came in, dropped ones included.
    public long received() {
        return receivedFrames;
    }

    /// Frames that found the ring full.
    public long dropped() {
        return droppedFrames;
    }

    /// How many frames the ring holds.
    public int ringFrames() {
        return frames;
    }

    /// Bytes that a frame may have to fit in the ring.
    public int largestFrame() {
        return frameBytes - 66;
    }

    /// Takes 20 to 30 ms, as the kernel waits for a grace period of its own.
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

package org.flowlab.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/// The frames that came in on a [PacketSocket]. They are in a ring of memory that is shared with
/// the kernel (packet(7)), so reading a frame needs no system call. The ring's format is
/// `TPACKET_V2`, which shows each frame as soon as it has come; version 3 shows frames in blocks.
/// For one thread; allocates nothing.
public final class ReceiveRing {
    // ```
    // struct tpacket2_hdr {
    //   u32 tp_status, tp_len, tp_snaplen; u16 tp_mac, tp_net; u32 tp_sec, tp_nsec;
    //   u16 tp_vlan_tci, tp_vlan_tpid; u8 tp_padding[4];
    // };                          // then, 16-aligned: struct sockaddr_ll
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

    private static final int STATUS_KERNEL = 0;
    private static final int STATUS_USER = 1;
    private static final int STATUS_CSUM_NOT_READY = 1 << 3;
    private static final int STATUS_VLAN_VALID = 1 << 4;

    private static final int VLAN_TAG_BYTES = 4;
    private static final int MAC_ADDRESSES_BYTES = 12;

    private static final VarHandle STATUS = JAVA_INT.varHandle();

    private final int frames;
    private final int frameBytes;
    private MemorySegment memory = MemorySegment.NULL;
    private int at;
    private long base;

    /// Makes a ring that has no memory yet.
    ///
    /// @param frames the number of frames that it holds
    /// @param frameBytes the size of each frame's slot in bytes, including its header
    ReceiveRing(int frames, int frameBytes) {
        this.frames = frames;
        this.frameBytes = frameBytes;
    }

    /// Sets the memory to read from, which the kernel writes.
    void begin(MemorySegment shared) {
        memory = shared;
    }

    /// The number of frames that the ring holds.
    public int frames() {
        return frames;
    }

    /// The ring's size in bytes.
    long bytes() {
        return (long) frames * frameBytes;
    }

    int frameBytes() {
        return frameBytes;
    }

    /// Whether a frame has come. If so, the methods below are about this frame until [#release].
    public boolean next() {
        long start = (long) at * frameBytes;
        if (((int) STATUS.getAcquire(memory, start + TP_STATUS) & STATUS_USER) == 0) {
            return false;
        }
        base = start;
        return true;
    }

    /// The ifindex of the device that the frame came in on.
    public int ifindex() {
        return memory.get(JAVA_INT, base + TP_SOCKADDR + SockaddrLl.IFINDEX);
    }

    /// `CLOCK_REALTIME` when the kernel received the frame.
    public long realtimeNanos() {
        return (memory.get(JAVA_INT, base + TP_SEC) & 0xffff_ffffL) * 1_000_000_000L
                + (memory.get(JAVA_INT, base + TP_NSEC) & 0xffff_ffffL);
    }

    /// The frame's size in bytes from the Ethernet header on, including a VLAN tag.
    public int length() {
        return memory.get(JAVA_INT, base + TP_LEN) + tagBytes();
    }

    /// The number of the frame's bytes that are in the ring. It is less than [#length] if the frame
    /// was larger than its slot.
    public int captured() {
        return memory.get(JAVA_INT, base + TP_SNAPLEN) + tagBytes();
    }

    /// Whether the frame has no checksum. Its sender left the checksum to a network card, but a
    /// veth has no card.
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
        // The kernel took the tag out of the frame; it is put back before the type.
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

    /// Gives the frame's slot back to the kernel and moves on to the next one.
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
}

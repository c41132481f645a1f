package org.flowlab.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.flowlab.sys.libc.Constants;
import org.flowlab.sys.libc.Errno;
import org.flowlab.sys.libc.HotCalls;
import org.flowlab.sys.libc.LibC;
import org.flowlab.sys.libc.Structs;

/// The frames that a [PacketSocket] sends next, with one sendmmsg(2). For one thread; allocates
/// nothing.
public final class SendBatch {
    /// The largest number of frames that [#send] takes at once.
    public static final int MOST_AT_ONCE = 64;

    private final LibC libc = LibC.get();
    private final int socket;
    private final MemorySegment messages;
    private final MemorySegment vectors;
    private final MemorySegment addresses;

    /// @param arena an arena that stays open as long as this object is used
    /// @param socket the socket's number
    SendBatch(Arena arena, int socket) {
        this.socket = socket;
        this.messages = NativeMemory.unchecked(arena, Structs.MMSGHDR.byteSize() * MOST_AT_ONCE);
        this.vectors = NativeMemory.unchecked(arena, Structs.IOVEC.byteSize() * MOST_AT_ONCE);
        this.addresses = NativeMemory.unchecked(arena, (long) SockaddrLl.BYTES * MOST_AT_ONCE);
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            MemorySegment message = messages.asSlice(i * Structs.MMSGHDR.byteSize());
            MemorySegment address =
                    addresses.asSlice((long) i * SockaddrLl.BYTES, SockaddrLl.BYTES);
            address.set(JAVA_SHORT, SockaddrLl.FAMILY, (short) Constants.AF_PACKET);
            message.set(ADDRESS, 0, address);
            message.set(JAVA_INT, 8, SockaddrLl.BYTES);
            message.set(ADDRESS, 16, vectors.asSlice(i * Structs.IOVEC.byteSize()));
            message.set(JAVA_LONG, 24, 1);
        }
    }

    /// Prepares the frame at position `place` of the next [#send].
    ///
    /// @param place from 0, less than [#MOST_AT_ONCE]
    /// @param address the address of its first byte in native memory, which must stay valid until
    ///   it is sent
    public void prepare(int place, long address, int length, int ifindex) {
        long vector = place * 16L;
        vectors.set(JAVA_LONG, vector, address);
        vectors.set(JAVA_LONG, vector + 8, length);
        addresses.set(JAVA_INT, (long) place * SockaddrLl.BYTES + SockaddrLl.IFINDEX, ifindex);
    }

    /// Sends prepared frames. Does not wait.
    ///
    /// @param from the position of the first one
    /// @return the number of frames sent, from the first one on; minus errno if the first one
    ///   failed
    public int send(int from, int count) {
        long first = from * Structs.MMSGHDR.byteSize();
        int sent =
                HotCalls.sendmmsg(
                        socket, messages.address() + first, count, Constants.MSG_DONTWAIT);
        // Called again to learn errno; this time it may succeed.
        return sent >= 0
                ? sent
                : libc.sendmmsg(socket, messages.asSlice(first), count, Constants.MSG_DONTWAIT);
    }

    /// Whether a frame that was refused with `errno` may be accepted a moment later.
    ///
    /// @param errno positive
    public static boolean mayPassLater(int errno) {
        return errno == Errno.ENOBUFS || errno == Errno.EAGAIN || errno == Errno.ENOMEM;
    }
}

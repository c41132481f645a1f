package org.flowlab.sys.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.flowlab.sys.libc.Constants;
import org.flowlab.sys.libc.Errno;
import org.flowlab.sys.libc.FileDescriptor;
import org.flowlab.sys.libc.LibC;
import org.flowlab.sys.libc.SysException;
import org.jspecify.annotations.Nullable;

/// A socket of rtnetlink or generic netlink. It acts on the network namespace in which it was
/// opened, whichever thread uses it later. For one thread at a time.
public final class NetlinkSocket implements AutoCloseable {
    private static final int NETLINK_ROUTE = 0;
    private static final int NETLINK_GENERIC = 16;
    private static final int NLMSG_DONE = 3;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    // The kernel takes a datagram of almost the send buffer's size (by default 208 KiB).
    private static final int SEND_BYTES = 64 << 10;
    private static final int RECEIVE_BYTES = 32 << 10;

    private final LibC libc = LibC.get();
    private final FileDescriptor socket;

    private NetlinkSocket(FileDescriptor socket) {
        this.socket = socket;
    }

    /// Opens a socket of rtnetlink in the calling thread's network namespace.
    public static NetlinkSocket open() {
        return open(NETLINK_ROUTE);
    }

    /// Opens a socket of generic netlink in the calling thread's network namespace.
    static NetlinkSocket openGeneric() {
        return open(NETLINK_GENERIC);
    }

    private static NetlinkSocket open(int protocol) {
        FileDescriptor socket =
                FileDescriptor.socket(Constants.AF_NETLINK, Constants.SOCK_RAW, protocol);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocateFrom(JAVA_INT, 1);
            // Errors have words, but no copy of the request; old kernels lack these options.
            LibC.get().setsockopt(socket.fd(), Constants.SOL_NETLINK, NETLINK_EXT_ACK, one, 4);
            LibC.get().setsockopt(socket.fd(), Constants.SOL_NETLINK, NETLINK_CAP_ACK, one, 4);
        }
        return new NetlinkSocket(socket);
    }

    /// The socket's descriptor, for an `ioctl` on an interface, which may use any socket.
    public FileDescriptor descriptor() {
        return socket;
    }

    /// Sends all requests and waits until the kernel has processed them.
    ///
    /// @param where the name of the namespace in errors: `node "client"`
    /// @throws NetlinkException the first failure; further ones are suppressed exceptions of it
    public void execute(Batch batch, String where) {
        execute(batch, where, _ -> {});
    }

    /// Sends all requests, waits, and passes the kernel's answers that are neither acknowledgements
    /// nor errors to `answers`.
    void execute(Batch batch, String where, Consumer<Reply.Other> answers) {
        if (batch.isEmpty()) {
            return;
        }
        byte[] bytes = batch.bytes();
        NetlinkException failure = null;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(Math.min(bytes.length, SEND_BYTES), 8);
            MemorySegment in = arena.allocate(RECEIVE_BYTES, 8);
            int first = 0;
            while (first < batch.size()) {
                int last = lastThatFits(batch, first);
                send(batch, bytes, first, last, out, where);
                failure = collect(batch, last, in, where, failure, answers);
                first = last + 1;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static int lastThatFits(Batch batch, int first) {
        int last = first;
        while (last + 1 < batch.size()
                && batch.start(last + 2) - batch.start(first) <= SEND_BYTES) {
            last++;
        }
        return last;
    }

    private void send(
            Batch batch, byte[] bytes, int first, int last, MemorySegment out, String where) {
        int from = batch.start(first);
        int length = batch.start(last + 1) - from;
        MemorySegment.copy(bytes, from, out, JAVA_BYTE, 0, length);
        // Flags are the u16 at offset 6 of a header.
        long flags = batch.start(last) - from + 6L;
        short old = out.get(JAVA_SHORT_UNALIGNED, flags);
        out.set(JAVA_SHORT_UNALIGNED, flags, (short) (old | Batch.NLM_F_ACK));
        long sent;
        do {
            sent = libc.send(socket.fd(), out, length, 0);
        } while (sent == -Errno.EINTR);
        SysException.check(sent, where + ": " + batch.attempt(first) + ": send");
    }

    private @Nullable NetlinkException collect(
            Batch batch,
            int last,
            MemorySegment in,
            String where,
            @Nullable NetlinkException earlier,
            Consumer<Reply.Other> answers) {
        NetlinkException failure = earlier;
        boolean overrun = false;
        while (true) {
            int flags = overrun ? Constants.MSG_DONTWAIT : 0;
            long length = libc.recv(socket.fd(), in, RECEIVE_BYTES, flags);
            if (length == -Errno.EINTR) {
                continue;
            }
            if (length == -Errno.ENOBUFS) {
                // There were more errors than the socket can hold. The first ones are there; the
                // others and the answer to the last request are lost. The kernel had processed all
                // requests before send returned.
                overrun = true;
                continue;
            }
            if (overrun && length == -Errno.EAGAIN && failure != null) {
                return failure;
            }
            SysException.check(length, where + ": wait for the kernel's answer: recv");
            byte[] bytes = in.asSlice(0, length).toArray(JAVA_BYTE);
            boolean done = false;
            for (Reply reply : Reply.parse(bytes, bytes.length, batch.order())) {
                switch (reply) {
                    case Reply.Done d -> done |= d.sequence() == last;
                    case Reply.Failed f -> {
                        done |= f.sequence() == last;
                        failure = add(failure, failure(batch, f, where));
                    }
                    case Reply.Other o -> {
                        // A list ends with a message of its own, without an acknowledgement.
                        done |= o.type() == NLMSG_DONE && o.sequence() == last;
                        answers.accept(o);
                    }
                    case Reply.Malformed m ->
                            throw new SysException(
                                    where + ": read the kernel's answer: " + m.reason(), 0, "");
                }
            }
            if (done) {
                return failure;
            }
        }
    }

    private static NetlinkException failure(Batch batch, Reply.Failed failed, String where) {
        boolean known = failed.sequence() >= 0 && failed.sequence() < batch.size();
        return new NetlinkException(
                where + ": " + (known ? batch.attempt(failed.sequence()) : "unknown request"),
                failed.errno(),
                failed.text());
    }

    private static NetlinkException add(@Nullable NetlinkException first, NetlinkException next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }

    @Override
    public void close() {
        socket.close();
    }
}

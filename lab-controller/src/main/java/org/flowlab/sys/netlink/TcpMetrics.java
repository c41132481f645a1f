package org.flowlab.sys.netlink;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.flowlab.sys.libc.Errno;

/// What the TCP of a network namespace learned about other hosts (tcp_metrics(8)): round-trip
/// times, thresholds, and Fast Open cookies.
public final class TcpMetrics {
    private static final String FAMILY = "tcp_metrics";
    private static final int GENL_HEADER = 4;
    private static final int NLMSG_DONE = 3;

    /// The family's number, which never changes; 0 until the kernel was asked for it.
    private static final AtomicInteger family = new AtomicInteger();

    private TcpMetrics() {}

    /// Deletes all of it in the calling thread's namespace. A process that has rights only over its
    /// own user namespace is not allowed to; this is an error only if there is something to delete.
    ///
    /// @param where the name of the namespace in errors: `node "client"`
    /// @throws NetlinkException if it could not be deleted
    public static void forget(String where) {
        try (NetlinkSocket socket = NetlinkSocket.openGeneric()) {
            int number = family(socket, where);
            try {
                socket.execute(new Batch().forgetTcpMetrics(number), where);
            } catch (NetlinkException e) {
                if (e.errno() != Errno.EPERM || !isEmpty(socket, number, where)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isEmpty(NetlinkSocket socket, int number, String where) {
        int[] count = new int[1];
        socket.execute(
                new Batch().listTcpMetrics(number),
                where,
                answer -> count[0] += answer.type() == NLMSG_DONE ? 0 : 1);
        return count[0] == 0;
    }

    private static int family(NetlinkSocket socket, String where) {
        if (family.get() == 0) {
            Batch batch = new Batch();
            socket.execute(
                    batch.family(FAMILY),
                    where,
                    answer -> family.set(familyId(ByteBuffer.wrap(answer.payload()), batch)));
        }
        return family.get();
    }

    /// Returns the family's number from an answer; 0 if the answer has none.
    private static int familyId(ByteBuffer answer, Batch batch) {
        answer.order(batch.order());
        int at = GENL_HEADER;
        while (answer.limit() - at >= 6) {
            int size = Short.toUnsignedInt(answer.getShort(at));
            if (answer.getShort(at + 2) == Batch.CTRL_ATTR_FAMILY_ID) {
                return Short.toUnsignedInt(answer.getShort(at + 4));
            }
            at += Math.max(4, size + 3 & ~3);
        }
        return 0;
    }
}

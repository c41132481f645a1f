package org.flowlab.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.flowlab.sys.libc.Constants;
import org.flowlab.sys.libc.Errno;
import org.flowlab.sys.libc.LibC;
import org.flowlab.sys.libc.Structs;

/// The limit of open files of this process (RLIMIT_NOFILE).
final class FileLimit {
    /// The descriptors that a node needs: two while it comes up, and later some for its sockets.
    private static final int PER_NODE = 8;

    private static final int SPARE = 256;

    private FileLimit() {}

    /// Raises the soft limit, and the hard one if allowed, if it may be too low for `nodes` more
    /// nodes.
    ///
    /// @throws UnsupportedMachineException if there is no room for even two descriptors per node
    static void makeRoomFor(int nodes) {
        try (Arena arena = Arena.ofConfined()) {
            LibC libc = LibC.get();
            MemorySegment limit = arena.allocate(Structs.RLIMIT);
            if (libc.getrlimit(Constants.RLIMIT_NOFILE, limit) < 0) {
                return;
            }
            String[] open = new File("/proc/self/fd").list();
            long used = open == null ? 0 : open.length;
            long soft = limit.get(JAVA_LONG, 0);
            long hard = limit.get(JAVA_LONG, 8);
            long wanted = used + SPARE + (long) nodes * PER_NODE;
            if (enough(soft, wanted)) {
                return;
            }
            limit.set(JAVA_LONG, 0, wanted);
            limit.set(JAVA_LONG, 8, enough(hard, wanted) ? hard : wanted);
            if (libc.setrlimit(Constants.RLIMIT_NOFILE, limit) == 0) {
                return;
            }
            limit.set(JAVA_LONG, 0, hard);
            limit.set(JAVA_LONG, 8, hard);
            libc.setrlimit(Constants.RLIMIT_NOFILE, limit);
            if (!enough(hard, used + SPARE / 4 + 2L * nodes)) {
                throw new UnsupportedMachineException(
                        "open files for "
                                + nodes
                                + " nodes: the limit is "
                                + hard
                                + ", "
                                + used
                                + " are open",
                        Errno.EMFILE,
                        "raise it with 'ulimit -n " + wanted + "', as root, or use fewer nodes");
            }
        }
    }

    /// Compares as unsigned numbers, because RLIM_INFINITY is all ones.
    private static boolean enough(long limit, long wanted) {
        return Long.compareUnsigned(limit, wanted) >= 0;
    }
}

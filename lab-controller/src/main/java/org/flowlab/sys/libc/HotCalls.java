package org.flowlab.sys.libc;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The few functions that the fabric's hot path calls for every frame. They do not return errno,
/// because capturing it makes the JDK allocate in code that is not fully compiled yet. If a call
/// returns -1, call the function of the same name in [LibC] to learn errno.
///
/// Memory is given by its address, which is not checked. All functions are called with the same
/// signature; [FfmLibC] says why.
public final class HotCalls {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CALL =
            LINKER.downcallHandle(
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                            JAVA_LONG));
    private static final MemorySegment SENDMMSG = find("sendmmsg");
    private static final MemorySegment PPOLL = find("ppoll");
    private static final MemorySegment CLOCK_GETTIME = find("clock_gettime");

    private HotCalls() {}

    private static MemorySegment find(String name) {
        return LINKER.defaultLookup().findOrThrow(name);
    }

    /// @return the number of messages sent, or -1
    public static int sendmmsg(int fd, long messages, int count, int flags) {
        return (int) call(SENDMMSG, fd, messages, count, flags);
    }

    /// @return the number of descriptors that are ready, or -1
    public static int ppoll(long fds, long count, long timeout, long signals) {
        return (int) call(PPOLL, fds, count, timeout, signals);
    }

    /// @return 0 or -1
    public static int clock_gettime(int clock, long timespec) {
        return (int) call(CLOCK_GETTIME, clock, timespec, 0, 0);
    }

    private static long call(MemorySegment function, long a, long b, long c, long d) {
        try {
            return (long) CALL.invokeExact(function, a, b, c, d, 0L, 0L);
        } catch (Throwable thrown) {
            throw new AssertionError("a downcall threw", thrown);
        }
    }
}

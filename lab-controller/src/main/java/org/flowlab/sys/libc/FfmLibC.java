package org.flowlab.sys.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Binds [LibC] to the C library of this process.
///
/// Every function is called with the same signature: six longs in, one long out. The calling
/// conventions of x86-64 and AArch64 allow that. Integers and pointers travel in the same
/// registers, a function ignores registers that it has no parameter for, and only the low half of
/// an int result counts.
///
/// The reason is time: in a cold JVM the first function of a signature costs tens of milliseconds
/// to link, and further ones cost nothing. With the true signatures the first bring-up took twice
/// as long. In exchange, this class itself checks that a segment is native and alive.
final class FfmLibC implements LibC {
    static final LibC INSTANCE = new FfmLibC();

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CALL =
            LINKER.downcallHandle(
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                            JAVA_LONG),
                    Linker.Option.captureCallState("errno"));

    /// The memory to which errno is written: 4 bytes per thread.
    private static final ThreadLocal<MemorySegment> CALL_STATE =
            ThreadLocal.withInitial(
                    () -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private static final MemorySegment UNSHARE = find("unshare");
    private static final MemorySegment SETNS = find("setns");
    private static final MemorySegment PRCTL = find("prctl");
    private static final MemorySegment GETRLIMIT = find("getrlimit");
    private static final MemorySegment SETRLIMIT = find("setrlimit");
    private static final MemorySegment MOUNT = find("mount");
    private static final MemorySegment UMOUNT2 = find("umount2");
    private static final MemorySegment SCHED_SETSCHEDULER = find("sched_setscheduler");
    private static final MemorySegment SIGACTION = find("sigaction");
    private static final MemorySegment OPENAT = find("openat");
    private static final MemorySegment LINKAT = find("linkat");
    private static final MemorySegment MKDIRAT = find("mkdirat");
    private static final MemorySegment UNLINKAT = find("unlinkat");
    private static final MemorySegment RENAMEAT = find("renameat");
    private static final MemorySegment FCHOWN = find("fchown");
    private static final MemorySegment PIPE2 = find("pipe2");
    private static final MemorySegment CLOSE = find("close");
    private static final MemorySegment READ = find("read");
    private static final MemorySegment WRITE = find("write");
    private static final MemorySegment IOCTL = find("ioctl");
    private static final MemorySegment SOCKET = find("socket");
    private static final MemorySegment BIND = find("bind");
    private static final MemorySegment CONNECT = find("connect");
    private static final MemorySegment LISTEN = find("listen");
    private static final MemorySegment SETSOCKOPT = find("setsockopt");
    private static final MemorySegment GETSOCKOPT = find("getsockopt");
    private static final MemorySegment SEND = find("send");
    private static final MemorySegment RECV = find("recv");
    private static final MemorySegment SENDMMSG = find("sendmmsg");
    private static final MemorySegment MMAP = find("mmap");
    private static final MemorySegment MUNMAP = find("munmap");
    private static final MemorySegment EVENTFD = find("eventfd");

    private FfmLibC() {}

    private static MemorySegment find(String name) {
        return LINKER.defaultLookup()
                .find(name)
                .orElseThrow(
                        () ->
                                new UnsatisfiedLinkError(
                                        "the C library has no "
                                                + name
                                                + ": glibc 2.17 or newer is needed"));
    }

    private static long raw(
            MemorySegment function,
            MemorySegment state,
            long a,
            long b,
            long c,
            long d,
            long e,
            long f) {
        try {
            return (long) CALL.invokeExact(function, state, a, b, c, d, e, f);
        } catch (Throwable thrown) {
            throw new AssertionError("a downcall threw", thrown);
        }
    }

    /// Calls a function that returns an int.
    private static int intCall(
            MemorySegment function, long a, long b, long c, long d, long e, long f) {
        MemorySegment state = CALL_STATE.get();
        int result = (int) raw(function, state, a, b, c, d, e, f);
        return result == -1 ? -state.get(JAVA_INT, 0) : result;
    }

    /// Calls a function that returns a long or a pointer.
    private static long longCall(
            MemorySegment function, long a, long b, long c, long d, long e, long f) {
        MemorySegment state = CALL_STATE.get();
        long result = raw(function, state, a, b, c, d, e, f);
        return result == -1 ? -state.get(JAVA_INT, 0) : result;
    }

    /// Checks that C may use a segment, and returns its address.
    private static long at(MemorySegment segment) {
        if (!segment.isNative()) {
            throw new IllegalArgumentException("a heap segment was given to a C function");
        }
        if (!segment.scope().isAlive()) {
            throw new IllegalStateException("a closed arena's segment was given to a C function");
        }
        return segment.address();
    }

    @Override
    public int unshare(int flags) {
        return intCall(UNSHARE, flags, 0, 0, 0, 0, 0);
    }

    @Override
    public int setns(int fd, int nstype) {
        return intCall(SETNS, fd, nstype, 0, 0, 0, 0);
    }

    @Override
    public int prctl(int option, long arg2, long arg3, long arg4, long arg5) {
        return intCall(PRCTL, option, arg2, arg3, arg4, arg5, 0);
    }

    @Override
    public int getrlimit(int resource, MemorySegment rlim) {
        return intCall(GETRLIMIT, resource, at(rlim), 0, 0, 0, 0);
    }

    @Override
    public int setrlimit(int resource, MemorySegment rlim) {
        return intCall(SETRLIMIT, resource, at(rlim), 0, 0, 0, 0);
    }

    @Override
    public int mount(String source, String target, String type, long flags, MemorySegment data) {
        try (Arena arena = Arena.ofConfined()) {
            return intCall(
                    MOUNT,
                    arena.allocateFrom(source).address(),
                    arena.allocateFrom(target).address(),
                    arena.allocateFrom(type).address(),
                    flags,
                    at(data),
                    0);
        }
    }

    @Override
    public int umount2(String target, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return intCall(UMOUNT2, arena.allocateFrom(target).address(), flags, 0, 0, 0, 0);
        }
    }

    @Override
    public int sched_setscheduler(int pid, int policy, MemorySegment param) {
        return intCall(SCHED_SETSCHEDULER, pid, policy, at(param), 0, 0, 0);
    }

    @Override
    public int sigaction(int signum, MemorySegment act, MemorySegment oldact) {
        return intCall(SIGACTION, signum, at(act), at(oldact), 0, 0, 0);
    }

    @Override
    public int open(String path, int flags, int mode) {
        return openat(Constants.AT_FDCWD, path, flags, mode);
    }

    @Override
    public int openat(int directory, String path, int flags, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            return intCall(
                    OPENAT, directory, arena.allocateFrom(path).address(), flags, mode, 0, 0);
        }
    }

    @Override
    public int linkat(
            int oldDirectory, String oldPath, int newDirectory, String newPath, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return intCall(
                    LINKAT,
                    oldDirectory,
                    arena.allocateFrom(oldPath).address(),
                    newDirectory,
                    arena.allocateFrom(newPath).address(),
                    flags,
                    0);
        }
    }

    @Override
    public int mkdirat(int directory, String path, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            return intCall(MKDIRAT, directory, arena.allocateFrom(path).address(), mode, 0, 0, 0);
        }
    }

    @Override
    public int unlinkat(int directory, String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return intCall(UNLINKAT, directory, arena.allocateFrom(path).address(), flags, 0, 0, 0);
        }
    }

    @Override
    public int renameat(int oldDirectory, String oldPath, int newDirectory, String newPath) {
        try (Arena arena = Arena.ofConfined()) {
            return intCall(
                    RENAMEAT,
                    oldDirectory,
                    arena.allocateFrom(oldPath).address(),
                    newDirectory,
                    arena.allocateFrom(newPath).address(),
                    0,
                    0);
        }
    }

    @Override
    public int fchown(int fd, int owner, int group) {
        return intCall(FCHOWN, fd, owner, group, 0, 0, 0);
    }

    @Override
    public int pipe2(MemorySegment ends, int flags) {
        return intCall(PIPE2, at(ends), flags, 0, 0, 0, 0);
    }

    @Override
    public int close(int fd) {
        return intCall(CLOSE, fd, 0, 0, 0, 0, 0);
    }

    @Override
    public long read(int fd, MemorySegment buffer, long count) {
        return longCall(READ, fd, at(buffer), count, 0, 0, 0);
    }

    @Override
    public long write(int fd, MemorySegment buffer, long count) {
        return longCall(WRITE, fd, at(buffer), count, 0, 0, 0);
    }

    @Override
    public int ioctl(int fd, long request, MemorySegment argument) {
        return intCall(IOCTL, fd, request, at(argument), 0, 0, 0);
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        return intCall(SOCKET, domain, type, protocol, 0, 0, 0);
    }

    @Override
    public int bind(int fd, MemorySegment address, int length) {
        return intCall(BIND, fd, at(address), length, 0, 0, 0);
    }

    @Override
    public int connect(int fd, MemorySegment address, int length) {
        return intCall(CONNECT, fd, at(address), length, 0, 0, 0);
    }

    @Override
    public int listen(int fd, int backlog) {
        return intCall(LISTEN, fd, backlog, 0, 0, 0, 0);
    }

    @Override
    public int setsockopt(int fd, int level, int option, MemorySegment value, int length) {
        return intCall(SETSOCKOPT, fd, level, option, at(value), length, 0);
    }

    @Override
    public int getsockopt(
            int fd, int level, int option, MemorySegment value, MemorySegment length) {
        return intCall(GETSOCKOPT, fd, level, option, at(value), at(length), 0);
    }

    @Override
    public long send(int fd, MemorySegment buffer, long length, int flags) {
        return longCall(SEND, fd, at(buffer), length, flags, 0, 0);
    }

    @Override
    public long recv(int fd, MemorySegment buffer, long length, int flags) {
        return longCall(RECV, fd, at(buffer), length, flags, 0, 0);
    }

    @Override
    public int sendmmsg(int fd, MemorySegment messages, int count, int flags) {
        return intCall(SENDMMSG, fd, at(messages), count, flags, 0, 0);
    }

    @Override
    public long mmap(
            MemorySegment address, long length, int protection, int flags, int fd, long offset) {
        return longCall(MMAP, at(address), length, protection, flags, fd, offset);
    }

    @Override
    public int munmap(MemorySegment address, long length) {
        return intCall(MUNMAP, at(address), length, 0, 0, 0, 0);
    }

    @Override
    public int eventfd(int initial, int flags) {
        return intCall(EVENTFD, initial, flags, 0, 0, 0, 0);
    }
}

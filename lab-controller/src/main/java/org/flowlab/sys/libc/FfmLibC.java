package org.flowlab.sys.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Binds [LibC] to the C library of this process. A function is linked when the group it stands in
/// is first used: linking all of them would cost a cold start some 50 ms.
final class FfmLibC implements LibC {
    static final LibC INSTANCE = new FfmLibC();

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final ThreadLocal<MemorySegment> CALL_STATE =
            ThreadLocal.withInitial(
                    () -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private FfmLibC() {}

    private static MethodHandle link(String name, MemoryLayout result, MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.of(result, arguments), ERRNO);
    }

    private static MethodHandle linkVariadic(
            String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        return link(
                name,
                FunctionDescriptor.of(result, arguments),
                ERRNO,
                Linker.Option.firstVariadicArg(fixed));
    }

    private static MethodHandle link(
            String name, FunctionDescriptor shape, Linker.Option... options) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup()
                        .find(name)
                        .orElseThrow(
                                () ->
                                        new UnsatisfiedLinkError(
                                                "the C library has no "
                                                        + name
                                                        + " (glibc 2.35 or newer is needed)")),
                shape,
                options);
    }

    private static MemorySegment state() {
        return CALL_STATE.get();
    }

    private static int result(int value, MemorySegment state) {
        return value == -1 ? -state.get(JAVA_INT, 0) : value;
    }

    private static long result(long value, MemorySegment state) {
        return value == -1 ? -state.get(JAVA_INT, 0) : value;
    }

    private static AssertionError impossible(Throwable thrown) {
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
        return new AssertionError("a downcall threw a checked exception", thrown);
    }

    private static final class Threads {
        static final MethodHandle UNSHARE = link("unshare", JAVA_INT, JAVA_INT);
        static final MethodHandle SETNS = link("setns", JAVA_INT, JAVA_INT, JAVA_INT);
        static final MethodHandle GETTID = link("gettid", JAVA_INT);
        static final MethodHandle GETEUID = link("geteuid", JAVA_INT);
    }

    @Override
    public int unshare(int flags) {
        try {
            MemorySegment state = state();
            return result((int) Threads.UNSHARE.invokeExact(state, flags), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int setns(int fd, int nstype) {
        try {
            MemorySegment state = state();
            return result((int) Threads.SETNS.invokeExact(state, fd, nstype), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int gettid() {
        try {
            return (int) Threads.GETTID.invokeExact(state());
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int geteuid() {
        try {
            return (int) Threads.GETEUID.invokeExact(state());
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static final class Limits {
        static final MethodHandle PRCTL =
                linkVariadic(
                        "prctl", 1, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        static final MethodHandle GETRLIMIT = link("getrlimit", JAVA_INT, JAVA_INT, ADDRESS);
        static final MethodHandle SETRLIMIT = link("setrlimit", JAVA_INT, JAVA_INT, ADDRESS);
    }

    @Override
    public int prctl(int option, long arg2, long arg3, long arg4, long arg5) {
        try {
            MemorySegment state = state();
            return result(
                    (int) Limits.PRCTL.invokeExact(state, option, arg2, arg3, arg4, arg5), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int getrlimit(int resource, MemorySegment rlim) {
        try {
            MemorySegment state = state();
            return result((int) Limits.GETRLIMIT.invokeExact(state, resource, rlim), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int setrlimit(int resource, MemorySegment rlim) {
        try {
            MemorySegment state = state();
            return result((int) Limits.SETRLIMIT.invokeExact(state, resource, rlim), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static final class Mounts {
        static final MethodHandle MOUNT =
                link("mount", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
        static final MethodHandle UMOUNT2 = link("umount2", JAVA_INT, ADDRESS, JAVA_INT);
    }

    @Override
    public int mount(String source, String target, String type, long flags, MemorySegment data) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = state();
            return result(
                    (int)
                            Mounts.MOUNT.invokeExact(
                                    state,
                                    arena.allocateFrom(source),
                                    arena.allocateFrom(target),
                                    arena.allocateFrom(type),
                                    flags,
                                    data),
                    state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int umount2(String target, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = state();
            return result(
                    (int) Mounts.UMOUNT2.invokeExact(state, arena.allocateFrom(target), flags),
                    state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static final class Scheduling {
        static final MethodHandle YIELD = link("sched_yield", JAVA_INT);
        static final MethodHandle SETSCHEDULER =
                link("sched_setscheduler", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
        static final MethodHandle SETAFFINITY =
                link("sched_setaffinity", JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
    }

    @Override
    public int sched_yield() {
        try {
            MemorySegment state = state();
            return result((int) Scheduling.YIELD.invokeExact(state), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int sched_setscheduler(int pid, int policy, MemorySegment param) {
        try {
            MemorySegment state = state();
            return result(
                    (int) Scheduling.SETSCHEDULER.invokeExact(state, pid, policy, param), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int sched_setaffinity(int pid, long bytes, MemorySegment mask) {
        try {
            MemorySegment state = state();
            return result((int) Scheduling.SETAFFINITY.invokeExact(state, pid, bytes, mask), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static final class Files {
        static final MethodHandle OPENAT =
                linkVariadic("openat", 3, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
        static final MethodHandle CLOSE = link("close", JAVA_INT, JAVA_INT);
        static final MethodHandle READ = link("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
        static final MethodHandle WRITE = link("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    }

    @Override
    public int open(String path, int flags, int mode) {
        return openat(Constants.AT_FDCWD, path, flags, mode);
    }

    @Override
    public int openat(int directory, String path, int flags, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = state();
            return result(
                    (int)
                            Files.OPENAT.invokeExact(
                                    state, directory, arena.allocateFrom(path), flags, mode),
                    state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int close(int fd) {
        try {
            MemorySegment state = state();
            return result((int) Files.CLOSE.invokeExact(state, fd), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public long read(int fd, MemorySegment buffer, long count) {
        try {
            MemorySegment state = state();
            return result((long) Files.READ.invokeExact(state, fd, buffer, count), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public long write(int fd, MemorySegment buffer, long count) {
        try {
            MemorySegment state = state();
            return result((long) Files.WRITE.invokeExact(state, fd, buffer, count), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static final class Control {
        static final MethodHandle FCNTL =
                linkVariadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
        static final MethodHandle IOCTL =
                linkVariadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
    }

    @Override
    public int fcntl(int fd, int command, long argument) {
        try {
            MemorySegment state = state();
            return result((int) Control.FCNTL.invokeExact(state, fd, command, argument), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int ioctl(int fd, long request, MemorySegment argument) {
        try {
            MemorySegment state = state();
            return result((int) Control.IOCTL.invokeExact(state, fd, request, argument), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static final class Sockets {
        static final MethodHandle SOCKET = link("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
        static final MethodHandle BIND = link("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle SEND =
                link("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
        static final MethodHandle RECV =
                link("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    }

    private static final class SocketOptions {
        static final MethodHandle GETSOCKNAME =
                link("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
        static final MethodHandle SETSOCKOPT =
                link("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle GETSOCKOPT =
                link("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        try {
            MemorySegment state = state();
            return result((int) Sockets.SOCKET.invokeExact(state, domain, type, protocol), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int bind(int fd, MemorySegment address, int length) {
        try {
            MemorySegment state = state();
            return result((int) Sockets.BIND.invokeExact(state, fd, address, length), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int getsockname(int fd, MemorySegment address, MemorySegment length) {
        try {
            MemorySegment state = state();
            return result(
                    (int) SocketOptions.GETSOCKNAME.invokeExact(state, fd, address, length), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int setsockopt(int fd, int level, int option, MemorySegment value, int length) {
        try {
            MemorySegment state = state();
            return result(
                    (int)
                            SocketOptions.SETSOCKOPT.invokeExact(
                                    state, fd, level, option, value, length),
                    state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int getsockopt(
            int fd, int level, int option, MemorySegment value, MemorySegment length) {
        try {
            MemorySegment state = state();
            return result(
                    (int)
                            SocketOptions.GETSOCKOPT.invokeExact(
                                    state, fd, level, option, value, length),
                    state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public long send(int fd, MemorySegment buffer, long length, int flags) {
        try {
            MemorySegment state = state();
            return result((long) Sockets.SEND.invokeExact(state, fd, buffer, length, flags), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public long recv(int fd, MemorySegment buffer, long length, int flags) {
        try {
            MemorySegment state = state();
            return result((long) Sockets.RECV.invokeExact(state, fd, buffer, length, flags), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static final class Datagrams {
        static final MethodHandle SENDTO =
                link(
                        "sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS,
                        JAVA_INT);
        static final MethodHandle RECVFROM =
                link(
                        "recvfrom",
                        JAVA_LONG,
                        JAVA_INT,
                        ADDRESS,
                        JAVA_LONG,
                        JAVA_INT,
                        ADDRESS,
                        ADDRESS);
        static final MethodHandle SENDMMSG =
                link("sendmmsg", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
        static final MethodHandle RECVMMSG =
                link("recvmmsg", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    }

    @Override
    public long sendto(
            int fd,
            MemorySegment buffer,
            long length,
            int flags,
            MemorySegment address,
            int addressLength) {
        try {
            MemorySegment state = state();
            return result(
                    (long)
                            Datagrams.SENDTO.invokeExact(
                                    state, fd, buffer, length, flags, address, addressLength),
                    state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public long recvfrom(
            int fd,
            MemorySegment buffer,
            long length,
            int flags,
            MemorySegment address,
            MemorySegment addressLength) {
        try {
            MemorySegment state = state();
            return result(
                    (long)
                            Datagrams.RECVFROM.invokeExact(
                                    state, fd, buffer, length, flags, address, addressLength),
                    state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int sendmmsg(int fd, MemorySegment messages, int count, int flags) {
        try {
            MemorySegment state = state();
            return result(
                    (int) Datagrams.SENDMMSG.invokeExact(state, fd, messages, count, flags), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int recvmmsg(
            int fd, MemorySegment messages, int count, int flags, MemorySegment timeout) {
        try {
            MemorySegment state = state();
            return result(
                    (int)
                            Datagrams.RECVMMSG.invokeExact(
                                    state, fd, messages, count, flags, timeout),
                    state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static final class Memory {
        static final MethodHandle MMAP =
                link(
                        "mmap", JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                        JAVA_LONG);
        static final MethodHandle MUNMAP = link("munmap", JAVA_INT, ADDRESS, JAVA_LONG);
        static final MethodHandle MLOCK = link("mlock", JAVA_INT, ADDRESS, JAVA_LONG);
    }

    @Override
    public long mmap(
            MemorySegment address, long length, int protection, int flags, int fd, long offset) {
        try {
            MemorySegment state = state();
            return result(
                    (long)
                            Memory.MMAP.invokeExact(
                                    state, address, length, protection, flags, fd, offset),
                    state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int munmap(MemorySegment address, long length) {
        try {
            MemorySegment state = state();
            return result((int) Memory.MUNMAP.invokeExact(state, address, length), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int mlock(MemorySegment address, long length) {
        try {
            MemorySegment state = state();
            return result((int) Memory.MLOCK.invokeExact(state, address, length), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static final class Polling {
        static final MethodHandle POLL = link("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
        static final MethodHandle PPOLL =
                link("ppoll", JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
        static final MethodHandle EVENTFD = link("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    }

    @Override
    public int poll(MemorySegment fds, long count, int timeoutMillis) {
        try {
            MemorySegment state = state();
            return result((int) Polling.POLL.invokeExact(state, fds, count, timeoutMillis), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int ppoll(MemorySegment fds, long count, MemorySegment timeout, MemorySegment signals) {
        try {
            MemorySegment state = state();
            return result(
                    (int) Polling.PPOLL.invokeExact(state, fds, count, timeout, signals), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static final class Epoll {
        static final MethodHandle CREATE1 = link("epoll_create1", JAVA_INT, JAVA_INT);
        static final MethodHandle CTL =
                link("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
        static final MethodHandle PWAIT2 =
                link("epoll_pwait2", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
    }

    @Override
    public int epoll_create1(int flags) {
        try {
            MemorySegment state = state();
            return result((int) Epoll.CREATE1.invokeExact(state, flags), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int epoll_ctl(int epoll, int operation, int fd, MemorySegment event) {
        try {
            MemorySegment state = state();
            return result((int) Epoll.CTL.invokeExact(state, epoll, operation, fd, event), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int epoll_pwait2(
            int epoll,
            MemorySegment events,
            int count,
            MemorySegment timeout,
            MemorySegment signals) {
        try {
            MemorySegment state = state();
            return result(
                    (int) Epoll.PWAIT2.invokeExact(state, epoll, events, count, timeout, signals),
                    state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int eventfd(int initial, int flags) {
        try {
            MemorySegment state = state();
            return result((int) Polling.EVENTFD.invokeExact(state, initial, flags), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static final class Time {
        static final MethodHandle TIMERFD_CREATE =
                link("timerfd_create", JAVA_INT, JAVA_INT, JAVA_INT);
        static final MethodHandle TIMERFD_SETTIME =
                link("timerfd_settime", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
        static final MethodHandle CLOCK_GETTIME =
                link("clock_gettime", JAVA_INT, JAVA_INT, ADDRESS);
        static final MethodHandle CLOCK_NANOSLEEP =
                link("clock_nanosleep", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    }

    @Override
    public int timerfd_create(int clock, int flags) {
        try {
            MemorySegment state = state();
            return result((int) Time.TIMERFD_CREATE.invokeExact(state, clock, flags), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int timerfd_settime(int fd, int flags, MemorySegment value, MemorySegment old) {
        try {
            MemorySegment state = state();
            return result(
                    (int) Time.TIMERFD_SETTIME.invokeExact(state, fd, flags, value, old), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int clock_gettime(int clock, MemorySegment timespec) {
        try {
            MemorySegment state = state();
            return result((int) Time.CLOCK_GETTIME.invokeExact(state, clock, timespec), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    @Override
    public int clock_nanosleep(
            int clock, int flags, MemorySegment request, MemorySegment remaining) {
        try {
            // Unlike the others it returns the error number itself and leaves errno alone.
            return -(int)
                    Time.CLOCK_NANOSLEEP.invokeExact(state(), clock, flags, request, remaining);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }
}

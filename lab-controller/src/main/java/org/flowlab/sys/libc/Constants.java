package org.flowlab.sys.libc;

/// Values of constants in C headers. Linux has the same on x86-64 and AArch64, except where a
/// comment says so.
public final class Constants {
    private Constants() {}

    private static boolean onAarch64() {
        return System.getProperty("os.arch").equals("aarch64");
    }

    // <fcntl.h>
    public static final int AT_FDCWD = -100;
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0x40;
    public static final int O_EXCL = 0x80;
    public static final int O_APPEND = 0x400;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;

    /// The value differs between processors, as does that of [#O_NOFOLLOW].
    public static final int O_DIRECTORY = onAarch64() ? 0x4000 : 0x10000;

    public static final int O_NOFOLLOW = onAarch64() ? 0x8000 : 0x20000;

    /// Makes a file without a name in the given directory. O_DIRECTORY is part of the value.
    public static final int O_TMPFILE = 0x400000 | O_DIRECTORY;

    public static final int AT_SYMLINK_FOLLOW = 0x400;
    public static final int F_GETFD = 1;

    // <sched.h>
    public static final int CLONE_NEWNS = 0x0002_0000;
    public static final int CLONE_NEWNET = 0x4000_0000;
    public static final int SCHED_FIFO = 1;

    // <signal.h>
    public static final int SIGINT = 2;
    public static final int SIGQUIT = 3;
    public static final long SIG_IGN = 1;

    // <sys/mount.h>
    public static final long MS_NOSUID = 2;
    public static final long MS_NODEV = 4;
    public static final long MS_BIND = 4096;
    public static final long MS_REC = 16384;
    public static final long MS_PRIVATE = 1 << 18;
    public static final int MNT_DETACH = 2;

    // <sys/prctl.h>
    public static final int PR_SET_TIMERSLACK = 29;

    // <sys/resource.h>
    public static final int RLIMIT_NOFILE = 7;

    // <sys/socket.h>
    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int AF_NETLINK = 16;
    public static final int AF_PACKET = 17;
    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;
    public static final int SOL_SOCKET = 1;
    public static final int SO_RCVBUF = 8;
    public static final int SO_PEERCRED = 17;
    public static final int SOL_PACKET = 263;
    public static final int SOL_NETLINK = 270;
    public static final int MSG_DONTWAIT = 0x40;

    // <sys/mman.h>
    public static final int PROT_READ = 1;
    public static final int PROT_WRITE = 2;
    public static final int MAP_SHARED = 1;
    public static final int MAP_PRIVATE = 2;
    public static final int MAP_ANONYMOUS = 0x20;

    // <poll.h>, <sys/eventfd.h>
    public static final short POLLIN = 1;
    public static final int EPOLL_CLOEXEC = 0x80000;
    public static final int EPOLL_CTL_ADD = 1;
    public static final int EPOLLIN = 1;
    public static final int EFD_CLOEXEC = 0x80000;
    public static final int EFD_NONBLOCK = 0x800;

    // <time.h>
    public static final int CLOCK_REALTIME = 0;
    public static final int CLOCK_MONOTONIC = 1;
}

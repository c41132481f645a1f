package org.flowlab.sys.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/// Layouts of the structs that [LibC]'s functions take, on 64-bit Linux.
public final class Structs {
    private Structs() {}

    /// `struct timespec { time_t tv_sec; long tv_nsec; };`
    public static final StructLayout TIMESPEC =
            sized(
                    16,
                    MemoryLayout.structLayout(
                            JAVA_LONG.withName("tv_sec"), JAVA_LONG.withName("tv_nsec")));

    /// `struct rlimit { rlim_t rlim_cur, rlim_max; };`
    public static final StructLayout RLIMIT =
            sized(
                    16,
                    MemoryLayout.structLayout(
                            JAVA_LONG.withName("rlim_cur"), JAVA_LONG.withName("rlim_max")));

    /// `struct pollfd { int fd; short events, revents; };`
    public static final StructLayout POLLFD =
            sized(
                    8,
                    MemoryLayout.structLayout(
                            JAVA_INT.withName("fd"),
                            JAVA_SHORT.withName("events"),
                            JAVA_SHORT.withName("revents")));

    /// `struct iovec { void *iov_base; size_t iov_len; };`
    public static final StructLayout IOVEC =
            sized(
                    16,
                    MemoryLayout.structLayout(
                            ADDRESS.withName("iov_base"), JAVA_LONG.withName("iov_len")));

    /// ```
    /// struct msghdr {
    ///   void *msg_name; socklen_t msg_namelen; struct iovec *msg_iov; size_t msg_iovlen;
    ///   void *msg_control; size_t msg_controllen; int msg_flags;
    /// };
    /// ```
    public static final StructLayout MSGHDR =
            sized(
                    56,
                    MemoryLayout.structLayout(
                            ADDRESS.withName("msg_name"),
                            JAVA_INT.withName("msg_namelen"),
                            MemoryLayout.paddingLayout(4),
                            ADDRESS.withName("msg_iov"),
                            JAVA_LONG.withName("msg_iovlen"),
                            ADDRESS.withName("msg_control"),
                            JAVA_LONG.withName("msg_controllen"),
                            JAVA_INT.withName("msg_flags"),
                            MemoryLayout.paddingLayout(4)));

    /// `struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };`
    public static final StructLayout MMSGHDR =
            sized(
                    64,
                    MemoryLayout.structLayout(
                            MSGHDR.withName("msg_hdr"),
                            JAVA_INT.withName("msg_len"),
                            MemoryLayout.paddingLayout(4)));

    private static StructLayout sized(long bytes, StructLayout layout) {
        if (layout.byteSize() != bytes) {
            throw new AssertionError(
                    layout + " has " + layout.byteSize() + " bytes, C's has " + bytes);
        }
        return layout;
    }
}

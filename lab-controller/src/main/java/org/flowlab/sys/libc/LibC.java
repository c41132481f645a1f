package org.flowlab.sys.libc;

import java.lang.foreign.MemorySegment;

/// The C library's functions, by their C names. Section 2 of the manual describes each.
///
/// Every function returns what the C function returns. But if that returns -1 and sets `errno`, the
/// result is **minus errno**: `recv` on a socket without data returns `-EAGAIN`. Nothing here
/// throws on failure; [SysException#check] does. Pointers are native segments of an arena that
/// stays open until the call returns (not of an automatic arena). Calls that take no string
/// allocate nothing, so the fabric's hot path may make them. Thread-safe, but `unshare` and `setns`
/// change the calling OS thread: call them on a platform thread of your own.
public interface LibC {

    /// The C library of this process.
    static LibC get() {
        return FfmLibC.INSTANCE;
    }

    // namespaces, threads, limits

    int unshare(int flags);

    int setns(int fd, int nstype);

    int prctl(int option, long arg2, long arg3, long arg4, long arg5);

    /// @param rlim `struct rlimit`: two unsigned longs, soft and hard
    int getrlimit(int resource, MemorySegment rlim);

    int setrlimit(int resource, MemorySegment rlim);

    int mount(String source, String target, String type, long flags, MemorySegment data);

    int umount2(String target, int flags);

    /// @param param `struct sched_param`: an int, the priority
    int sched_setscheduler(int pid, int policy, MemorySegment param);

    /// @param act `struct sigaction`
    /// @param oldact where the one before is written
    int sigaction(int signum, MemorySegment act, MemorySegment oldact);

    // files

    int open(String path, int flags, int mode);

    int openat(int directory, String path, int flags, int mode);

    int linkat(int oldDirectory, String oldPath, int newDirectory, String newPath, int flags);

    int mkdirat(int directory, String path, int mode);

    int unlinkat(int directory, String path, int flags);

    int renameat(int oldDirectory, String oldPath, int newDirectory, String newPath);

    int fchown(int fd, int owner, int group);

    /// @param ends two ints: the reading end, the writing end
    int pipe2(MemorySegment ends, int flags);

    int close(int fd);

    long read(int fd, MemorySegment buffer, long count);

    long write(int fd, MemorySegment buffer, long count);

    int ioctl(int fd, long request, MemorySegment argument);

    // sockets

    int socket(int domain, int type, int protocol);

    int bind(int fd, MemorySegment address, int length);

    int connect(int fd, MemorySegment address, int length);

    int listen(int fd, int backlog);

    int setsockopt(int fd, int level, int option, MemorySegment value, int length);

    int getsockopt(int fd, int level, int option, MemorySegment value, MemorySegment length);

    long send(int fd, MemorySegment buffer, long length, int flags);

    long recv(int fd, MemorySegment buffer, long length, int flags);

    /// @param messages array of [Structs#MMSGHDR]
    int sendmmsg(int fd, MemorySegment messages, int count, int flags);

    // memory

    /// Returns the address, or minus errno (-4095 to -1). [MappedMemory] is the handle of such
    /// memory.
    long mmap(MemorySegment address, long length, int protection, int flags, int fd, long offset);

    int munmap(MemorySegment address, long length);

    // waiting

    int eventfd(int initial, int flags);
}

package org.flowlab.sys.libc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// An open file descriptor that this object owns. Thread-safe; only the first [#close] has an
/// effect.
public final class FileDescriptor implements AutoCloseable {
    private static final VarHandle FD;

    static {
        try {
            FD = MethodHandles.lookup().findVarHandle(FileDescriptor.class, "fd", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int CLOSED = -1;

    private final String what;
    private volatile int fd;

    /// Takes ownership of the descriptor that a call returned.
    ///
    /// @param result the descriptor, or minus errno
    /// @param attempted as for [SysException#check]
    /// @throws SysException if `result` is an error
    public FileDescriptor(int result, String attempted) {
        this.fd = SysException.check(result, attempted);
        this.what = attempted;
    }

    /// Opens `path` read-only, with close-on-exec.
    public static FileDescriptor open(String path) {
        return open(path, Constants.O_RDONLY);
    }

    /// Opens `path` with close-on-exec.
    ///
    /// @param flags further flags of open(2)
    public static FileDescriptor open(String path, int flags) {
        return new FileDescriptor(
                LibC.get().open(path, flags | Constants.O_CLOEXEC, 0), "open \"" + path + "\"");
    }

    /// Makes a socket with close-on-exec, in the calling thread's network namespace.
    public static FileDescriptor socket(int domain, int type, int protocol) {
        return new FileDescriptor(
                LibC.get().socket(domain, type | Constants.SOCK_CLOEXEC, protocol),
                "make a socket of family " + domain + ", type " + type + ": socket");
    }

    /// The descriptor's number.
    ///
    /// @throws IllegalStateException if it is closed
    public int fd() {
        int value = fd;
        if (value == CLOSED) {
            throw new IllegalStateException(what + ": file descriptor used after close");
        }
        return value;
    }

    public boolean isOpen() {
        return fd != CLOSED;
    }

    /// Closes the descriptor. Linux frees the number whatever close(2) returns, so an error is not
    /// reported.
    @Override
    public void close() {
        int value = (int) FD.getAndSet(this, CLOSED);
        if (value != CLOSED) {
            LibC.get().close(value);
        }
    }

    @Override
    public String toString() {
        return "fd " + fd + " (" + what + ")";
    }
}

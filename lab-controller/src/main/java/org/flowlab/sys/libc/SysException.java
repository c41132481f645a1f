package org.flowlab.sys.libc;

/// Thrown when a system call failed. The message says what was attempted on what, the name of
/// errno, and what may help:
///
/// `set the interface eth0 up: RTM_NEWLINK: EPERM (needs CAP_NET_ADMIN)`
public class SysException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String attempted;
    private final int errno;

    /// @param attempted what was attempted on what, in words and followed by the call: `open
    ///   "/etc/hosts": openat`
    /// @param errno the error number, positive; 0 if none was given
    /// @param hint what may help; empty for no hint
    public SysException(String attempted, int errno, String hint) {
        super(
                attempted
                        + (errno == 0 ? "" : ": " + Errno.name(errno))
                        + (hint.isEmpty() ? "" : " (" + hint + ")"));
        this.attempted = attempted;
        this.errno = errno;
    }

    public SysException(String attempted, int errno) {
        this(attempted, errno, hint(errno));
    }

    /// What was attempted on what: the message without the errno and the hint.
    public String attempted() {
        return attempted;
    }

    /// The error number, positive, as in [Errno]; 0 if there was none.
    public int errno() {
        return errno;
    }

    /// Returns `result` if it is not negative, and throws otherwise.
    ///
    /// @param result the result of a [LibC] call
    /// @param attempted as for the constructor
    public static int check(int result, String attempted) {
        if (result < 0) {
            throw new SysException(attempted, -result);
        }
        return result;
    }

    public static long check(long result, String attempted) {
        if (result < 0) {
            throw new SysException(attempted, Math.toIntExact(-result));
        }
        return result;
    }

    /// Returns what may help against `errno`; empty for no hint.
    public static String hint(int errno) {
        return switch (errno) {
            case Errno.EPERM ->
                    "needs a capability: run as root, or in a user namespace with CAP_NET_ADMIN and"
                            + " CAP_SYS_ADMIN";
            case Errno.EMFILE -> "too many open files: raise ulimit -n";
            case Errno.ENFILE -> "the whole machine has too many open files: raise fs.file-max";
            case Errno.ENOSPC -> "the disk is full, or a limit under /proc/sys/user is reached";
            case Errno.ENOMEM -> "out of kernel memory";
            case Errno.EOPNOTSUPP, Errno.EAFNOSUPPORT, Errno.EPROTONOSUPPORT ->
                    "the kernel lacks this feature or its module";
            default -> "";
        };
    }
}

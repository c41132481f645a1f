package org.flowlab.sys;

import java.util.Arrays;
import org.flowlab.sys.libc.Errno;
import org.flowlab.sys.libc.SysException;
import org.jspecify.annotations.Nullable;

/// Sets a node's congestion control. The kernel lets a new namespace choose only one that is listed
/// in `net.ipv4.tcp_allowed_congestion_control`. A route may name any other (`congctl` of
/// ip-route(8)), so the node's routes name it if it is not listed.
final class Congestion {
    private static final String AVAILABLE = "net.ipv4.tcp_available_congestion_control";

    private Congestion() {}

    /// Sets the congestion control in the calling thread's namespace.
    ///
    /// @return the name that the node's routes must have; null if they need none
    /// @throws UnsupportedMachineException if this kernel does not have it
    static @Nullable String set(String wanted, String where) {
        try {
            Sysctls.write(NodeSettings.CONGESTION, wanted, where);
            return null;
        } catch (SysException e) {
            if (e.errno() == Errno.EPERM || e.errno() == Errno.EACCES) {
                return wanted;
            }
            if (e.errno() == Errno.ENOENT) {
                throw missing(wanted, where, Errno.ENOENT);
            }
            throw e;
        }
    }

    /// Whether the kernel has this congestion control, built in or loaded by now.
    static boolean isAvailable(String name) {
        return Arrays.asList(Sysctls.read(AVAILABLE).orElse("").split(" ")).contains(name);
    }

    static UnsupportedMachineException missing(String wanted, String where, int errno) {
        return new UnsupportedMachineException(
                "set the congestion control of " + where + " to " + wanted,
                errno,
                "this kernel has "
                        + Sysctls.read(AVAILABLE).orElse("none of that name")
                        + ": as root run 'modprobe tcp_"
                        + wanted
                        + "', or choose another one in the node's tcp: {congestion: …}");
    }
}

package org.flowlab.sys;

import java.util.Arrays;
import java.util.Map;
import org.flowlab.sys.libc.Errno;
import org.flowlab.sys.libc.SysException;
import org.jspecify.annotations.Nullable;

/// A node's congestion control. The kernel lets only the machine's own namespace choose one that is
/// not among `net.ipv4.tcp_allowed_congestion_control`, the machine's default included; a route may
/// name any (`congctl` of ip-route(8)), so routes do it then.
final class Congestion {
    private static final String AVAILABLE = "net.ipv4.tcp_available_congestion_control";

    private Congestion() {}

    /// Sets it in the calling thread's namespace.
    ///
    /// @param current what the settings are
    /// @return what the node's routes must name; null if that is not needed
    /// @throws UnsupportedMachineException if this kernel has none of that name
    static @Nullable String set(String wanted, Map<String, String> current, String where) {
        if (wanted.equals(current.get(NodeSettings.CONGESTION))) {
            return null;
        }
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

    /// Whether the kernel has it, built in or loaded by now.
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
                        + "', or choose another one with tcp: {congestion: …} of the node");
    }
}

package org.flowlab.sys;

import org.flowlab.sys.libc.Errno;
import org.flowlab.sys.libc.SysException;

/// The site of a wire: a network namespace for its ends of links, and a packet socket that takes in
/// frames from all of them. Whoever uses one closes both.
///
/// @param socket which takes in frames once it has [begun][PacketSocket#begin]
public record WireSite(Namespace namespace, PacketSocket socket) {
    /// Makes both.
    ///
    /// @param frames as for [PacketSocket#prepared]
    /// @param frameBytes as for [PacketSocket#prepared]
    /// @throws UnsupportedMachineException if the machine does not let this process
    public static WireSite make(int frames, int frameBytes) {
        return OwnThread.call("wire-site", () -> makeHere(frames, frameBytes));
    }

    private static WireSite makeHere(int frames, int frameBytes) {
        Namespace namespace = WiringBuilder.fabricHere();
        try {
            return new WireSite(namespace, PacketSocket.prepared(frames, frameBytes));
        } catch (RuntimeException e) {
            namespace.close();
            throw e instanceof SysException refused && refused.errno() == Errno.EPERM
                    ? UnsupportedMachineException.explain(refused)
                    : e;
        }
    }

    /// Closes both, if no wire took them over.
    public void close() {
        socket.close();
        namespace.close();
    }
}

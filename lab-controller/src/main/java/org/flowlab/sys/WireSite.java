package org.flowlab.sys;

import org.flowlab.sys.libc.Errno;
import org.flowlab.sys.libc.SysException;

/// The place where a wire works: a network namespace that holds the wire's ends of links, and a
/// packet socket that receives frames from all of them. The user of a site closes both.
///
/// @param socket a socket that receives frames once it has [begun][PacketSocket#begin]
public record WireSite(Namespace namespace, PacketSocket socket) {
    /// Makes the namespace and the socket.
    ///
    /// @param frames as for [PacketSocket#prepared]
    /// @param frameBytes as for [PacketSocket#prepared]
    /// @throws UnsupportedMachineException if the machine does not allow this
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

    /// Closes both. Only for a site whose namespace and socket no wire took over.
    public void close() {
        socket.close();
        namespace.close();
    }
}

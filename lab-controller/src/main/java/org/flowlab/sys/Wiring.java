package org.flowlab.sys;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.sys.libc.Errno;
import org.flowlab.sys.netlink.NetlinkException;
import org.flowlab.sys.netlink.TcpMetrics;
import org.jspecify.annotations.Nullable;

/// Namespaces of a lab's nodes, and one more for its wire, with the ends of veth pairs in them.
///
/// Each interface of a node is one end of a veth; the other end is in the [#fabric] namespace, up,
/// without an address, for a packet socket to take frames from and give frames to. It need not be
/// promiscuous: a packet socket sees frames for other addresses too, as a veth does not filter.
/// Nothing else connects the nodes. Thread-safe.
public final class Wiring implements AutoCloseable {
    /// The wire's end of a node's interface.
    ///
    /// @param name of the interface in the fabric's namespace
    /// @param index its number there
    public record FabricEnd(String node, String dev, String name, int index) {}

    private final Namespace fabric;
    private final Map<String, Namespace> nodes;
    private final Map<String, FabricEnd> ends;
    private final List<Namespace> owned;

    Wiring(
            Namespace fabric,
            Map<String, Namespace> nodes,
            List<FabricEnd> ends,
            List<Namespace> owned) {
        this.fabric = fabric;
        this.nodes = new LinkedHashMap<>(nodes);
        this.ends = new LinkedHashMap<>();
        ends.forEach(end -> this.ends.put(end.node() + ":" + end.dev(), end));
        this.owned = List.copyOf(owned);
    }

    /// Brings everything up, or nothing.
    ///
    /// @throws UnsupportedMachineException if the machine does not let this process
    /// @throws org.flowlab.sys.libc.SysException if the kernel refused an object, naming it
    public static Wiring up(List<NodeSetup> nodes) {
        return up(nodes, null);
    }

    /// The same around a fabric's namespace that is there already, as of a [WireSite].
    ///
    /// @param fabric holds no links yet, and stays the caller's to close; null for a new one
    public static Wiring up(List<NodeSetup> nodes, @Nullable Namespace fabric) {
        FileLimit.makeRoomFor(nodes.size());
        return OwnThread.call("wiring", () -> new WiringBuilder(nodes, fabric).build());
    }

    /// The namespace in which the wire's ends are.
    public Namespace fabric() {
        return fabric;
    }

    public Namespace namespace(String node) {
        Namespace namespace = nodes.get(node);
        if (namespace == null) {
            throw new IllegalArgumentException("no node \"" + node + "\" in this wiring");
        }
        return namespace;
    }

    public FabricEnd end(String node, String dev) {
        FabricEnd end = ends.get(node + ":" + dev);
        if (end == null) {
            throw new IllegalArgumentException("no interface " + node + ":" + dev + " here");
        }
        return end;
    }

    /// All of them, in the order of nodes and their interfaces.
    public List<FabricEnd> ends() {
        return new ArrayList<>(ends.values());
    }

    /// Makes the kernel forget what it learned in these nodes' namespaces of the paths and hosts
    /// that they talked to: path MTUs, redirects, TCP metrics and Fast Open cookies. Connections
    /// that are open keep what they know.
    ///
    /// @throws UnsupportedMachineException if it is not allowed to
    public void forget(Collection<String> names) {
        List<Namespace> namespaces = names.stream().map(this::namespace).toList();
        OwnThread.call(
                "forgetter",
                () -> {
                    for (Namespace namespace : namespaces) {
                        namespace.enter();
                        forgetHere("node \"" + namespace.name() + "\"");
                    }
                    return true;
                });
    }

    private static void forgetHere(String where) {
        Sysctls.flushRoutes(where);
        try {
            TcpMetrics.forget(where);
        } catch (NetlinkException e) {
            throw e.errno() == Errno.EPERM
                    ? new UnsupportedMachineException(
                            e.attempted(),
                            Errno.EPERM,
                            "this node has Fast Open cookies or TCP metrics of an earlier trial, and"
                                    + " only the machine's root may delete them: run as root, or"
                                    + " without Fast Open")
                    : e;
        }
    }

    /// Lets go of the namespaces that it made. Those in which no thread, process or socket is left
    /// go at once, and links with them, in the background.
    @Override
    public void close() {
        for (Namespace namespace : owned.reversed()) {
            namespace.close();
        }
    }
}

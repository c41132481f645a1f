package org.flowlab.sys;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flowlab.sys.libc.Errno;
import org.flowlab.sys.netlink.NetlinkException;
import org.flowlab.sys.netlink.TcpMetrics;
import org.jspecify.annotations.Nullable;

/// The namespaces of a lab's nodes and one more for its wire, with the ends of veth pairs in them.
///
/// Each interface of a node is one end of a veth pair. The other end is in the [#fabric] namespace;
/// it is up and has no address. A packet socket receives and sends frames there. It need not be
/// promiscuous: a veth does not filter, so the socket also sees frames for other addresses. Nothing
/// else connects the nodes. Thread-safe.
public final class Wiring implements AutoCloseable {
    /// The wire's end of a node's interface.
    ///
    /// @param name the interface's name in the fabric's namespace
    /// @param index its ifindex there
    public record FabricEnd(String node, String dev, String name, int index) {}

    private static final System.Logger LOG = System.getLogger(Wiring.class.getName());

    /// Whether the log says that nodes keep path MTUs; once is enough.
    private static final AtomicBoolean WARNED = new AtomicBoolean();

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

    /// Brings everything up. If a part fails, nothing is left.
    ///
    /// @throws UnsupportedMachineException if the machine does not allow this
    /// @throws org.flowlab.sys.libc.SysException if the kernel refused to make something; the
    ///   message names it
    public static Wiring up(List<NodeSetup> nodes) {
        return up(nodes, null);
    }

    /// Brings everything up around an existing fabric's namespace, such as that of a [WireSite].
    ///
    /// @param fabric a namespace that holds no links yet; the caller closes it. Null to make a new
    ///   one
    public static Wiring up(List<NodeSetup> nodes, @Nullable Namespace fabric) {
        FileLimit.makeRoomFor(nodes.size());
        return OwnThread.call("wiring", () -> new WiringBuilder(nodes, fabric).build());
    }

    /// The namespace that holds the wire's ends of links.
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
            throw new IllegalArgumentException(
                    "no interface " + node + ":" + dev + " in this wiring");
        }
        return end;
    }

    /// All of the wire's ends, in the order of nodes and their interfaces.
    public List<FabricEnd> ends() {
        return new ArrayList<>(ends.values());
    }

    /// Makes the kernel forget what it learned in these nodes' namespaces about paths and other
    /// hosts: path MTUs, redirects, TCP metrics and Fast Open cookies. Open connections keep what
    /// they know.
    ///
    /// @throws UnsupportedMachineException if this process is not allowed to
    public void forget(Collection<String> names) {
        List<Namespace> namespaces = names.stream().map(this::namespace).toList();
        OwnThread.call(
                "forgetter",
                () -> {
                    boolean keptByRouter = false;
                    for (Namespace namespace : namespaces) {
                        namespace.enter();
                        if (!forgetHere("node \"" + namespace.name() + "\"")) {
                            keptByRouter |= Sysctls.forwards();
                        }
                    }
                    if (keptByRouter && !WARNED.getAndSet(true)) {
                        LOG.log(
                                System.Logger.Level.WARNING,
                                "nodes keep the path MTUs that they learned from routers in earlier"
                                        + " trials: only the machine's root can delete them. Run"
                                        + " as root if a link behind a router has a small MTU");
                    }
                    return true;
                });
    }

    /// @return whether the node's kernel could forget path MTUs and redirects
    private static boolean forgetHere(String where) {
        boolean flushed = Sysctls.flushRoutes(where);
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
        return flushed;
    }

    /// Closes the namespaces that this wiring made. The kernel removes those in which no thread,
    /// process or socket is left, and their links, in the background.
    @Override
    public void close() {
        for (Namespace namespace : owned.reversed()) {
            namespace.close();
        }
    }
}

package org.flowlab.sys;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.flowlab.sys.libc.Errno;
import org.flowlab.sys.libc.FileDescriptor;
import org.flowlab.sys.libc.SysException;
import org.flowlab.sys.netlink.Batch;
import org.flowlab.sys.netlink.LinkEnd;
import org.flowlab.sys.netlink.NetlinkException;
import org.flowlab.sys.netlink.NetlinkSocket;
import org.flowlab.sys.netlink.RouteTcp;
import org.jspecify.annotations.Nullable;

/// Brings a [Wiring] up on the calling thread, and moves that thread from one namespace to the
/// next.
///
/// It opens one netlink socket per namespace. All links are made with one send, and everything else
/// in a namespace is made with one more. What takes time is then only the kernel's work.
final class WiringBuilder {
    /// The first ifindex of links. The kernel may give lower ones, from 2 on, to interfaces of its
    /// own (tunl0, sit0).
    private static final int FIRST_INDEX = 100;

    private static final int LO_INDEX = 1;
    private static final long CARRIER_PATIENCE_NANOS = 5_000_000_000L;

    private final List<NodeSetup> setups;
    private final @Nullable Namespace fabric;
    private final List<Site> sites = new ArrayList<>();
    private final List<Wiring.FabricEnd> ends = new ArrayList<>();
    private final List<Namespace> owned = new ArrayList<>();
    private final List<NetlinkSocket> sockets = new ArrayList<>();

    /// A node's namespace while it is set up.
    ///
    /// @param fresh whether nothing is in it but what the kernel makes
    private record Site(
            NodeSetup setup,
            Namespace namespace,
            boolean fresh,
            NetlinkSocket socket,
            RouteTcp tcp) {

        String where() {
            return setup.where();
        }
    }

    /// @param fabric the namespace for the wire's ends of links; null to make a new one
    WiringBuilder(List<NodeSetup> setups, @Nullable Namespace fabric) {
        Set<String> names = new HashSet<>();
        for (NodeSetup setup : setups) {
            if (!names.add(setup.name())) {
                throw new IllegalArgumentException("two nodes are called \"" + setup.name() + "\"");
            }
        }
        this.setups = List.copyOf(setups);
        this.fabric = fabric;
    }

    Wiring build() {
        boolean complete = false;
        try {
            Namespace fabric = make();
            Map<String, Namespace> nodes = new LinkedHashMap<>();
            sites.forEach(site -> nodes.put(site.setup().name(), site.namespace()));
            complete = true;
            return new Wiring(fabric, nodes, ends, owned);
        } finally {
            sockets.reversed().forEach(NetlinkSocket::close);
            if (!complete) {
                owned.reversed().forEach(Namespace::close);
            }
        }
    }

    private Namespace make() {
        Namespace middle = fabric;
        if (middle == null) {
            middle = keep(fabricHere());
        } else {
            middle.enter();
        }
        NetlinkSocket fabricSocket = socket();
        SettingsWriter settings = new SettingsWriter();
        for (NodeSetup setup : setups) {
            Namespace namespace = setup.namespace();
            boolean fresh = namespace == null || namespace.isFresh();
            if (namespace == null) {
                namespace = keep(Namespace.createHere(setup.name()));
            } else {
                namespace.enter();
            }
            RouteTcp tcp = fresh ? settings.setNew(setup) : SettingsWriter.setForeign(setup);
            sites.add(new Site(setup, namespace, fresh, socket(), tcp));
        }
        makeLinks(fabricSocket);
        configure(fabricSocket);
        return middle;
    }

    /// Makes a namespace for the wire's ends of links, and leaves the calling thread in it.
    static Namespace fabricHere() {
        Namespace namespace = Namespace.createHere("the fabric");
        try {
            Map<String, String> current = Sysctls.read(Sysctls.fabric().keySet());
            Sysctls.write(Sysctls.differing(Sysctls.fabric(), current), "the fabric");
            return namespace;
        } catch (RuntimeException e) {
            namespace.close();
            throw e;
        }
    }

    private void makeLinks(NetlinkSocket fabricSocket) {
        Batch batch = new Batch();
        for (Site site : sites) {
            int index = FIRST_INDEX;
            for (NodeSetup.Interface i : site.setup().interfaces()) {
                int number = ends.size();
                Wiring.FabricEnd end =
                        new Wiring.FabricEnd(
                                site.setup().name(), i.name(), "v" + number, FIRST_INDEX + number);
                ends.add(end);
                batch.veth(
                        new LinkEnd(end.name(), end.index(), null, i.mtu(), LinkEnd.HERE),
                        new LinkEnd(
                                i.name(),
                                site.fresh() ? index++ : 0,
                                i.mac(),
                                i.mtu(),
                                site.namespace().fd()),
                        site.setup().name() + ":" + i.name());
            }
        }
        try {
            fabricSocket.execute(batch, "the fabric");
        } catch (NetlinkException e) {
            throw e.errno() == Errno.EOPNOTSUPP || e.errno() == Errno.EPERM
                    ? UnsupportedMachineException.explain(e)
                    : e;
        }
    }

    private void configure(NetlinkSocket fabricSocket) {
        if (ends.isEmpty()) {
            sites.forEach(
                    site -> site.socket().execute(new Batch().up("lo", LO_INDEX), site.where()));
            return;
        }
        Offloads offloads = Offloads.of(fabricSocket.descriptor(), ends.getFirst().name());
        sites.forEach(site -> configure(site, offloads));
        ends.forEach(end -> awaitCarrier(offloads, fabricSocket, end));
        // If the kernel merges frames on one end, it does so on all.
        if (offloads.on(fabricSocket.descriptor(), ends.getFirst().name()).contains("rx-gro")) {
            ends.forEach(end -> offloads.off(fabricSocket.descriptor(), end.name()));
        }
    }

    private static void configure(Site site, Offloads offloads) {
        FileDescriptor socket = site.socket().descriptor();
        Batch batch = new Batch().up("lo", LO_INDEX);
        Map<String, Integer> indexes = new HashMap<>();
        int next = FIRST_INDEX;
        for (NodeSetup.Interface i : site.setup().interfaces()) {
            offloads.off(socket, i.name());
            int index = site.fresh() ? next++ : Offloads.indexOf(socket, i.name());
            indexes.put(i.name(), index);
            if (!site.fresh() && Sysctls.hasIpv6()) {
                // The namespace's owner may switch its IPv6 on again.
                batch.withoutLinkLocalAddress(i.name(), index);
            }
            bringUp(batch, i, index, site.tcp());
        }
        for (NodeSetup.Route r : site.setup().routes()) {
            int dev = Objects.requireNonNull(indexes.get(r.dev()), "checked by NodeSetup");
            batch.route(r.destination(), r.prefixLength(), r.via(), r.dev(), dev, site.tcp());
        }
        try {
            site.socket().execute(batch, site.where());
        } catch (NetlinkException e) {
            String congestion = site.tcp().congestion();
            // The kernel refuses a route that names a congestion control that it does not have.
            throw congestion != null && !Congestion.isAvailable(congestion)
                    ? Congestion.missing(congestion, site.where(), e.errno())
                    : e;
        }
    }

    private static void awaitCarrier(
            Offloads offloads, NetlinkSocket fabricSocket, Wiring.FabricEnd end) {
        long deadline = System.nanoTime() + CARRIER_PATIENCE_NANOS;
        while (!offloads.carrier(fabricSocket.descriptor(), end.name())) {
            if (System.nanoTime() > deadline) {
                throw new SysException(
                        "wait "
                                + CARRIER_PATIENCE_NANOS / 1_000_000_000L
                                + " s for the link of "
                                + end.node()
                                + ":"
                                + end.dev()
                                + " to come up",
                        0,
                        "");
            }
            LockSupport.parkNanos(100_000);
        }
    }

    private static void bringUp(Batch batch, NodeSetup.Interface i, int index, RouteTcp tcp) {
        batch.up(i.name(), index);
        if (i.address() != null) {
            batch.address(i.name(), index, i.address(), i.prefixLength(), tcp);
        }
        i.neighbours().forEach((address, mac) -> batch.neighbour(i.name(), index, address, mac));
    }

    private Namespace keep(Namespace namespace) {
        owned.add(namespace);
        return namespace;
    }

    private NetlinkSocket socket() {
        NetlinkSocket socket = NetlinkSocket.open();
        sockets.add(socket);
        return socket;
    }
}

package org.flowlab.bench;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.flowlab.sys.Namespace;
import org.flowlab.sys.NodeSetup;
import org.flowlab.sys.OwnThread;
import org.flowlab.sys.Wiring;
import org.flowlab.sys.netlink.Batch;
import org.flowlab.sys.netlink.LinkEnd;
import org.flowlab.sys.netlink.NetlinkSocket;

/// Measures how long a wiring takes to come up and to be taken down, for `./lab bench`.
public final class BringUpBench {
    private static final int LAB = 198 << 24 | 18 << 16;
    private static final int BARE_INDEX = 100;
    private static final long LOCAL_MAC = 0x02_00_00_00_00_00L;

    private BringUpBench() {}

    /// Times of each round.
    ///
    /// @param nodes number of namespaces, without the fabric's
    /// @param interfaces number of veth pairs
    /// @param upNanos from the call of [Wiring#up] to its return
    /// @param downNanos from the call of [Wiring#close] to its return
    public record Result(int nodes, int interfaces, long[] upNanos, long[] downNanos) {
        public long medianUpNanos() {
            return median(upNanos);
        }

        public long medianDownNanos() {
            return median(downNanos);
        }

        private static long median(long[] values) {
            long[] sorted = values.clone();
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }
    }

    /// Brings `setups` up and down `rounds` times. A warm-up is the caller's task.
    ///
    /// @param pause between two rounds, in which the kernel removes the last round's namespaces in
    ///   the background; without it, that work is measured too
    public static Result measure(List<NodeSetup> setups, int rounds, Duration pause)
            throws InterruptedException {
        long[] up = new long[rounds];
        long[] down = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            Wiring wiring = Wiring.up(setups);
            long ready = System.nanoTime();
            wiring.close();
            up[i] = ready - start;
            down[i] = System.nanoTime() - ready;
            Thread.sleep(pause);
        }
        return new Result(
                setups.size(),
                setups.stream().mapToInt(s -> s.interfaces().size()).sum(),
                up,
                down);
    }

    /// Measures the least time that any lab needs: the kernel's time to make this many namespaces
    /// in a row, with a veth pair between neighbours, an address at each end, and both ends up.
    ///
    /// @return nanoseconds
    public static long bareNanos(int nodes) {
        return OwnThread.call("bare-wiring", () -> bareHere(nodes));
    }

    private static long bareHere(int nodes) {
        List<Namespace> namespaces = new ArrayList<>();
        List<NetlinkSocket> sockets = new ArrayList<>();
        try {
            long start = System.nanoTime();
            for (int i = 0; i < nodes; i++) {
                namespaces.add(Namespace.createHere("n" + i));
                sockets.add(NetlinkSocket.open());
                sockets.get(i).execute(new Batch().up("lo", 1), "bare");
                if (i > 0) {
                    bareLink(sockets.get(i - 1), namespaces.get(i - 1), sockets.get(i), i);
                }
            }
            return System.nanoTime() - start;
        } finally {
            sockets.forEach(NetlinkSocket::close);
            namespaces.forEach(Namespace::close);
        }
    }

    private static void bareLink(
            NetlinkSocket left, Namespace leftNamespace, NetlinkSocket right, int number) {
        LinkEnd far = new LinkEnd("ethr", BARE_INDEX + 1, null, 1500, leftNamespace.fd());
        LinkEnd near = new LinkEnd("ethl", BARE_INDEX, null, 1500, LinkEnd.HERE);
        Batch pair = new Batch().veth(near, far, "bare");
        right.execute(pair.address("ethl", BARE_INDEX, address(4 * number + 2), 30), "bare");
        Batch peer = new Batch().up("ethr", BARE_INDEX + 1);
        left.execute(peer.address("ethr", BARE_INDEX + 1, address(4 * number + 1), 30), "bare");
    }

    /// Setups of `nodes` nodes in a row, with a link between neighbours.
    public static List<NodeSetup> chain(int nodes) {
        List<NodeSetup> setups = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            List<NodeSetup.Interface> interfaces = new ArrayList<>();
            if (i > 0) {
                interfaces.add(end("eth0", 4 * i + 2, 4 * i + 1, 30));
            }
            if (i < nodes - 1) {
                interfaces.add(end("eth" + interfaces.size(), 4 * i + 5, 4 * i + 6, 30));
            }
            setups.add(new NodeSetup("n" + i, false, interfaces, List.of()));
        }
        return setups;
    }

    /// Setups of `nodes` nodes around a switch, which has no namespace.
    public static List<NodeSetup> star(int nodes) {
        List<NodeSetup> setups = new ArrayList<>();
        for (int i = 1; i <= nodes; i++) {
            setups.add(
                    new NodeSetup(
                            "n" + i,
                            false,
                            List.of(end("eth0", i, i == 1 ? 2 : 1, 15)),
                            List.of()));
        }
        return setups;
    }

    private static NodeSetup.Interface end(String name, int own, int other, int prefixLength) {
        return new NodeSetup.Interface(
                name,
                LOCAL_MAC | own,
                address(own),
                prefixLength,
                1500,
                Map.of(address(other), LOCAL_MAC | other));
    }

    private static Inet4Address address(int host) {
        try {
            byte[] bytes = ByteBuffer.allocate(4).putInt(LAB + host).array();
            return (Inet4Address) InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }
}

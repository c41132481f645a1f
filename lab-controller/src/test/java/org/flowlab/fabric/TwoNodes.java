package org.flowlab.fabric;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.sys.Namespace;
import org.flowlab.sys.NodeSetup;
import org.flowlab.sys.Wiring;
import org.junit.jupiter.api.Assumptions;

/// Nodes `n1`, `n2` … with an interface `eth0` each, all in one subnet, whose other ends wait for a
/// fabric.
final class TwoNodes implements AutoCloseable {
    static final int PORT = 9000;

    final Wiring wiring;
    private final List<AutoCloseable> open = new ArrayList<>();

    TwoNodes(int count, int mtu) {
        try (Namespace probe = Namespace.create("probe")) {
            assert probe != null;
        } catch (RuntimeException e) {
            Assumptions.abort("skipped: no network namespaces here: " + e.getMessage());
        }
        List<NodeSetup> setups = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Map<Inet4Address, Long> neighbours = new HashMap<>();
            for (int j = 1; j <= count; j++) {
                if (j != i) {
                    neighbours.put(address(j), mac(j));
                }
            }
            setups.add(
                    new NodeSetup(
                            "n" + i,
                            false,
                            List.of(
                                    new NodeSetup.Interface(
                                            "eth0", mac(i), address(i), 24, mtu, neighbours)),
                            List.of()));
        }
        this.wiring = Wiring.up(setups);
        open.add(wiring);
    }

    TwoNodes() {
        this(2, 1500);
    }

    static long mac(int node) {
        return 0x02_00_00_00_00_00L + node;
    }

    static Inet4Address address(int node) {
        try {
            return (Inet4Address) InetAddress.getByName("198.18.0." + node);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    Namespace node(int node) {
        return wiring.namespace("n" + node);
    }

    End end(int node) {
        return End.device(wiring.end("n" + node, "eth0").index());
    }

    Fabric fabric(FabricOptions options) {
        Fabric fabric = wiring.fabric().call(() -> Fabric.open(options));
        open.add(fabric);
        return fabric;
    }

    /// A socket of the node, at [#PORT].
    DatagramChannel udp(int node) {
        return udp(node, PORT);
    }

    DatagramChannel udp(int node, int port) {
        DatagramChannel channel =
                node(node)
                        .call(
                                () ->
                                        DatagramChannel.open()
                                                .setOption(StandardSocketOptions.SO_RCVBUF, 1 << 22)
                                                .bind(new InetSocketAddress(address(node), port)));
        open.add(channel);
        return channel;
    }

    static InetSocketAddress at(int node) {
        return new InetSocketAddress(address(node), PORT);
    }

    @Override
    public void close() throws IOException {
        for (AutoCloseable one : open.reversed()) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }
}

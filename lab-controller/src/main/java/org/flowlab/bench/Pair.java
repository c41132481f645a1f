package org.flowlab.bench;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.flowlab.fabric.End;
import org.flowlab.fabric.Fabric;
import org.flowlab.fabric.FabricOptions;
import org.flowlab.fabric.Impairment;
import org.flowlab.fabric.Link;
import org.flowlab.sys.Namespace;
import org.flowlab.sys.NodeSetup;
import org.flowlab.sys.Wiring;
import org.flowlab.unit.Seed;

/// Two nodes with one link between them: `a` at 198.18.0.1 and `b` at 198.18.0.2, each with an
/// `eth0`.
final class Pair implements AutoCloseable {
    static final Inet4Address A = address(1);
    static final Inet4Address B = address(2);

    private static final long LOCAL_MAC = 0x02_00_00_00_00_00L;

    final Wiring wiring;
    final Fabric fabric;
    final Link link;

    /// A pair with a fixed seed, for impairments that decide nothing at random.
    Pair(FabricOptions options, Impairment forward, Impairment reverse) {
        this(options, forward, reverse, new Seed(1));
    }

    Pair(FabricOptions options, Impairment forward, Impairment reverse, Seed seed) {
        wiring = Wiring.up(List.of(setup("a", 1, 2), setup("b", 2, 1)));
        fabric = wiring.fabric().call(() -> Fabric.open(options));
        link =
                fabric.addLink(
                        "a-b",
                        End.device(wiring.end("a", "eth0").index()),
                        End.device(wiring.end("b", "eth0").index()),
                        forward,
                        reverse,
                        seed);
    }

    private static NodeSetup setup(String name, int self, int other) {
        return new NodeSetup(
                name,
                false,
                List.of(
                        new NodeSetup.Interface(
                                "eth0",
                                LOCAL_MAC + self,
                                address(self),
                                24,
                                1500,
                                Map.of(address(other), LOCAL_MAC + other))),
                List.of());
    }

    private static Inet4Address address(int last) {
        try {
            return (Inet4Address)
                    InetAddress.getByAddress(new byte[] {(byte) 198, 18, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    Namespace a() {
        return wiring.namespace("a");
    }

    Namespace b() {
        return wiring.namespace("b");
    }

    @Override
    public void close() {
        fabric.close();
        wiring.close();
    }
}

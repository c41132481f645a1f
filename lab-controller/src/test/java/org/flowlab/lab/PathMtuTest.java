package org.flowlab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.flowlab.sys.Namespace;
import org.flowlab.topology.Plan;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("netns")
@Tag("tool")
class PathMtuTest {
    @TempDir private Path folder;

    @BeforeAll
    static void may() {
        Labs.assume();
        Labs.assumeProgram("ip");
    }

    @Test
    void a_path_mtu_that_a_router_told_of_is_forgotten() throws Exception {
        Plan plan =
                Labs.topology(
                                """
                                name: narrow
                                topology:
                                  nodes:
                                    client: {kind: client}
                                    r1: {kind: router}
                                    r2: {kind: router}
                                    origin: {kind: origin}
                                  links:
                                    - {endpoints: ["client:eth0", "r1:eth0"]}
                                    - {endpoints: ["r1:eth1", "r2:eth0"], mtu: 700}
                                    - {endpoints: ["r2:eth1", "origin:eth0"]}
                                """)
                        .plan();
        Inet4Address origin = plan.node("origin").interfaces().getFirst().address();
        try (Lab lab = Lab.deploy(plan, LabOptions.inJvm(new Seed(1), folder))) {
            Namespace client = lab.wiring().namespace("client");
            try (DatagramChannel udp = client.call(DatagramChannel::open)) {
                udp.send(ByteBuffer.allocate(1_000), new InetSocketAddress(origin, 9));
                while (!route(client, origin).contains("mtu 700")) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
            lab.forget(Set.of());
            assertThat(route(client, origin)).doesNotContain("mtu");
        }
    }

    private static String route(Namespace from, Inet4Address to) throws Exception {
        return from.call(
                () -> {
                    Process ip =
                            new ProcessBuilder("ip", "route", "get", to.getHostAddress()).start();
                    return new String(ip.getInputStream().readAllBytes());
                });
    }
}

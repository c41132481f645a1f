package org.flowlab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.flowlab.sys.Wiring;
import org.flowlab.topology.Plan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("netns")
class HostNodesTest {
    private static final Duration LITTLE = Duration.ofSeconds(1);
    private static final Duration FOREVER = Duration.ofDays(1);

    @TempDir private Path folder;

    private final Teardown down = new Teardown();
    private Wiring wiring;
    private HostNodes hosts;

    @BeforeEach
    void start() {
        Labs.assume();
        Plan plan = Labs.withHost("'sleep 600'", "role: proxy").plan();
        wiring = down.keep(Wiring.up(Setups.of(plan, Map.of())));
        hosts = new HostNodes(plan, folder, Identities.of(plan), wiring, down, new NodeNews());
        hosts.prepare(plan.node("guest"));
    }

    @AfterEach
    void end() {
        Throwable failures = new IllegalStateException("take down");
        down.run(failures);
        assertThat(failures.getSuppressed()).isEmpty();
    }

    @Test
    @Timeout(60)
    void a_server_that_timed_out_is_not_waited_for_again() {
        assertDeaf(443, LITTLE);
        assertDeaf(443, FOREVER);
        assertDeaf(80, LITTLE);
    }

    private void assertDeaf(int port, Duration patience) {
        assertThatThrownBy(() -> hosts.awaitListening("guest", port, patience))
                .isInstanceOf(NodeFailure.class)
                .hasMessage("node \"guest\": nothing listens on port " + port + " after 1 s");
    }

    @Test
    @Timeout(60)
    void a_server_that_timed_out_may_listen_later() throws Exception {
        assertDeaf(443, LITTLE);
        try (ServerSocketChannel server =
                wiring.namespace("guest").call(() -> ServerSocketChannel.open())) {
            server.bind(new InetSocketAddress(443));
            hosts.awaitListening("guest", 443, FOREVER);
        }
    }

    @Test
    void nodes_other_than_hosts_are_not_waited_for() {
        hosts.awaitListening("origin", 443, FOREVER);
    }
}
